-- What a policy cannot say of a committee: it does not see the old row beside the new one.

-- Sent, opened, closed, signed and cancelled once each, by their own transaction; what is sent keeps its day, which its window
-- is counted from.
CREATE FUNCTION sec.t_session_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF OLD.signed_at IS NOT NULL OR OLD.cancelled_at IS NOT NULL THEN
    RAISE EXCEPTION 'gate: this session is over' USING ERRCODE = 'P0F03';
  END IF;
  IF sec.redated(OLD.sent_at, NEW.sent_at) OR sec.redated(OLD.opened_at, NEW.opened_at) OR sec.redated(OLD.closed_at, NEW.closed_at)
     OR sec.redated(OLD.signed_at, NEW.signed_at) OR sec.redated(OLD.cancelled_at, NEW.cancelled_at) THEN
    RAISE EXCEPTION 'gate: dated once, by its own transaction' USING ERRCODE = 'P0F03';
  END IF;
  IF OLD.sent_at IS NOT NULL AND NEW.starts_at <> OLD.starts_at THEN
    RAISE EXCEPTION 'gate: a session that was sent keeps its day' USING ERRCODE = 'P0F03';
  END IF;
  RETURN NEW;
END $$;

-- An instant that was written before, or is written now with another time than the transaction's.
CREATE FUNCTION sec.redated(before timestamptz, after timestamptz) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE WHEN before IS NULL THEN after <> now() ELSE coalesce(after <> before, true) END
$$;

-- A sheet is filed once and withdrawn once; what was filed never changes, but for the end of a paper's agreement, which only
-- comes nearer.
CREATE FUNCTION sec.t_sheet_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF current_user <> 'palier_app' THEN RETURN NEW; END IF;
  IF sec.redated(OLD.filed_at, NEW.filed_at) OR sec.redated(OLD.withdrawn_at, NEW.withdrawn_at) THEN
    RAISE EXCEPTION 'gate: dated once, by its own transaction' USING ERRCODE = 'P0F03';
  END IF;
  IF OLD.filed_at IS NOT NULL AND ((OLD.competence, OLD.is_urgent, OLD.is_coded) IS DISTINCT FROM (NEW.competence, NEW.is_urgent, NEW.is_coded)
     OR (OLD.agreed_until IS DISTINCT FROM NEW.agreed_until AND NOT coalesce(NEW.agreed_until < OLD.agreed_until, false))) THEN
    RAISE EXCEPTION 'gate: what was filed does not change' USING ERRCODE = 'P0F03';
  END IF;
  RETURN NEW;
END $$;

-- Those who write in a session queue on it; and what its own guard refuses, once it is over, they are refused too. But the reason of
-- a decision goes with what this very transaction purges.
CREATE FUNCTION sec.t_seated_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_TABLE_NAME = 'committees_decision' THEN
    -- A row that is inserted is the same as none.
    IF to_jsonb(NEW) - 'reason' = to_jsonb(OLD) - 'reason' AND EXISTS (SELECT 1 FROM public.committees_tombstone t
       WHERE t.sheet_id = NEW.sheet_id AND t.purged_at = now()) THEN
      RETURN NEW;
    END IF;
  END IF;
  UPDATE public.committees_session s SET revision = s.revision + 1 WHERE s.id = NEW.session_id;
  RETURN NEW;
END $$;

-- An item or a recusal is closed once, at its transaction's time.
CREATE FUNCTION sec.t_item_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF sec.redated(OLD.closed_at, NEW.closed_at) THEN
    RAISE EXCEPTION 'gate: dated once, by its own transaction' USING ERRCODE = 'P0F03';
  END IF;
  RETURN NEW;
END $$;

-- What is kept of a session is made once; then it never changes.
CREATE FUNCTION sec.t_paper_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF OLD.content IS NOT NULL THEN
    RAISE EXCEPTION 'gate: what was kept does not change' USING ERRCODE = 'P0F03';
  END IF;
  RETURN NEW;
END $$;

-- A convocation leaves once.
CREATE FUNCTION sec.t_convocation_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF sec.redated(OLD.sent_at, NEW.sent_at) THEN
    RAISE EXCEPTION 'gate: dated once, by its own transaction' USING ERRCODE = 'P0F03';
  END IF;
  RETURN NEW;
END $$;

-- A decision without a competence was taken back while its session sat: nothing is decided of that file, as before.
CREATE FUNCTION sec.t_decision_undecided() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM public.committees_decision d USING new_rows n WHERE n.id = d.id AND n.competence = '';
  RETURN NULL;
END $$;
