-- Every referral that a landlord's unit sent, with what it is told of it, and every accompaniment that is open to it now, referred by it
-- or not. Read with the unit's own rights: what nobody agreed to is not here. Dates are those it was told, never others.
periods AS MATERIALIZED (
  SELECT * FROM unnest(%(numbers)s::int[], %(since)s::date[], %(until)s::date[]) AS p(period, since, until)),
bounds AS (SELECT min(since) AS since, max(until) AS until FROM periods),
-- The landlord's view starts from its accesses, as every list does.
opened AS MATERIALIZED (
  SELECT m.case_id, m.household_id, m.author_id AS association, m.kind AS type, m.starts_on, m.ends_on
  FROM cases_access a CROSS JOIN LATERAL (
    SELECT m.case_id, m.household_id, m.author_id, m.kind, m.starts_on, m.ends_on FROM cases_accompaniment m
    WHERE m.case_id = a.case_id OFFSET 0) m
  WHERE a.audience_id = %(unit)s AND a.housing_until > now()),
sent AS MATERIALIZED (
  SELECT r.id, r.household_id, r.receiving_case_id AS case_id, r.recipient_id AS association, r.account_id, r.origin,
    (r.submitted_at AT TIME ZONE 'Europe/Paris')::date AS sent_on, coalesce(s.stage, 'unknown') AS stage,
    coalesce(s.reasons, '{}') AS reason, s.balance_cents AS sheet_cents
  FROM cases_referral r LEFT JOIN LATERAL (
    SELECT s.stage, s.reasons, s.balance_cents FROM cases_referralsheet s WHERE s.referral_id = r.id OFFSET 0) s ON true
  WHERE r.author_id = %(unit)s AND r.submitted_at IS NOT NULL),
every_case AS (
  SELECT s.household_id, s.case_id, s.association, s.account_id, s.origin, s.stage, s.reason, s.sheet_cents, s.sent_on,
    coalesce(o.type, 'unknown') AS type, t.contacted_on, t.engaged_on AS entry_on, t.closed_on AS exit_on,
    coalesce(t.told, 'sent') AS told
  FROM sent s LEFT JOIN opened o ON o.case_id = s.case_id CROSS JOIN LATERAL (
    SELECT min(f."on") FILTER (WHERE f.state = 'contacted') AS contacted_on, min(f."on") FILTER (WHERE f.state = 'engaged') AS engaged_on,
      min(f."on") FILTER (WHERE f.state = 'closed') AS closed_on,
      (array_agg(f.state ORDER BY array_position(ARRAY['sent', 'received', 'incomplete', 'contacted', 'engaged', 'closed'], f.state::text)
        DESC))[1] AS told
    FROM cases_referralfeedback f WHERE f.referral_id = s.id AND f.visible_from <= now() OFFSET 0) t
  UNION ALL
  SELECT o.household_id, o.case_id, o.association, NULL, 'unknown', 'unknown', '{}', NULL, NULL, o.type, NULL, o.starts_on, o.ends_on,
    'engaged'
  FROM opened o WHERE NOT EXISTS (SELECT 1 FROM sent s WHERE s.case_id = o.case_id)),
held AS MATERIALIZED (
  SELECT * FROM every_case e
  WHERE (%(association)s::bigint IS NULL OR e.association = %(association)s) AND (%(type)s::text IS NULL OR e.type = %(type)s))
