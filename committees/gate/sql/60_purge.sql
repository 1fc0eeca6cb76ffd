-- What is forgotten of a committee, and when. Minutes stay as they were signed; what speaks of one household goes alone (domain 5).

-- Sheets whose purge has fallen due, and why: a paper form so many months after it was withdrawn or its agreement ended; the sheet of
-- a case when what is known of a household that never adhered is purged (sec.purge_unadhered).
CREATE FUNCTION sec.sheets_due(months integer) RETURNS TABLE(sheet_id bigint, why text) LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT p.id, 'ended' FROM public.committees_presentationsheet p
  WHERE p.case_id IS NULL AND coalesce(least(p.withdrawn_at, p.agreed_until), p.created_at) + make_interval(months => months) <= now()
  UNION
  SELECT p.id, 'unadhered' FROM public.committees_presentationsheet p JOIN public.cases_referral r ON r.receiving_case_id = p.case_id
  LEFT JOIN public.cases_accompanimentcourse c ON c.case_id = p.case_id
  WHERE c.engaged_at IS NULL AND sec.end_of_sheet(r.submitted_at) + interval '6 months' <= now()
$$;

-- Forgets the sheets that are due, and the annexes that are: so many months after the signature of their minutes, or with their
-- sheet. Each leaves a tombstone. With an annex go its sources: what seats and household said, and the decision's reason; and what was
-- made of it to print: letters, agenda, whole where it speaks of others too. With a sheet go its versions and its scan. Returns how many annexes and sheets. No setting can ask for less than six months.
CREATE FUNCTION sec.purge_committees(annex_months integer, sheet_months integer) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE gone bigint;
BEGIN
  IF NOT coalesce(annex_months >= 6 AND sheet_months >= 6, false) THEN
    RAISE insufficient_privilege USING MESSAGE = 'gate: nothing of a committee is purged before six months';
  END IF;
  INSERT INTO public.committees_tombstone (kind, why, author_id, committee_id, sheet_id, number)
    SELECT 'sheet', d.why, p.secretary_id, p.committee_id, p.id, p.number
    FROM sec.sheets_due(sheet_months) d JOIN public.committees_presentationsheet p ON p.id = d.sheet_id
    WHERE NOT EXISTS (SELECT 1 FROM public.committees_tombstone t WHERE t.sheet_id = p.id AND t.kind = 'sheet');
  -- Minutes are of no sheet.
  INSERT INTO public.committees_tombstone (kind, why, author_id, committee_id, session_id, sheet_id, number)
    SELECT 'annex', CASE WHEN s.signed_at + make_interval(months => annex_months) <= now() THEN 'age' ELSE 'sheet' END,
      a.author_id, a.committee_id, a.session_id, a.sheet_id, p.number
    FROM public.committees_paper a JOIN public.committees_session s ON s.id = a.session_id
    JOIN public.committees_presentationsheet p ON p.id = a.sheet_id
    WHERE s.signed_at + make_interval(months => annex_months) <= now()
      OR EXISTS (SELECT 1 FROM public.committees_tombstone t WHERE t.sheet_id = a.sheet_id AND t.kind = 'sheet');

  DELETE FROM public.committees_paper a USING public.committees_tombstone t
    WHERE t.purged_at = now() AND a.session_id = t.session_id AND a.sheet_id = t.sheet_id;
  DELETE FROM public.committees_opinion o USING public.committees_tombstone t
    WHERE t.purged_at = now() AND o.sheet_id = t.sheet_id AND (t.kind = 'sheet' OR o.session_id = t.session_id);
  DELETE FROM public.committees_householdanswer h USING public.committees_tombstone t
    WHERE t.purged_at = now() AND h.sheet_id = t.sheet_id AND (t.kind = 'sheet' OR h.session_id = t.session_id);
  UPDATE public.committees_decision d SET reason = 'Effacé.' FROM public.committees_tombstone t
    WHERE t.purged_at = now() AND d.sheet_id = t.sheet_id AND (t.kind = 'sheet' OR d.session_id = t.session_id) AND d.reason <> '';
  DELETE FROM public.committees_sheetversion v USING public.committees_tombstone t
    WHERE t.purged_at = now() AND t.kind = 'sheet' AND v.sheet_id = t.sheet_id;
  DELETE FROM public.committees_sheetscan c USING public.committees_tombstone t
    WHERE t.purged_at = now() AND t.kind = 'sheet' AND c.sheet_id = t.sheet_id;

  DELETE FROM public.common_document d USING public.committees_tombstone t
    WHERE t.purged_at = now() AND d.snapshot->'sheets' @> to_jsonb(t.sheet_id)
      AND d.kind IN ('committee_agenda', 'decision_letter', 'decision_letters', 'prescriber_letter') AND (t.kind = 'sheet'
        OR EXISTS (SELECT 1 FROM public.committees_session s WHERE s.id = t.session_id AND d.snapshot->>'session' = s.public_id::text));

  SELECT count(*) INTO gone FROM public.committees_tombstone t WHERE t.purged_at = now();
  RETURN gone;
END $$;
