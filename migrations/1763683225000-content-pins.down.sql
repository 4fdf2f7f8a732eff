DROP TABLE content_pin;
