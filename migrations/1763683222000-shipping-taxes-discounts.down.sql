DROP TABLE discount_use;
DROP TABLE discount;
DROP TABLE tax_rate;
DROP TABLE shipping_method;
