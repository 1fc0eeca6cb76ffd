-- One row per case: who holds it, until when its holder may read, and until when its sheet is open.
CREATE FUNCTION sec.case_facts(hids bigint[]) RETURNS TABLE(
  case_id bigint, household_id bigint, kind text, holder_id bigint, capacity text, manager_id bigint,
  referred boolean, accepted boolean, engaged boolean, sheet_until timestamptz, open_until timestamptz,
  exit_at timestamptz, follow_up_over timestamptz, archived boolean, tenant_id bigint, co_tenant_id bigint,
  tenant_key text, co_tenant_key text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT c.id, c.household_id, c.kind, c.holder_id, h.capacity, uc.manager_audience_id,
    r.id IS NOT NULL,
    r.id IS NULL OR coalesce(a.state IN ('accepted', 'closed'), false),
    r.id IS NULL OR co.engaged_at IS NOT NULL,
    CASE WHEN r.id IS NOT NULL AND r.withdrawn_at IS NULL AND coalesce(a.state, '') NOT IN ('not_accepted', 'redirected')
              AND NOT EXISTS (SELECT 1 FROM public.cases_violenceflag f WHERE f.household_id = c.household_id AND f.lifted_at IS NULL)
         THEN sec.end_of_sheet(r.submitted_at) END,
    CASE WHEN r.id IS NOT NULL AND NOT coalesce(a.state IN ('accepted', 'closed'), false) THEN NULL
         ELSE least(
           CASE WHEN r.id IS NOT NULL AND co.engaged_at IS NULL THEN sec.end_of_sheet(r.submitted_at) END,
           CASE WHEN co.ended_at IS NULL THEN '9999-12-31Z'::timestamptz
                ELSE co.ended_at + co.follow_up_days * interval '1 day' END) END,
    co.ended_at,
    co.ended_at + co.follow_up_days * interval '1 day',
    coalesce(co.state = 'archived', false),
    s.person_id, s.co_tenant_person_id,
    sec.fold(s.last_name || ' ' || s.first_name), sec.fold(s.co_tenant)
  FROM public.cases_case c
  JOIN public.partners_audience h ON h.id = c.holder_id
  LEFT JOIN public.partners_unitcapacity uc ON uc.audience_id = c.holder_id
  LEFT JOIN public.cases_referral r ON r.receiving_case_id = c.id
  LEFT JOIN public.cases_referralanswer a ON a.referral_id = r.id
  LEFT JOIN public.cases_referralsheet s ON s.referral_id = r.id
  LEFT JOIN public.cases_accompanimentcourse co ON co.case_id = c.id
  WHERE c.household_id = ANY (hids)
$$;

-- Grants in force now, per scope. A landlord's is without effect under the violence flag and ends at exit (T8, T14).
CREATE FUNCTION sec.grants_in_force(hids bigint[]) RETURNS TABLE(
  case_id bigint, household_id bigint, recipient_id bigint, person_id bigint, scope text, valid_from timestamptz, until timestamptz)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT g.case_id, g.household_id, g.recipient_id, g.person_id, s.scope, g.valid_from,
    CASE WHEN g.recipient_capacity IN ('landlord', 'reserver') THEN least(g.until, co.ended_at) ELSE g.until END
  FROM public.cases_grant g
  CROSS JOIN unnest(g.scopes) AS s(scope)
  JOIN public.partners_audience x ON x.id = g.recipient_id
  LEFT JOIN public.partners_membership m ON m.id = x.membership_id
  LEFT JOIN public.cases_accompanimentcourse co ON co.case_id = g.case_id
  WHERE g.household_id = ANY (hids) AND g.ended_at IS NULL AND g.valid_from <= now()
    AND CASE WHEN g.recipient_capacity IN ('landlord', 'reserver') THEN least(g.until, co.ended_at) ELSE g.until END > now()
    AND (x.kind <> 'member' OR m.ended_at IS NULL)
    AND NOT (g.recipient_capacity IN ('landlord', 'reserver') AND EXISTS (
      SELECT 1 FROM public.cases_violenceflag f WHERE f.household_id = g.household_id AND f.lifted_at IS NULL))
$$;

-- Members on a team now; a membership that ended takes its place on every team with it.
CREATE FUNCTION sec.team_now(hids bigint[]) RETURNS TABLE(case_id bigint, member_id bigint, until timestamptz)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT t.case_id, t.member_id, coalesce(t.until, '9999-12-31Z'::timestamptz)
  FROM public.cases_teammember t JOIN public.partners_membership m ON m.id = t.membership_id
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
