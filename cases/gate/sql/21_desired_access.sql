-- What `access` must hold for these households, recomputed from its sources.
CREATE FUNCTION sec.desired_access(hids bigint[]) RETURNS TABLE(
  case_id bigint, audience_id bigint, household_id bigint, kind text, capacity text, own boolean, present_until timestamptz,
  sheet_until timestamptz, identity_until timestamptz, housing_until timestamptz, budget_until timestamptz,
  social_until timestamptz, team_until timestamptz, activity_until timestamptz, state text, is_engaged boolean,
  last_meeting_on date, next_visit_on date, next_visit_at time, referent_id bigint, case_number text, case_public_id uuid)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  WITH facts AS MATERIALIZED (SELECT * FROM sec.case_facts(hids)),
  grants AS MATERIALIZED (SELECT g.*, s.scope FROM sec.grants_in_force(hids) g CROSS JOIN unnest(g.scopes) AS s(scope)),
  agreed AS (SELECT * FROM sec.agreed_scopes(hids)),
  team AS MATERIALIZED (SELECT * FROM sec.team_now(hids)),
  -- What a list says of a case its unit follows: for that unit, its managers and its members alone (docs/adr/0018).
  lines AS MATERIALIZED (
    SELECT f.case_id, f.unit_id, f.number, f.public_id, f.state, f.engaged AS is_engaged, n.on AS next_on, n.at AS next_at, t.membership_id,
      (SELECT max(v.on) FROM public.cases_visit v WHERE v.case_id = f.case_id AND v.outcome = 'held') AS last_on
    FROM facts f
    LEFT JOIN team t ON t.case_id = f.case_id AND t.is_referent
    LEFT JOIN LATERAL (  -- not those that the end of the accompaniment overtook
      SELECT v.on, v.at FROM public.cases_visit v WHERE v.case_id = f.case_id AND v.outcome = ''
        AND (f.ended_at IS NULL OR v.created_at >= f.ended_at OR v.on <= (f.ended_at AT TIME ZONE 'Europe/Paris')::date)
      ORDER BY v.on, v.at LIMIT 1) n ON true),
  rows AS (
    -- the holder's unit
    SELECT f.case_id, f.holder_id AS audience_id, f.kind = 'tenancy' OR f.closes_at > now() AS own, f.closes_at AS present,
      f.unit_sheet_until AS sheet, f.holder_until AS identity, f.holder_until AS housing, f.holder_until AS budget,
      NULL::timestamptz AS social, NULL::timestamptz AS team, NULL::timestamptz AS activity
    FROM facts f
    UNION ALL  -- its managers: the sheet, the unit's activity for good, and the notes once the follow-up right is over
    SELECT f.case_id, f.manager_id, false, f.closes_at, f.sheet_until, NULL, NULL, NULL, NULL,
      CASE WHEN f.follow_up_over <= now() AND NOT f.archived THEN f.closes_at END, '9999-12-31Z'::timestamptz
    FROM facts f WHERE f.kind = 'accompaniment' AND f.manager_id IS NOT NULL
    UNION ALL  -- the team (least() would take the other operand for a NULL: nothing would become everything)
    SELECT f.case_id, t.member_id, false, NULL, CASE WHEN f.sheet_until IS NOT NULL THEN least(f.sheet_until, t.until) END,
      least(f.team_until, t.until), least(f.team_until, t.until), least(f.team_until, t.until), NULL, least(f.team_until, t.until), NULL
    FROM facts f JOIN team t ON t.case_id = f.case_id
    UNION ALL  -- scopes on which every adult party agreed, or that a text opens
    SELECT o.case_id, o.recipient_id, false, NULL, NULL, CASE o.scope WHEN 'identity' THEN o.until END,
      CASE o.scope WHEN 'housing' THEN o.until END, CASE o.scope WHEN 'budget' THEN o.until END,
      CASE o.scope WHEN 'social' THEN o.until END, NULL, NULL
    FROM agreed o
    UNION ALL  -- one adult's agreement on her identity makes the case present
    SELECT g.case_id, g.recipient_id, false, g.until, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM grants g WHERE g.scope = 'identity'
    UNION ALL  -- who wrote on a case it does not hold: rent statements are the only such rows
    SELECT DISTINCT r.case_id, r.author_id, true, '9999-12-31Z'::timestamptz, NULL::timestamptz, NULL::timestamptz, NULL::timestamptz,
      NULL::timestamptz, NULL::timestamptz, NULL::timestamptz, NULL::timestamptz
    FROM public.cases_rentstatement r JOIN facts f ON f.case_id = r.case_id AND f.holder_id <> r.author_id
    UNION ALL  -- each adult party, by her link
    SELECT f.case_id, l.audience_id, false, l.until, NULL, NULL, l.until, l.until, NULL, NULL, NULL
    FROM facts f JOIN sec.linked_persons(hids) l ON l.household_id = f.household_id WHERE l.is_party AND f.kind <> 'request'),
  merged AS (
    SELECT r.case_id, r.audience_id, bool_or(r.own) AS own,
      greatest(max(r.present), max(r.sheet), max(r.identity), max(r.housing), max(r.budget), max(r.social), max(r.team)) AS present,
      max(r.sheet) AS sheet, max(r.identity) AS identity, max(r.housing) AS housing, max(r.budget) AS budget,
      max(r.social) AS social, max(r.team) AS team, max(r.activity) AS activity
    FROM rows r GROUP BY 1, 2)
  SELECT m.case_id, m.audience_id, f.household_id, a.kind, a.capacity, m.own, m.present, m.sheet, m.identity, m.housing,
    m.budget, m.social, m.team, m.activity, coalesce(l.state, ''), coalesce(l.is_engaged, false), l.last_on, l.next_on, l.next_at, l.membership_id,
    coalesce(l.number, ''), l.public_id
  FROM merged m JOIN facts f ON f.case_id = m.case_id JOIN public.partners_audience a ON a.id = m.audience_id
  LEFT JOIN lines l ON l.case_id = m.case_id AND l.unit_id = a.unit_id AND a.capacity = 'operator'
  WHERE m.present > now() OR m.activity > now()
$$;
