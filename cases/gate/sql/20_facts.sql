-- One row per case: who holds it, and until when its sheet and its reading are open.
-- `closes_at`: day 60 at 24:00 while nobody has adhered; then the case closes to its holder (T11). `team_until`: adhesion
-- lifts that limit, exit and its follow-up right set another.
CREATE FUNCTION sec.case_facts(hids bigint[]) RETURNS TABLE(
  case_id bigint, household_id bigint, kind text, holder_id bigint, manager_id bigint, unit_id bigint,
  accepted boolean, engaged boolean, followed boolean, sheet_until timestamptz, unit_sheet_until timestamptz, closes_at timestamptz,
  team_until timestamptz, holder_until timestamptz, follow_up_over timestamptz, archived boolean,
  tenant_id bigint, co_tenant_id bigint, tenant_called jsonb, co_tenant_called jsonb,
  state text, ended_at timestamptz, number text, public_id uuid)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  WITH base AS (
    SELECT c.id, c.household_id, c.kind::text AS kind, c.holder_id, uc.manager_audience_id, h.unit_id, r.id IS NOT NULL AS referred,
      CASE WHEN r.id IS NULL THEN co.engaged_at IS NOT NULL ELSE coalesce(a.state IN ('accepted', 'closed'), false) END AS accepted,
      co.engaged_at IS NOT NULL AS engaged, co.case_id IS NOT NULL AS followed, r.submitted_at, sec.end_of_sheet(r.submitted_at) AS day_60,
      r.withdrawn_at IS NULL AND coalesce(a.state, '') NOT IN ('not_accepted', 'redirected') AS sheet_stands,
      sec.end_of_day(co.ended_at, co.follow_up_days) AS follow_up_over, coalesce(co.state = 'archived', false) AS archived, co.state, co.ended_at, c.number, c.public_id, s.*
    FROM public.cases_case c
    JOIN public.partners_audience h ON h.id = c.holder_id
    LEFT JOIN public.partners_unitcapacity uc ON uc.audience_id = c.holder_id
    LEFT JOIN public.cases_referral r ON r.receiving_case_id = c.id
    LEFT JOIN public.cases_referralanswer a ON a.referral_id = r.id
    LEFT JOIN LATERAL (SELECT t.person_id, t.co_tenant_person_id,
                         jsonb_build_object('title', t.title, 'first_name', t.first_name, 'last_name', t.last_name, 'typed', true) AS tenant_called,
                         jsonb_build_object('co_tenant', t.co_tenant) AS co_tenant_called
                       FROM public.cases_referralsheet t WHERE t.referral_id = r.id) s ON true
    LEFT JOIN public.cases_accompanimentcourse co ON co.case_id = c.id
    WHERE c.household_id = ANY (hids)),
  limits AS (
    SELECT b.*, CASE WHEN b.referred AND NOT b.engaged THEN b.day_60 ELSE '9999-12-31Z'::timestamptz END AS closes_at,
      CASE WHEN b.referred AND b.sheet_stands THEN b.day_60 END AS sheet_until
    FROM base b)
  SELECT l.id, l.household_id, l.kind, l.holder_id, l.manager_audience_id, l.unit_id, l.accepted, l.engaged, l.followed, l.sheet_until,
    -- Every worker of the unit, before acceptance; a violence flag takes it from them for good.
    CASE WHEN NOT l.accepted AND NOT EXISTS (
      SELECT 1 FROM public.cases_violenceflag f WHERE f.household_id = l.household_id AND NOT coalesce(f.lifted_at <= l.submitted_at, false))
      THEN l.sheet_until END,
    l.closes_at, least(l.closes_at, l.follow_up_over),
    CASE WHEN l.accepted AND l.kind = 'accompaniment' THEN least(l.closes_at, l.follow_up_over) END,
    l.follow_up_over, l.archived, l.person_id, l.co_tenant_person_id, l.tenant_called, l.co_tenant_called, l.state::text, l.ended_at,
    l.number::text, l.public_id
  FROM limits l
$$;

