-- Aids to the dwelling that were asked for, of the accompaniments that are open.
facts AS MATERIALIZED (
  SELECT p.period, h.household_id, h.type, s.kind AS step_kind, 1 AS steps
  FROM held h JOIN opened o ON o.case_id = h.case_id
  CROSS JOIN LATERAL (SELECT s.kind, s.filed_on FROM cases_stepshared s WHERE s.case_id = o.case_id OFFSET 0) s
  JOIN periods p ON s.filed_on BETWEEN p.since AND p.until)
