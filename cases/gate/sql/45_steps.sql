-- What a landlord may know of the steps, once it has been agreed: that APL or FSL was filed, and the answer (T7).
CREATE FUNCTION sec.t_step() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM public.cases_stepshared WHERE case_id IN (SELECT case_id FROM new_rows);
  INSERT INTO public.cases_stepshared (public_id, household_id, case_id, author_id, kind, filed_on, answer)
  SELECT DISTINCT ON (s.case_id, k.kind) gen_random_uuid(), s.household_id, s.case_id, s.author_id, k.kind, s.filed_on, s.answer
  FROM public.cases_step s
  JOIN (VALUES ('apl', 'apl'), ('fsl_access', 'fsl'), ('fsl_maintenance', 'fsl')) AS k(step, kind) ON k.step = s.kind
  WHERE s.case_id IN (SELECT case_id FROM new_rows) AND s.filed_on IS NOT NULL
  ORDER BY s.case_id, k.kind, s.filed_on DESC, s.id DESC;
  RETURN NULL;
END $$;
