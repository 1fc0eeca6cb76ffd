-- What `access` must hold for these households, recomputed from its sources.
CREATE FUNCTION sec.desired_access(hids bigint[]) RETURNS TABLE(
  case_id bigint, audience_id bigint, household_id bigint, kind text, capacity text, own boolean, present_until timestamptz,
  sheet_until timestamptz, identity_until timestamptz, housing_until timestamptz, budget_until timestamptz,
  social_until timestamptz, team_until timestamptz, next_visit_on date)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  WITH facts AS MATERIALIZED (SELECT * FROM sec.case_facts(hids)),
  grants AS MATERIALIZED (SELECT * FROM sec.grants_in_force(hids)),
  parties AS (SELECT p.household_id, count(*) AS n FROM public.cases_person p
              WHERE p.household_id = ANY (hids) AND p.is_party GROUP BY 1),
  -- One adult's latest end per scope, then the earliest of every party: all of them must have agreed.
  agreed AS (
    SELECT e.case_id, e.recipient_id, e.scope, min(e.until) AS until
    FROM (SELECT g.case_id, g.household_id, g.recipient_id, g.scope, g.person_id, max(g.until) AS until
          FROM grants g JOIN public.cases_person p ON p.id = g.person_id AND p.is_party GROUP BY 1, 2, 3, 4, 5) e
    JOIN parties n ON n.household_id = e.household_id
    GROUP BY e.case_id, e.recipient_id, e.scope, n.n HAVING count(*) = n.n),
  opened AS (
    SELECT case_id, recipient_id, scope, until FROM agreed
    UNION ALL SELECT case_id, recipient_id, scope, until FROM grants WHERE person_id IS NULL),
  rows AS (
    -- the holder's unit
    SELECT f.case_id, f.holder_id AS audience_id, f.engaged AS own, CASE WHEN f.engaged THEN '9999-12-31Z'::timestamptz END AS present,
      CASE WHEN NOT f.accepted THEN f.sheet_until END AS sheet,
      CASE WHEN f.kind <> 'tenancy' THEN f.open_until END AS identity, CASE WHEN f.kind <> 'tenancy' THEN f.open_until END AS housing,
      CASE WHEN f.kind <> 'tenancy' THEN f.open_until END AS budget, NULL::timestamptz AS social, NULL::timestamptz AS team
    FROM facts f
    UNION ALL  -- its managers: the sheet, the unit's activity, and the notes once the follow-up right is over
    SELECT f.case_id, f.manager_id, f.accepted, CASE WHEN f.accepted THEN '9999-12-31Z'::timestamptz END, f.sheet_until, NULL, NULL, NULL, NULL,
      CASE WHEN f.follow_up_over <= now() AND NOT f.archived THEN '9999-12-31Z'::timestamptz END
    FROM facts f WHERE f.kind = 'accompaniment' AND f.manager_id IS NOT NULL
    UNION ALL  -- the team (least() would take the other operand for a NULL: nothing would become everything)
    SELECT f.case_id, t.member_id, false, NULL, CASE WHEN f.sheet_until IS NOT NULL THEN least(f.sheet_until, t.until) END, least(f.open_until, t.until),
      least(f.open_until, t.until), least(f.open_until, t.until), NULL, least(f.open_until, t.until)
    FROM facts f JOIN sec.team_now(hids) t ON t.case_id = f.case_id WHERE f.accepted
    UNION ALL  -- grants, scope by scope
    SELECT o.case_id, o.recipient_id, false, NULL, NULL, CASE o.scope WHEN 'identity' THEN o.until END,
      CASE o.scope WHEN 'housing' THEN o.until END, CASE o.scope WHEN 'budget' THEN o.until END,
      CASE o.scope WHEN 'social' THEN o.until END, NULL
    FROM opened o
    UNION ALL  -- one adult's agreement makes the case present, even where a household fact needs the others
    SELECT g.case_id, g.recipient_id, false, g.until, NULL, NULL, NULL, NULL, NULL, NULL FROM grants g
    UNION ALL  -- who wrote on a case it does not hold: rent statements are the only such rows
    SELECT DISTINCT r.case_id, r.author_id, true, '9999-12-31Z'::timestamptz, NULL::timestamptz, NULL::timestamptz, NULL::timestamptz,
      NULL::timestamptz, NULL::timestamptz, NULL::timestamptz
    FROM public.cases_rentstatement r JOIN facts f ON f.case_id = r.case_id AND f.holder_id <> r.author_id
    UNION ALL  -- each adult party, by her link
    SELECT f.case_id, l.audience_id, false, l.until, NULL, NULL, l.until, l.until, NULL, NULL
    FROM facts f JOIN sec.linked_persons(hids) l ON l.household_id = f.household_id WHERE l.is_party AND f.kind <> 'request'),
  merged AS (
    SELECT r.case_id, r.audience_id, bool_or(r.own) AS own,
      greatest(max(r.present), max(r.sheet), max(r.identity), max(r.housing), max(r.budget), max(r.social), max(r.team)) AS present,
      max(r.sheet) AS sheet, max(r.identity) AS identity, max(r.housing) AS housing, max(r.budget) AS budget,
      max(r.social) AS social, max(r.team) AS team
    FROM rows r GROUP BY 1, 2)
  SELECT m.case_id, m.audience_id, f.household_id, a.kind, a.capacity, m.own, m.present, m.sheet, m.identity, m.housing,
    m.budget, m.social, m.team,
    CASE WHEN a.unit_id IS NOT NULL AND a.unit_id = h.unit_id AND a.capacity = 'operator' THEN
      (SELECT min(v.on) FROM public.cases_visit v WHERE v.case_id = m.case_id AND v.is_planned AND v.outcome = '') END
  FROM merged m JOIN facts f ON f.case_id = m.case_id JOIN public.partners_audience a ON a.id = m.audience_id
  JOIN public.partners_audience h ON h.id = f.holder_id
  WHERE m.present > now()
$$;
