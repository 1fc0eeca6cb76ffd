-- What a policy cannot say: it does not see the old row beside the new one.

-- A grant or consent is ended once, at its transaction's time, and never reopened.
CREATE FUNCTION sec.t_ended_once() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF OLD.ended_at IS NOT NULL AND NEW.ended_at IS DISTINCT FROM OLD.ended_at THEN
    RAISE EXCEPTION 'gate: already ended' USING ERRCODE = 'P0F03';
  END IF;
  IF OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL AND NEW.ended_at <> now() THEN
    RAISE EXCEPTION 'gate: ends at its transaction''s time' USING ERRCODE = 'P0F03';
  END IF;
  RETURN NEW;
END $$;

-- An answer is given once; only the end of an accepted referral follows it (T10).
CREATE FUNCTION sec.t_answer_once() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF OLD.state <> NEW.state AND (OLD.state IN ('not_accepted', 'redirected', 'closed') OR (OLD.state = 'accepted' AND NEW.state <> 'closed')) THEN
    RAISE EXCEPTION 'gate: answer already given' USING ERRCODE = 'P0F03';
  END IF;
  RETURN NEW;
END $$;

-- Nobody becomes superuser or staff through the application's connection.
CREATE FUNCTION sec.t_no_self_promotion() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF current_user = 'palier_app' AND (NEW.is_superuser OR NEW.is_staff) THEN
    RAISE insufficient_privilege USING MESSAGE = 'gate: a superuser is made by a command';
  END IF;
  RETURN NEW;
END $$;

-- A referrer withdraws what waits for an answer; submission and "incomplete" are the keeper's.
CREATE FUNCTION sec.t_referral_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF current_user = 'palier_app' AND OLD.state IS DISTINCT FROM NEW.state
     AND NOT (NEW.state = 'withdrawn' AND OLD.state IN ('draft', 'submitted', 'incomplete')) THEN
    RAISE EXCEPTION 'gate: this state is not the referrer''s to write' USING ERRCODE = 'P0F03';
  END IF;
  RETURN NEW;
END $$;

-- Adhesion and exit are dated by their own transaction, and once: they open and close rights.
CREATE FUNCTION sec.t_course_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF current_user = 'palier_app' AND ((OLD.engaged_at IS DISTINCT FROM NEW.engaged_at AND (OLD.engaged_at IS NOT NULL OR NEW.engaged_at <> now()))
     OR (OLD.ended_at IS DISTINCT FROM NEW.ended_at AND (OLD.ended_at IS NOT NULL OR NEW.ended_at <> now()))) THEN
    RAISE EXCEPTION 'gate: adhesion and exit are dated once, by their own transaction' USING ERRCODE = 'P0F03';
  END IF;
  RETURN NEW;
END $$;

-- Issued means immutable: a document that is ready or refused never changes again.
CREATE FUNCTION sec.t_document_once() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF OLD.state <> 'waiting' THEN
    RAISE EXCEPTION 'gate: an issued document does not change' USING ERRCODE = 'P0F03';
  END IF;
  RETURN NEW;
END $$;

-- A part is issued once, at its transaction's time; then it never changes.
CREATE FUNCTION sec.t_part_once() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF OLD.issued_at IS NOT NULL THEN
    RAISE EXCEPTION 'gate: an issued part does not change' USING ERRCODE = 'P0F03';
  END IF;
  IF NEW.issued_at <> now() THEN
    RAISE EXCEPTION 'gate: issued at its transaction''s time' USING ERRCODE = 'P0F03';
  END IF;
  RETURN NEW;
END $$;
