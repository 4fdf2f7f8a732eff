DROP TABLE refresh_token;
DROP TABLE session;
DROP TABLE users;
DROP TABLE workspace;
