-- Accompaniments: who entered, left and was followed, what they owed and paid. One row for each and for each period of it.
met AS MATERIALIZED (
  SELECT DISTINCT v.case_id FROM cases_visit v WHERE v.author_id = %(unit)s AND v.outcome = 'held'),
-- Each statement holds until the next: of two of one day, the later row.
rents AS MATERIALIZED (
  SELECT h.case_id, h.opened_on, r."on", r.id, greatest(r.balance_cents, 0) AS cents,
    lead(r."on") OVER (PARTITION BY h.case_id ORDER BY r."on", r.id) AS next_on
  FROM held h CROSS JOIN LATERAL (
    SELECT r.id, r."on", r.balance_cents FROM cases_rentstatement r WHERE r.case_id = h.tenancy_id OFFSET 0) r
  WHERE h.entry_on IS NOT NULL AND h.tenancy_id IS NOT NULL),
closings AS (
  SELECT DISTINCT ON (r.case_id, date_trunc('month', r."on")) r.case_id, r.cents,
    (extract(year FROM r."on") * 12 + extract(month FROM r."on"))::int AS month
  FROM rents r ORDER BY r.case_id, date_trunc('month', r."on"), r."on" DESC, r.id DESC),
-- An aid lowers the debt and pays no rent (cases.formulas.account).
aids AS (
  SELECT s.case_id, (extract(year FROM s.answered_on) * 12 + extract(month FROM s.answered_on))::int AS month,
    sum(s.granted_cents) AS cents
  FROM cases_step s WHERE s.author_id = %(unit)s AND s.kind IN ('fsl_access', 'fsl_maintenance', 'rent_aid', 'ccas')
    AND s.answer IN ('granted', 'partly') AND s.answered_on IS NOT NULL GROUP BY 1, 2),
paid AS (
  SELECT c.case_id, c.month, lag(c.month) OVER w = c.month - 1
    AND c.cents + coalesce(a.cents, 0) <= lag(c.cents) OVER w AS is_paid
  FROM closings c LEFT JOIN aids a ON a.case_id = c.case_id AND a.month = c.month
  WINDOW w AS (PARTITION BY c.case_id ORDER BY c.month)),
rows_of_months AS (
  SELECT p.case_id, count(*) AS months FROM (
    SELECT p.case_id, p.month - row_number() OVER (PARTITION BY p.case_id ORDER BY p.month) AS island
    FROM paid p JOIN held h ON h.case_id = p.case_id
    WHERE p.is_paid AND p.month > extract(year FROM h.entry_on) * 12 + extract(month FROM h.entry_on)) p
  GROUP BY p.case_id, p.island),
best AS MATERIALIZED (SELECT case_id, max(months) AS months FROM rows_of_months GROUP BY 1),
rates AS MATERIALIZED (
  SELECT b.case_id, b."on", lead(b."on") OVER (PARTITION BY b.case_id ORDER BY b."on", b.id) AS next_on,
    CASE WHEN b.effort_rate < 25 THEN 'under-25' WHEN b.effort_rate <= 33 THEN '25-to-33' ELSE 'over-33' END AS class
  FROM cases_budgetstatement b WHERE b.author_id = %(unit)s AND b.effort_rate IS NOT NULL),
measures AS MATERIALIZED (
  SELECT h.*, m.case_id IS NOT NULL AS met, coalesce(b.months, 0) >= coalesce(h.needed, 3) AS resumed,
    coalesce(h.stated_cents, z.cents) AS entry_cents,
    h.stage IN ('summons', 'hearing', 'judgment', 'order_to_leave', 'enforcement_delay', 'police_assistance', 'eviction') AS threatened,
    ((h.exit_on - h.entry_on) * 100 + 1522) / 3044 AS months
  FROM held h
  LEFT JOIN met m ON m.case_id = h.case_id
  LEFT JOIN best b ON b.case_id = h.case_id
  LEFT JOIN rents z ON z.case_id = h.case_id AND z."on" <= h.opened_on AND (z.next_on IS NULL OR z.next_on > h.opened_on)
  WHERE h.entry_on IS NOT NULL),
followed AS (
  SELECT p.period, h.*, h.entry_on >= p.since AS entered, coalesce(h.exit_on <= p.until, false) AS has_left, h.entry_on < p.since AS was_in,
    CASE WHEN h.entry_cents IS NOT NULL THEN z.cents END AS end_cents, coalesce(r.class, 'unknown') AS effort_rate
  FROM measures h
  JOIN periods p ON h.entry_on <= p.until AND (h.exit_on IS NULL OR h.exit_on >= p.since)
  -- Known at the end: stated after the request and after the debt at entry, and not after the period.
  LEFT JOIN rents z ON z.case_id = h.case_id AND z."on" > greatest(h.opened_on, h.stated_on) AND z."on" <= p.until
    AND (z.next_on IS NULL OR z.next_on > p.until)
  LEFT JOIN rates r ON r.case_id = h.case_id AND r."on" <= p.until AND (r.next_on IS NULL OR r.next_on > p.until)),
facts AS MATERIALIZED (
  SELECT f.period, f.household_id, f.origin, f.reason, f.landlord, f.commune, f.type, f.stage, f.funding_line, f.effort_rate, f.outcome,
    CASE WHEN entered THEN 1 END AS entries,
    CASE WHEN entered AND met THEN 1 END AS entered_and_met,
    CASE WHEN entered AND entry_cents IS NOT NULL THEN 1 END AS entered_debt_known,
    CASE WHEN entered AND entry_cents > 0 THEN 1 END AS entered_with_debt,
    CASE WHEN entered AND resumed THEN 1 END AS payment_resumed,
    CASE WHEN has_left THEN 1 END AS exits,
    CASE WHEN has_left THEN months END AS months_at_exit,
    CASE WHEN has_left AND threatened THEN 1 END AS threatened_exits,
    CASE WHEN has_left AND threatened AND outcome IN ('kept', 'moved', 'lease_slid') THEN 1 END AS evictions_avoided,
    CASE WHEN has_left AND outcome = 'eviction' THEN 1 END AS evictions,
    CASE WHEN was_in THEN 1 END AS stock_before,
    CASE WHEN NOT has_left THEN 1 END AS stock,
    1 AS followed,
    CASE WHEN end_cents IS NOT NULL THEN 1 END AS arrears_known,
    CASE WHEN end_cents = 0 AND entry_cents > 0 THEN 1 END AS arrears_cleared,
    CASE WHEN end_cents > 0 AND end_cents < entry_cents THEN 1 END AS arrears_reduced,
    CASE WHEN end_cents < entry_cents THEN 1 END AS arrears_smaller,
    CASE WHEN end_cents >= entry_cents THEN 1 END AS arrears_not_smaller,
    CASE WHEN end_cents IS NOT NULL THEN entry_cents END AS arrears_entry_cents,
    end_cents AS arrears_end_cents
  FROM followed f)
