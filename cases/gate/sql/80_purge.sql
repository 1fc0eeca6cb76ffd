-- Without adhesion by day 60 the sheet and what the operator wrote of the household have closed; six months later they
-- are gone (T11), with the documents made of it. The bare case, its visits without notes and its minutes stay: they name nobody; and
-- what was delivered to somebody is that unit's.
CREATE FUNCTION sec.purge_unadhered() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  gone bigint[];
  name text;
BEGIN
  SELECT array_agg(s.receiving_case_id) INTO gone
  FROM public.cases_referralsheet s
  JOIN public.cases_referral r ON r.id = s.referral_id
  LEFT JOIN public.cases_accompanimentcourse c ON c.case_id = s.receiving_case_id
  WHERE s.receiving_case_id IS NOT NULL AND c.engaged_at IS NULL
    AND sec.end_of_sheet(r.submitted_at) + interval '6 months' <= now();
  DELETE FROM public.cases_evidence WHERE case_id = ANY (gone) AND signature_id IS NOT NULL;
  FOREACH name IN ARRAY ARRAY['entrystatement', 'visitrevision', 'visitnote', 'stepshared', 'step', 'contact', 'task', 'alert', 'repaymentplan', 'procedureevent',
    'budgetstatement', 'signature', 'annex', 'commonpart', 'rentstatement', 'contactstatement', 'identitystatement'] LOOP
    EXECUTE format('DELETE FROM public.cases_%I WHERE case_id = ANY ($1)', name) USING gone;
  END LOOP;
  DELETE FROM public.common_document WHERE case_id = ANY (gone) AND recipient_id IS NULL;
  DELETE FROM public.cases_referralsheet WHERE receiving_case_id = ANY (gone);
  PERFORM sec.recompute(array_agg(household_id)) FROM public.cases_case WHERE id = ANY (gone);
  RETURN coalesce(cardinality(gone), 0);
END $$;
