-- Visits held, month by month, of the accompaniments that are open.
facts AS MATERIALIZED (
  SELECT p.period, h.household_id, h.type, v.held AS visits_held
  FROM held h JOIN opened o ON o.case_id = h.case_id
  CROSS JOIN LATERAL (SELECT v.month, v.held FROM cases_visitshared v WHERE v.case_id = o.case_id OFFSET 0) v
  JOIN periods p ON v.month BETWEEN p.since AND p.until)
