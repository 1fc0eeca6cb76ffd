-- What a policy cannot say of money: it does not add up rows.

-- The shares of one month of one case are at most the whole of it, and a line pays it once. Two who attribute at once queue on the
-- household's version row, as recomputations do: the second sees what the first wrote.
CREATE FUNCTION sec.t_share_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  WITH ordered AS (SELECT l.household_id FROM public.cases_accesslock l WHERE l.household_id IN (
      SELECT c.household_id FROM public.cases_case c JOIN new_rows n ON n.case_id = c.id) ORDER BY 1 FOR UPDATE)
    UPDATE public.cases_accesslock l SET version = l.version + 1 FROM ordered o WHERE l.household_id = o.household_id;
  IF EXISTS (
      SELECT 1 FROM (SELECT DISTINCT x.case_id, x.since FROM public.funding_lineshare x JOIN new_rows n ON n.case_id = x.case_id) m
      JOIN public.funding_lineshare s ON s.case_id = m.case_id AND m.since BETWEEN s.since AND coalesce(s.until, 'infinity')
      GROUP BY m.case_id, m.since HAVING sum(s.part) > 1 OR count(*) > count(DISTINCT s.line_id)) THEN
    RAISE EXCEPTION 'gate: more than the whole of a month' USING ERRCODE = 'P0F03';
  END IF;
  RETURN NULL;
END $$;

-- What stands of one month of one case is between nothing and the whole of it: a reversal takes back what stood, once.
CREATE FUNCTION sec.t_entry_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (
      SELECT 1 FROM public.funding_ledgerentry e JOIN (SELECT DISTINCT n.case_id, n.month, n.unit FROM new_rows n) n
        ON n.case_id = e.case_id AND n.month = e.month AND n.unit = e.unit
      GROUP BY e.case_id, e.month, e.unit HAVING sum(CASE WHEN e.kind = 'reversal' THEN -e.part ELSE e.part END) NOT BETWEEN 0 AND 1) THEN
    RAISE EXCEPTION 'gate: more than the whole of a month' USING ERRCODE = 'P0F03';
  END IF;
  RETURN NULL;
END $$;
