DROP TABLE installation;
DROP TABLE sweep;
