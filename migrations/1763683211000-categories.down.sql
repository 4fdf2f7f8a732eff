DROP INDEX product_of_category;
ALTER TABLE product DROP COLUMN category_id;
DROP TABLE category;
