-- What `person_access` must hold: names, identity statements and contact, person by person.
CREATE FUNCTION sec.desired_person(hids bigint[]) RETURNS TABLE(
  case_id bigint, audience_id bigint, person_id bigint, household_id bigint, kind text, capacity text,
  name_until timestamptz, identity_until timestamptz, contact_until timestamptz, name_key text, called jsonb, "position" smallint,
  followed boolean)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  WITH facts AS MATERIALIZED (SELECT * FROM sec.case_facts(hids)),
  grants AS MATERIALIZED (SELECT * FROM sec.grants_in_force(hids) g WHERE 'identity' = ANY (g.scopes)),
  flags AS MATERIALIZED (SELECT f.household_id, f.created_at, f.lifted_at FROM public.cases_violenceflag f WHERE f.household_id = ANY (hids)),
  flagged AS (SELECT household_id, max(created_at) AS since FROM flags WHERE lifted_at IS NULL GROUP BY 1),
  persons AS (SELECT p.id, p.household_id, p.author_id, p.is_adult,
                (row_number() OVER (PARTITION BY p.household_id ORDER BY p.is_party DESC, p.id) - 1)::smallint AS position
              FROM public.cases_person p WHERE p.household_id = ANY (hids)),
  -- The holder's latest statement about each person is the name others may be given.
  named AS (SELECT DISTINCT ON (s.case_id, s.person_id) s.case_id, s.person_id,
              jsonb_build_object('title', s.title, 'first_name', s.first_name, 'last_name', s.last_name) AS called
            FROM public.cases_identitystatement s WHERE s.household_id = ANY (hids) ORDER BY s.case_id, s.person_id, s.id DESC),
  stated AS (SELECT DISTINCT s.case_id, s.person_id FROM public.cases_contactstatement s WHERE s.household_id = ANY (hids)),
  rows AS (
    -- the holder's unit: what it wrote and what it may read; under the flag, contact is its team's and managers' alone
    SELECT f.case_id, f.holder_id AS audience_id, p.id AS person_id,
      CASE WHEN p.id IN (f.tenant_id, f.co_tenant_id) THEN f.unit_sheet_until END AS sheet,
      CASE WHEN n.person_id IS NOT NULL OR p.author_id = f.holder_id THEN f.closes_at ELSE f.holder_until END AS identity,
      CASE WHEN fl.since IS NOT NULL AND f.kind <> 'tenancy' THEN NULL
           WHEN c.person_id IS NOT NULL OR p.author_id = f.holder_id THEN f.closes_at ELSE f.holder_until END AS contact
    FROM facts f JOIN persons p ON p.household_id = f.household_id
    LEFT JOIN named n ON n.case_id = f.case_id AND n.person_id = p.id
    LEFT JOIN stated c ON c.case_id = f.case_id AND c.person_id = p.id
    LEFT JOIN flagged fl ON fl.household_id = f.household_id
    UNION ALL  -- its managers: as the unit, and contact whatever is flagged
    SELECT f.case_id, f.manager_id, p.id, CASE WHEN p.id IN (f.tenant_id, f.co_tenant_id) THEN f.sheet_until END,
      CASE WHEN n.person_id IS NOT NULL OR p.author_id = f.holder_id THEN f.closes_at ELSE f.holder_until END,
      CASE WHEN c.person_id IS NOT NULL OR p.author_id = f.holder_id THEN f.closes_at ELSE f.holder_until END
    FROM facts f JOIN persons p ON p.household_id = f.household_id
    LEFT JOIN named n ON n.case_id = f.case_id AND n.person_id = p.id
    LEFT JOIN stated c ON c.case_id = f.case_id AND c.person_id = p.id
    WHERE f.kind = 'accompaniment' AND f.manager_id IS NOT NULL
    UNION ALL  -- the team
    SELECT f.case_id, t.member_id, p.id,
      CASE WHEN f.sheet_until IS NOT NULL AND p.id IN (f.tenant_id, f.co_tenant_id) THEN least(f.sheet_until, t.until) END,
      least(f.team_until, t.until), least(f.team_until, t.until)
    FROM facts f JOIN sec.team_now(hids) t ON t.case_id = f.case_id JOIN persons p ON p.household_id = f.household_id
    UNION ALL  -- an adult's own agreement, or a text; what T14 says of contact
    SELECT g.case_id, g.recipient_id, p.id, NULL, g.until,
      CASE WHEN fl.since IS NOT NULL AND NOT (g.person_id IS NOT NULL AND g.valid_from >= fl.since) THEN NULL
           WHEN g.capacity = 'landlord' AND EXISTS (SELECT 1 FROM flags k WHERE k.household_id = g.household_id
             AND k.created_at <= g.valid_from AND NOT coalesce(k.lifted_at <= g.valid_from, false)) THEN NULL
           ELSE g.until END
    FROM grants g JOIN persons p ON p.household_id = g.household_id AND (g.person_id IS NULL OR g.person_id = p.id)
    LEFT JOIN flagged fl ON fl.household_id = g.household_id
    UNION ALL  -- a minor is represented by every adult party
    SELECT o.case_id, o.recipient_id, p.id, NULL, o.until, CASE WHEN fl.since IS NULL THEN o.until END
    FROM sec.agreed_scopes(hids) o JOIN facts f ON f.case_id = o.case_id
    JOIN persons p ON p.household_id = f.household_id AND NOT p.is_adult
    LEFT JOIN flagged fl ON fl.household_id = f.household_id WHERE o.scope = 'identity'
    UNION ALL  -- herself
    SELECT f.case_id, l.audience_id, l.person_id, NULL, l.until, l.until
    FROM facts f JOIN sec.linked_persons(hids) l ON l.household_id = f.household_id),
  merged AS (SELECT r.case_id, r.audience_id, r.person_id, greatest(max(r.sheet), max(r.identity)) AS name_until,
               max(r.identity) AS identity, max(r.contact) AS contact, max(r.sheet) AS sheet
             FROM rows r GROUP BY 1, 2, 3)
  SELECT m.case_id, m.audience_id, m.person_id, f.household_id, a.kind, a.capacity, m.name_until, m.identity, m.contact,
    sec.fold(coalesce(k.called->>'co_tenant', (k.called->>'last_name') || ' ' || (k.called->>'first_name'), '')), k.called,
    p.position, f.followed AND a.unit_id = f.unit_id AND a.capacity = 'operator'
  FROM merged m JOIN facts f ON f.case_id = m.case_id JOIN persons p ON p.id = m.person_id
  JOIN public.partners_audience a ON a.id = m.audience_id
  LEFT JOIN named n ON n.case_id = m.case_id AND n.person_id = m.person_id
  CROSS JOIN LATERAL (SELECT coalesce(CASE WHEN m.identity > now() THEN n.called END,
    CASE WHEN m.sheet > now() AND m.person_id = f.tenant_id THEN f.tenant_called
         WHEN m.sheet > now() AND m.person_id = f.co_tenant_id THEN f.co_tenant_called END) AS called) k
  WHERE m.name_until > now()
$$;
