-- What conventions grant, month by month of their time, of the lines that pay for a case of the programme. The households behind it
-- are those the line pays for that month.
shares AS MATERIALIZED (
  SELECT h.household_id, s.line_id, s.since, s.until FROM funding_lineshare s JOIN held h ON h.case_id = s.case_id
  WHERE s.author_id = %(managers)s AND (s.until IS NULL OR s.until >= s.since)),
agreed AS MATERIALIZED (
  SELECT DISTINCT ON (v.line_id) v.line_id, (v.convention ->> 'since' || '-01')::date AS since, (v.convention ->> 'until' || '-01')::date AS until,
    (v.convention ->> 'months')::numeric AS months, (v.convention ->> 'euros')::numeric AS euros
  FROM funding_conventionversion v WHERE v.author_id = %(managers)s AND v.line_id IN (SELECT line_id FROM shares)
  ORDER BY v.line_id, v.number DESC),
by_month AS (
  SELECT a.line_id, m.month::date AS month, a.months, a.euros, m.rank, count(*) OVER (PARTITION BY a.line_id) AS length
  FROM agreed a CROSS JOIN LATERAL generate_series(a.since, a.until, interval '1 month') WITH ORDINALITY AS m(month, rank)),
granted AS (
  SELECT b.line_id, b.month, NULL::bigint AS household_id,
    (round(100 * b.months * b.rank / b.length) - round(100 * b.months * (b.rank - 1) / b.length))::bigint AS hundredths,
    (round(100 * b.euros * b.rank / b.length) - round(100 * b.euros * (b.rank - 1) / b.length))::bigint AS cents FROM by_month b
  UNION ALL
  SELECT b.line_id, b.month, s.household_id, b.months::bigint * 0, b.euros::bigint * 0 FROM by_month b
  JOIN shares s ON s.line_id = b.line_id AND b.month >= s.since AND (s.until IS NULL OR b.month <= s.until)),
facts AS MATERIALIZED (
  SELECT p.period, g.household_id, lpad(g.line_id::text, 12, '0') AS funding_line, g.hundredths AS measure_months_planned, g.cents AS granted_cents
  FROM granted g JOIN periods p ON g.month BETWEEN p.since AND p.until)
