-- Every case that the unit holds under the programme, with what it is crossed by, as far as its managers read it. What is closed
-- to them is « unknown ». What the unit stated of an entry stands in the place of the sheet, open or not (docs/adr/0039). An
-- accompaniment that began before it was taken over begins on its true first day.
periods AS MATERIALIZED (
  SELECT * FROM unnest(%(numbers)s::int[], %(since)s::date[], %(until)s::date[]) AS p(period, since, until)),
bounds AS (SELECT min(since) AS since, max(until) AS until FROM periods),
-- A closed request no longer says its programme: where the unit has one alone, it is that one.
only_programme AS MATERIALIZED (
  SELECT min(p.key) AS key FROM partners_agreement g JOIN partners_programme p ON p.id = g.programme_id
  JOIN partners_audience u ON u.unit_id = g.operator_unit_id
  WHERE u.id = %(unit)s HAVING count(DISTINCT p.key) = 1),
paying AS (
  SELECT DISTINCT ON (s.case_id) s.case_id, lpad(s.line_id::text, 12, '0') AS line FROM funding_lineshare s
  WHERE s.author_id = %(managers)s AND (s.until IS NULL OR s.until >= s.since)
  ORDER BY s.case_id, s.since, s.part DESC, s.line_id),
begun AS (
  SELECT c.id AS case_id, c.household_id, c.tenancy_id, (c.opened_at AT TIME ZONE 'Europe/Paris')::date AS opened_on,
    CASE WHEN co.case_id IS NOT NULL THEN
      least(coalesce(CASE WHEN c.tenancy_id IS NULL THEN ac.starts_on END, (co.created_at AT TIME ZONE 'Europe/Paris')::date),
            (co.ended_at AT TIME ZONE 'Europe/Paris')::date) END AS entry_on,
    co.ended_at, (co.ended_at AT TIME ZONE 'Europe/Paris')::date AS exit_on, coalesce(nullif(co.outcome, ''), 'unknown') AS outcome,
    co.programme_version_id, coalesce(ac.kind, 'unknown') AS type
  FROM cases_case c
  LEFT JOIN cases_accompanimentcourse co ON co.case_id = c.id AND co.author_id = %(unit)s
  LEFT JOIN cases_accompaniment ac ON ac.case_id = c.id AND ac.author_id = %(unit)s
  WHERE c.holder_id = %(unit)s AND c.kind = 'accompaniment'),
every_case AS MATERIALIZED (
  SELECT b.*, coalesce(v.key, a.key, o.key) AS programme, v.needed, coalesce(an.state, '') AS answer,
    coalesce(r.origin, 'unknown') AS origin, coalesce(l.key, 'unknown') AS landlord, coalesce(t.reasons, s.reasons, '{}') AS reason,
    coalesce(nullif(t.commune, ''), k.code, 'unknown') AS commune, coalesce(nullif(t.stage, ''), s.stage, e.stage, 'unknown') AS stage,
    coalesce(t.debt_cents, s.balance_cents) AS stated_cents, coalesce(t.debt_on, s.balance_on) AS stated_on,
    coalesce(f.line, 'none') AS funding_line
  FROM begun b
  LEFT JOIN cases_referral r ON r.receiving_case_id = b.case_id AND r.recipient_id = %(unit)s
  LEFT JOIN cases_referralanswer an ON an.case_id = b.case_id AND an.author_id = %(unit)s
  LEFT JOIN (
    SELECT v.id, p.key, (v.rules #>> '{rent,resumed_after_months}')::int AS needed
    FROM partners_programmeversion v JOIN partners_programme p ON p.id = v.programme_id) v ON v.id = b.programme_version_id
  LEFT JOIN (
    SELECT g.id, p.key FROM partners_agreement g JOIN partners_programme p ON p.id = g.programme_id) a ON a.id = r.agreement_id
  LEFT JOIN only_programme o ON true
  LEFT JOIN (
    SELECT x.id, g.key FROM partners_audience x JOIN partners_unit u ON u.id = x.unit_id
    JOIN partners_organisation g ON g.id = u.organisation_id) l ON l.id = r.author_id
  LEFT JOIN cases_entrystatement t ON t.case_id = b.case_id AND t.author_id = %(unit)s
  LEFT JOIN LATERAL (
    SELECT s.reasons, s.stage, s.balance_cents, s.balance_on, s.postcode, s.commune FROM cases_referralsheet s
    WHERE s.receiving_case_id = b.case_id AND t.case_id IS NULL OFFSET 0) s ON r.receiving_case_id IS NOT NULL
  LEFT JOIN LATERAL (
    SELECT m.code FROM partners_communepostcode q JOIN partners_commune m ON m.code = q.commune_id
    WHERE q.postcode = s.postcode AND m.name_key = sec.fold(s.commune) LIMIT 1) k ON s.commune IS NOT NULL
  -- The sheet of a referral closes at day 60; what the proceedings say of that day may still be read.
  LEFT JOIN LATERAL (
    SELECT e.stage FROM cases_procedureevent e
    WHERE e.case_id IN (b.case_id, b.tenancy_id) AND e.kind = 'stage' AND e.cancelled_at IS NULL
      AND e."on" <= coalesce(b.entry_on, b.opened_on)
    ORDER BY e."on" DESC, e.id DESC LIMIT 1) e ON s.stage IS NULL AND coalesce(t.stage, '') = ''
  LEFT JOIN paying f ON f.case_id = b.case_id),
held AS MATERIALIZED (SELECT * FROM every_case WHERE programme = %(programme)s)
