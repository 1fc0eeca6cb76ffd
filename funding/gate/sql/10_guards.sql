-- What a policy cannot say of money: it does not add up rows.

-- The last month that a share pays: its own, and none after its line's convention as it stands.
CREATE FUNCTION sec.paid_until(line bigint, until date) RETURNS date LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(least(until, (SELECT (v.convention ->> 'until' || '-01')::date FROM public.funding_conventionversion v
    WHERE v.line_id = line ORDER BY v.number DESC LIMIT 1)), 'infinity')
$$;

-- Whether a month of one of these cases is paid for more than the whole of it, or twice by a line.
CREATE FUNCTION sec.is_overpaid(cases bigint[]) RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (
      SELECT 1 FROM (SELECT DISTINCT x.case_id, x.since FROM public.funding_lineshare x WHERE x.case_id = ANY (cases)) m
      JOIN public.funding_lineshare s ON s.case_id = m.case_id AND s.since <= m.since AND m.since <= sec.paid_until(s.line_id, s.until)
      GROUP BY m.case_id, m.since HAVING sum(s.part) > 1 OR count(*) > count(DISTINCT s.line_id))
$$;

-- The shares of one month of one case are at most the whole of it, and a line pays it once. Two who attribute at once queue on the
-- household's version row, as recomputations do: the second sees what the first wrote.
CREATE FUNCTION sec.t_share_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  WITH ordered AS (SELECT l.household_id FROM public.cases_accesslock l WHERE l.household_id IN (
      SELECT c.household_id FROM public.cases_case c JOIN new_rows n ON n.case_id = c.id) ORDER BY 1 FOR UPDATE)
    UPDATE public.cases_accesslock l SET version = l.version + 1 FROM ordered o WHERE l.household_id = o.household_id;
  IF sec.is_overpaid((SELECT array_agg(n.case_id) FROM new_rows n)) THEN
    RAISE EXCEPTION 'gate: more than the whole of a month' USING ERRCODE = 'P0F03';
  END IF;
  RETURN NULL;
END $$;

-- A convention that lasts longer has its line pay months that another pays already: refused as a share would be. Who amends queues
-- with whoever attributes another of the unit's lines to one of its households. Who opens a line does not: a first version ends what its
-- line pays, and begins nothing.
CREATE FUNCTION sec.t_convention_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  WITH ordered AS (SELECT l.household_id FROM public.cases_accesslock l WHERE l.household_id IN (
      SELECT c.household_id FROM public.cases_case c JOIN public.funding_lineshare s ON s.case_id = c.id
        JOIN new_rows n ON n.author_id = s.author_id AND n.number > 1) ORDER BY 1 FOR UPDATE)
    UPDATE public.cases_accesslock l SET version = l.version + 1 FROM ordered o WHERE l.household_id = o.household_id;
  IF sec.is_overpaid((SELECT array_agg(s.case_id) FROM public.funding_lineshare s JOIN new_rows n ON n.line_id = s.line_id)) THEN
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
