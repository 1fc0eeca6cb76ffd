-- Persistent things of the gate: the context keys and the boundaries that open something later.
CREATE TABLE IF NOT EXISTS sec.key(
  kid text PRIMARY KEY, ipad bytea NOT NULL, opad bytea NOT NULL, not_after timestamptz NOT NULL);
-- A start needs a job (an end does not): one row per household and instant at which something opens.
CREATE TABLE IF NOT EXISTS sec.due(household_id bigint NOT NULL, at timestamptz NOT NULL, PRIMARY KEY (household_id, at));
CREATE SEQUENCE IF NOT EXISTS sec.household_id START 1000;
CREATE SEQUENCE IF NOT EXISTS sec.case_id START 1000;
