DROP INDEX rendition_on_demand;
