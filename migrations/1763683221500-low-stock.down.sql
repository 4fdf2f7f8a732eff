DROP INDEX stock_level_low;
ALTER TABLE stock_level DROP COLUMN low;
