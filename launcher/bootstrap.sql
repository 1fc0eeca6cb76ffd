-- Roles of a cluster, once, as its superuser. Passwords arrive as psql variables on stdin.
\if :test_cluster
CREATE ROLE palier_owner LOGIN CREATEDB NOSUPERUSER NOBYPASSRLS PASSWORD :'palier_owner';
\else
CREATE ROLE palier_owner LOGIN NOCREATEDB NOSUPERUSER NOBYPASSRLS PASSWORD :'palier_owner';
\endif
CREATE ROLE palier_keeper NOLOGIN NOSUPERUSER NOBYPASSRLS;
CREATE ROLE palier_app LOGIN NOSUPERUSER NOBYPASSRLS NOINHERIT PASSWORD :'palier_app';
CREATE ROLE palier_log LOGIN NOSUPERUSER NOBYPASSRLS NOINHERIT PASSWORD :'palier_log';
-- Migrations create the keeper's objects with SET LOCAL ROLE.
GRANT palier_keeper TO palier_owner WITH INHERIT FALSE, SET TRUE;
\if :test_cluster
-- One login that starts as the application and may become another role inside the test's own transaction.
CREATE ROLE palier_test LOGIN NOSUPERUSER NOBYPASSRLS NOINHERIT PASSWORD :'palier_test';
GRANT palier_app, palier_owner, palier_keeper, palier_log TO palier_test WITH INHERIT FALSE, SET TRUE;
\endif
REVOKE ALL ON DATABASE postgres FROM PUBLIC;
REVOKE ALL ON DATABASE template1 FROM PUBLIC;
\connect template1
REVOKE USAGE ON LANGUAGE plpgsql, sql FROM PUBLIC;
GRANT USAGE ON LANGUAGE plpgsql, sql TO palier_owner, palier_keeper;
-- Large objects have no row security and outlive a request.
REVOKE EXECUTE ON FUNCTION lo_create(oid), lo_creat(integer), lo_from_bytea(oid, bytea), lo_open(oid, integer),
  lo_put(oid, bigint, bytea), lowrite(integer, bytea), lo_unlink(oid) FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO palier_keeper, palier_app, palier_log;
