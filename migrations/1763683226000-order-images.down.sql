ALTER TABLE order_item
  DROP CONSTRAINT order_item_image,
  DROP COLUMN image_focal,
  DROP COLUMN image_alt,
  DROP COLUMN image_content_id;
