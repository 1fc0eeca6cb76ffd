-- The reports that were issued to this context: policies read the keeper's view, so that they do not depend on each other's.
CREATE VIEW sec.my_reports WITH (security_barrier) AS
  SELECT r.report_id FROM public.reports_reportrecipient r
  WHERE r.recipient_id = ANY ((SELECT sec.ctx())::bigint[]) AND r.issued_at IS NOT NULL;

-- What a policy cannot say of a report: it does not see the old row beside the new one, nor add up rows.

-- Somebody stands there who was not there before, and is not of this context.
CREATE FUNCTION sec.by_another(before bigint, after bigint) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(after <> ALL (sec.ctx()) AND after IS DISTINCT FROM before, false)
$$;

-- A time stands there that was not there before, and is not the transaction's.
CREATE FUNCTION sec.misdated(before timestamptz, after timestamptz) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(after <> now() AND after IS DISTINCT FROM before, false)
$$;

-- A report goes from state to state as reports.transitions says, by those who do it and when they do; what is signed does not
-- change but by being opened again; what is issued never changes; and it is issued whole: its files, its recipients, and no figure
-- that other reports would tell.
CREATE FUNCTION sec.t_report_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF OLD.state IN ('issued', 'abandoned') THEN
    RAISE EXCEPTION 'gate: this report is over' USING ERRCODE = 'P0F03';
  END IF;
  IF OLD.state <> NEW.state AND OLD.state || ' ' || NEW.state <> ALL (ARRAY[
      'being_made composed', 'being_made stopped', 'stopped being_made', 'composed being_made', 'checked being_made',
      'signed being_made', 'composed checked', 'checked composed', 'signed composed', 'checked signed', 'signed issued',
      'being_made abandoned', 'stopped abandoned', 'composed abandoned', 'checked abandoned', 'signed abandoned']) THEN
    RAISE EXCEPTION 'gate: no such step' USING ERRCODE = 'P0F03';
  END IF;
  IF sec.by_another(OLD.checked_by_id, NEW.checked_by_id) OR sec.by_another(OLD.signed_by_id, NEW.signed_by_id)
     OR sec.by_another(OLD.issued_by_id, NEW.issued_by_id) OR sec.misdated(OLD.checked_at, NEW.checked_at)
     OR sec.misdated(OLD.signed_at, NEW.signed_at) OR sec.misdated(OLD.issued_at, NEW.issued_at) THEN
    RAISE EXCEPTION 'gate: signed by who does it, when she does' USING ERRCODE = 'P0F03';
  END IF;
  IF OLD.state = 'signed' AND NEW.state IN ('signed', 'issued') AND
     (OLD.snapshot, OLD.digest, OLD.template, OLD.title, OLD.left_out, OLD.follows, OLD.checked_by_id, OLD.checked_at, OLD.signed_by_id, OLD.signed_at)
     IS DISTINCT FROM
     (NEW.snapshot, NEW.digest, NEW.template, NEW.title, NEW.left_out, NEW.follows, NEW.checked_by_id, NEW.checked_at, NEW.signed_by_id, NEW.signed_at) THEN
    RAISE EXCEPTION 'gate: what is signed does not change' USING ERRCODE = 'P0F03';
  END IF;
  IF NEW.state = 'issued' AND (
       (SELECT count(*) FROM public.reports_reportfile f WHERE f.report_id = NEW.id AND f.of = NEW.digest) < 3
       OR NOT EXISTS (SELECT 1 FROM public.reports_reportrecipient r WHERE r.report_id = NEW.id)
       OR (SELECT r.exposed FROM public.reports_reportrelease r WHERE r.report_id = NEW.id ORDER BY r.number DESC LIMIT 1)
          IS DISTINCT FROM 0) THEN
    RAISE EXCEPTION 'gate: a report is issued whole' USING ERRCODE = 'P0F03';
  END IF;
  RETURN NEW;
END $$;

-- Only what was issued is corrected.
CREATE FUNCTION sec.t_report_replaces() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.replaces_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM public.reports_report p WHERE p.id = NEW.replaces_id AND p.state = 'issued') THEN
    RAISE EXCEPTION 'gate: only what was issued is corrected' USING ERRCODE = 'P0F03';
  END IF;
  RETURN NEW;
END $$;

-- Issued: from now on its recipients read it. Opened again, counted again or given up: the files of what was signed go.
CREATE FUNCTION sec.t_report_issued() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.reports_reportrecipient r SET issued_at = now() FROM new_rows n WHERE n.id = r.report_id AND n.state = 'issued';
  DELETE FROM public.reports_reportfile f USING new_rows n WHERE n.id = f.report_id AND n.state NOT IN ('signed', 'issued');
  RETURN NULL;
END $$;

-- To whom a report no longer goes: nobody of the application deletes, so that none of its roles may lock a table.
CREATE FUNCTION sec.t_recipient_unwanted() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM public.reports_reportrecipient r USING new_rows n WHERE n.id = r.id AND NOT n.is_wanted;
  RETURN NULL;
END $$;
