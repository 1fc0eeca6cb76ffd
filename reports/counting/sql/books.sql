-- What stands in the books of closed months, by the month it is about. A month of a case is whole, whoever pays: each line has its part
-- of its hundredths, « none » what no line pays.
entries AS (
  SELECT e.case_id, e.line_id, e.month, e.unit, e.cents, e.part,
    split_part(e.quantity, '/', 1)::numeric / split_part(e.quantity, '/', 2)::numeric
    * split_part(e.weight, '/', 1)::numeric / split_part(e.weight, '/', 2)::numeric AS months
  FROM funding_ledgerentry e WHERE e.author_id = %(managers)s),
standing AS (
  SELECT e.case_id, e.month, e.line_id, sum(e.cents) AS cents,
    coalesce(sum(100 * e.months) FILTER (WHERE e.unit = 'measure_month'), 0) AS whole,
    coalesce(sum(100 * e.months * e.part) FILTER (WHERE e.unit = 'measure_month'), 0) AS paid
  FROM entries e GROUP BY 1, 2, 3),
told AS (
  SELECT s.case_id, s.month, s.line_id, s.cents, max(round(s.whole)) OVER month AS whole, round(sum(s.paid) OVER upto) AS upto,
    row_number() OVER (PARTITION BY s.case_id, s.month ORDER BY s.line_id DESC) = 1 AS is_last
  FROM standing s WINDOW month AS (PARTITION BY s.case_id, s.month), upto AS (PARTITION BY s.case_id, s.month ORDER BY s.line_id)),
shared AS (
  SELECT t.case_id, t.month, lpad(t.line_id::text, 12, '0') AS line, t.cents,
    t.upto - coalesce(lag(t.upto) OVER (PARTITION BY t.case_id, t.month ORDER BY t.line_id), 0) AS hundredths FROM told t
  UNION ALL SELECT t.case_id, t.month, 'none', NULL, t.whole - t.upto FROM told t WHERE t.is_last AND t.whole > t.upto),
facts AS MATERIALIZED (
  SELECT p.period, h.household_id, h.landlord, h.type, s.line AS funding_line,
    nullif(s.hundredths, 0)::bigint AS measure_months_done, s.cents AS spent_cents
  FROM shared s JOIN held h ON h.case_id = s.case_id JOIN periods p ON s.month BETWEEN p.since AND p.until)