-- Grants in force now, per scope. A landlord's is without effect under the violence flag and ends at exit (T8, T14).
CREATE FUNCTION sec.grants_in_force(hids bigint[]) RETURNS TABLE(
  grant_id bigint, case_id bigint, household_id bigint, recipient_id bigint, person_id bigint, scopes text[], capacity text,
  valid_from timestamptz, until timestamptz)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT g.id, g.case_id, g.household_id, g.recipient_id, g.person_id, g.scopes::text[], g.recipient_capacity::text, g.valid_from,
    CASE WHEN g.recipient_capacity = 'landlord' THEN least(g.until, co.ended_at) ELSE g.until END
  FROM public.cases_grant g
  JOIN public.partners_audience x ON x.id = g.recipient_id
  LEFT JOIN public.partners_membership m ON m.id = x.membership_id
  LEFT JOIN public.cases_accompanimentcourse co ON co.case_id = g.case_id
  WHERE g.household_id = ANY (hids) AND g.ended_at IS NULL AND g.valid_from <= now()
    AND CASE WHEN g.recipient_capacity = 'landlord' THEN least(g.until, co.ended_at) ELSE g.until END > now()
    AND (x.kind <> 'member' OR m.ended_at IS NULL)
    AND NOT (g.recipient_capacity = 'landlord' AND EXISTS (
      SELECT 1 FROM public.cases_violenceflag f WHERE f.household_id = g.household_id AND f.lifted_at IS NULL))
$$;

-- Members on a team now; a membership that ended takes its place on every team with it.
CREATE FUNCTION sec.team_now(hids bigint[]) RETURNS TABLE(
  case_id bigint, member_id bigint, until timestamptz, membership_id bigint, is_referent boolean)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT t.case_id, t.member_id, coalesce(t.until, '9999-12-31Z'::timestamptz), t.membership_id, t.is_referent
  FROM public.cases_teammember t JOIN public.partners_membership m ON m.id = t.membership_id
  JOIN public.cases_case c ON c.id = t.case_id JOIN public.partners_audience h ON h.id = c.holder_id
  JOIN public.partners_audience x ON x.id = t.member_id AND x.membership_id = m.id AND x.kind = 'member' AND x.unit_id = h.unit_id AND x.capacity = h.capacity
  WHERE t.household_id = ANY (hids) AND t.ended_at IS NULL AND t.starts_at <= now()
    AND coalesce(t.until, '9999-12-31Z'::timestamptz) > now() AND m.ended_at IS NULL
$$;

-- Persons with a live personal link. Under the violence flag only the person it protects keeps hers (T14).
CREATE FUNCTION sec.linked_persons(hids bigint[]) RETURNS TABLE(
  person_id bigint, household_id bigint, audience_id bigint, is_party boolean, until timestamptz)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT p.id, p.household_id, p.audience_id, p.is_party, max(l.expires_at)
  FROM public.cases_person p JOIN public.cases_personlink l ON l.person_id = p.id
  WHERE p.household_id = ANY (hids) AND p.audience_id IS NOT NULL AND l.revoked_at IS NULL AND l.tries_left > 0 AND l.expires_at > now()
    AND NOT EXISTS (SELECT 1 FROM public.cases_violenceflag f
                    WHERE f.household_id = p.household_id AND f.lifted_at IS NULL AND f.person_id <> p.id)
  GROUP BY p.id
$$;

-- Per case, recipient and scope: every adult party has agreed (until the first of them ends), or a text opens it.
CREATE FUNCTION sec.agreed_scopes(hids bigint[]) RETURNS TABLE(case_id bigint, recipient_id bigint, scope text, until timestamptz)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  WITH grants AS MATERIALIZED (SELECT g.*, s.scope FROM sec.grants_in_force(hids) g CROSS JOIN unnest(g.scopes) AS s(scope)),
  adults AS MATERIALIZED (SELECT p.id, p.household_id FROM public.cases_person p
                          WHERE p.household_id = ANY (hids) AND p.is_party),
  parties AS (SELECT a.household_id, count(*) AS n FROM adults a GROUP BY 1),
  each_adult AS (SELECT g.case_id, g.household_id, g.recipient_id, g.scope, g.person_id, max(g.until) AS until
                 FROM grants g JOIN adults a ON a.id = g.person_id GROUP BY 1, 2, 3, 4, 5),
  opened AS (
    SELECT e.case_id, e.recipient_id, e.scope, min(e.until) AS until
    FROM each_adult e JOIN parties n ON n.household_id = e.household_id
    GROUP BY e.case_id, e.recipient_id, e.scope, n.n HAVING count(*) = n.n
    UNION ALL SELECT g.case_id, g.recipient_id, g.scope, g.until FROM grants g WHERE g.person_id IS NULL)
  SELECT o.case_id, o.recipient_id, o.scope, max(o.until) FROM opened o GROUP BY 1, 2, 3
$$;
