-- The role that counts for reports (docs/adr/0031): it came after the first installations.
CREATE ROLE palier_statistics LOGIN NOSUPERUSER NOBYPASSRLS NOINHERIT PASSWORD :'palier_statistics';
\if :test_cluster
GRANT palier_statistics TO palier_test WITH INHERIT FALSE, SET TRUE;
\endif
SELECT format('GRANT CONNECT ON DATABASE %I TO palier_statistics', datname)
  FROM pg_database WHERE pg_get_userbyid(datdba) = 'palier_owner' \gexec
\connect template1
GRANT USAGE ON SCHEMA public TO palier_statistics;
