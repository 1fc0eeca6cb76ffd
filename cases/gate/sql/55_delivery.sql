-- Whether every adult agreed, or a text opens it, that this unit reads that scope of the case: asked by who is on the case, before
-- something is delivered for good. To anybody else the answer is no.
CREATE FUNCTION sec.agreed(cid bigint, recipient bigint, wanted text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT sec.on_the_case(cid) AND EXISTS (
    SELECT 1 FROM sec.agreed_scopes(ARRAY[(SELECT c.household_id FROM public.cases_case c WHERE c.id = cid)]) g
    WHERE g.case_id = cid AND g.recipient_id = recipient AND g.scope = wanted)
$$;
