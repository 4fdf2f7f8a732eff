DROP TABLE storage_tally;
DROP TABLE media_quota;
