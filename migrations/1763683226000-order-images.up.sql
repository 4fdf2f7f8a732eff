-- The picture of what was bought, as it was. Its content is pinned for the order, which keeps it.
ALTER TABLE order_item
  ADD COLUMN image_content_id uuid,
  ADD COLUMN image_alt        text,
  ADD COLUMN image_focal      jsonb,
  ADD CONSTRAINT order_item_image CHECK (image_content_id IS NOT NULL OR (image_alt IS NULL AND image_focal IS NULL));
