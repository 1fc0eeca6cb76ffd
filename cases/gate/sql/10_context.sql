-- The audiences of this transaction, or NULL: a token signed for this backend and this transaction's start.
CREATE FUNCTION sec.ctx() RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  token text := current_setting('app.ctx', true);
  message text;
  k sec.key;
BEGIN
  IF token IS NULL OR token = '' THEN RETURN NULL; END IF;
  message := split_part(token, '.', 1);
  SELECT * INTO k FROM sec.key WHERE kid = split_part(message, '|', 1) AND not_after > now();
  IF NOT FOUND THEN RETURN NULL; END IF;
  IF encode(sha256(k.opad || sha256(k.ipad || convert_to(message, 'UTF8'))), 'hex') IS DISTINCT FROM split_part(token, '.', 2)
     OR split_part(message, '|', 2) <> pg_backend_pid()::text
     OR split_part(message, '|', 3) <> (extract(epoch FROM now()) * 1000000)::bigint::text
  THEN RETURN NULL; END IF;
  RETURN split_part(message, '|', 4)::bigint[];
END $$;

-- Until when a key signs; nothing of the key itself. For the figures and the checks of who runs the installation.
CREATE FUNCTION sec.key_ends(kid text) RETURNS timestamptz LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT k.not_after FROM sec.key k WHERE k.kid = key_ends.kid
$$;

-- The landlord units whose file this context keeps: its own audiences, or for a service account the unit it imports for,
-- and nothing else of that unit (T4).
CREATE FUNCTION sec.files() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED
SET search_path = pg_catalog, pg_temp AS $$
  SELECT array_agg(u.id) FROM public.partners_audience s JOIN public.partners_audience u
    ON u.unit_id = s.unit_id AND u.capacity = s.capacity AND u.kind = 'unit'
  WHERE s.id = ANY (sec.ctx()) AND s.capacity = 'landlord' AND s.kind IN ('unit', 'service')
$$;

-- Policies read the keeper's views, so that they do not depend on the policy of access itself.
CREATE VIEW sec.my_access WITH (security_barrier) AS
  SELECT case_id, audience_id, household_id, kind, capacity, own, present_until, sheet_until, identity_until,
         housing_until, budget_until, social_until, team_until, activity_until
  FROM public.cases_access WHERE audience_id = ANY ((SELECT sec.ctx())::bigint[]);

CREATE VIEW sec.my_person_access WITH (security_barrier) AS
  SELECT case_id, audience_id, person_id, name_until, identity_until, contact_until
  FROM public.cases_personaccess WHERE audience_id = ANY ((SELECT sec.ctx())::bigint[]);

-- Names without accents or case; the wheel has no unaccent and no ICU. Mirrors common.text.fold.
CREATE FUNCTION sec.fold(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT btrim(regexp_replace(lower(regexp_replace(normalize(
    replace(replace(replace(replace(name, 'œ', 'oe'), 'Œ', 'oe'), 'æ', 'ae'), 'Æ', 'ae'), NFD),
    U&'[\0300-\036F]', '', 'g')), '[^a-z0-9]+', ' ', 'g'))
$$;

-- What is kept of a token. Tokens are hashed here and not by the caller: the digest can be read, the token cannot.
CREATE FUNCTION sec.digest_of(token text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$ SELECT encode(sha256(convert_to(token, 'UTF8')), 'hex') $$;

-- An instant that is still to come, or NULL: what has passed opens nothing.
CREATE FUNCTION sec.live(until timestamptz) RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$ SELECT CASE WHEN until > now() THEN until END $$;

-- 24:00 in Paris of the day that lies `days` after the day of that instant.
CREATE FUNCTION sec.end_of_day(instant timestamptz, days int) RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT ((instant AT TIME ZONE 'Europe/Paris')::date + days + 1)::timestamp AT TIME ZONE 'Europe/Paris'
$$;

-- Day 60 at 24:00 in Paris, counted from the day of submission (decisions T8).
CREATE FUNCTION sec.end_of_sheet(submitted_at timestamptz) RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT sec.end_of_day(submitted_at, 60)
$$;
