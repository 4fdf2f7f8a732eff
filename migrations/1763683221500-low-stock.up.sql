-- What is low is found by an index. It is indexed by whether it is low, not by how much there is: a sale that leaves
-- that as it is changes no index, so that the row of a variant that sells fast stays where it is.
ALTER TABLE stock_level
  ADD COLUMN low boolean GENERATED ALWAYS AS (on_hand - reserved <= min_level) STORED;
CREATE INDEX stock_level_low ON stock_level (workspace_id, variant_id) WHERE low;
