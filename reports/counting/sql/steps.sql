-- Rights, aids and procedures: asked on the day they were filed, obtained on the day of the answer.
done AS (
  SELECT h.household_id, h.type, s.kind AS step_kind, s.filed_on, s.granted_cents,
    CASE WHEN s.answer IN ('granted', 'partly') THEN coalesce(s.answered_on, s.filed_on) END AS granted_on
  FROM cases_step s JOIN held h ON h.case_id = s.case_id WHERE s.author_id = %(unit)s),
facts AS MATERIALIZED (
  SELECT p.period, d.household_id, d.type, d.step_kind,
    CASE WHEN d.filed_on BETWEEN p.since AND p.until THEN 1 END AS steps,
    CASE WHEN d.granted_on BETWEEN p.since AND p.until THEN 1 END AS steps_granted,
    CASE WHEN d.granted_on BETWEEN p.since AND p.until AND d.granted_cents >= 0 THEN d.granted_cents END AS aids_cents
  FROM done d JOIN periods p ON d.filed_on BETWEEN p.since AND p.until OR d.granted_on BETWEEN p.since AND p.until)
