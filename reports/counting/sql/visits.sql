-- Visits of the period. A planned one counts once its day has passed, or as soon as it is logged; what the end of an accompaniment
-- overtook is expected nowhere. What was done before the taking over is counted by month, as it was given.
minutes AS MATERIALIZED (
  SELECT t.visit_id, sum(t.visit_minutes) AS minutes FROM cases_visittime t WHERE t.author_id = %(unit)s GROUP BY 1),
seen AS (
  SELECT h.household_id, h.landlord, h.type, v."on", v.outcome, 1 AS times, v.is_planned AND (v."on" < %(today)s OR v.outcome <> '') AS is_due,
    m.minutes
  FROM cases_visit v JOIN held h ON h.case_id = v.case_id CROSS JOIN bounds b LEFT JOIN minutes m ON m.visit_id = v.id
  WHERE v.author_id = %(unit)s AND v."on" BETWEEN b.since AND b.until
    AND NOT coalesce(v.outcome = '' AND h.exit_on < v."on" AND h.ended_at > v.created_at, false)
  UNION ALL
  SELECT h.household_id, h.landlord, h.type, e.month, 'held', e.held, false, e.minutes
  FROM cases_earlieractivity e JOIN held h ON h.case_id = e.case_id CROSS JOIN bounds b
  WHERE e.author_id = %(unit)s AND e.month BETWEEN b.since AND b.until AND (e.held > 0 OR e.minutes > 0)),
facts AS MATERIALIZED (
  SELECT p.period, s.household_id, s.landlord, s.type, coalesce(nullif(s.outcome, ''), 'not-logged') AS visit_outcome,
    CASE WHEN s.outcome = 'held' THEN s.times END AS visits_held,
    CASE WHEN s.is_due THEN 1 END AS visits_due,
    CASE WHEN s.is_due AND s.outcome = 'held' THEN 1 END AS visits_due_held,
    CASE WHEN s.is_due AND s.outcome <> 'held' THEN 1 END AS appointments_missed,
    s.minutes AS visit_minutes
  FROM seen s JOIN periods p ON s."on" BETWEEN p.since AND p.until)
