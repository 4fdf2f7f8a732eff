DROP TABLE product_variant;
DROP TABLE product;
