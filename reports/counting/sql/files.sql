-- What was presented to committees: the items of signed sessions, and the decisions their author was told. One that was taken off an
-- agenda was not presented.
presented AS (
  SELECT h.household_id, k.key AS committee, coalesce(d.kind, 'unknown') AS decision,
    (s.starts_at AT TIME ZONE 'Europe/Paris')::date AS "on"
  FROM committees_presentationsheet p JOIN held h ON h.case_id = p.case_id
  JOIN committees_agendaitem i ON i.sheet_id = p.id
  JOIN committees_session s ON s.id = i.session_id AND s.state = 'signed'
  JOIN committees_committee k ON k.id = s.committee_id
  LEFT JOIN committees_decision d ON d.item_id = i.id
  WHERE p.author_id = %(unit)s AND (i.closed_at IS NULL OR d.item_id IS NOT NULL)),
facts AS MATERIALIZED (
  SELECT p.period, f.household_id, f.committee, f.decision, 1 AS files, CASE WHEN f.decision = 'adjourned' THEN 1 END AS adjournments
  FROM presented f JOIN periods p ON f."on" BETWEEN p.since AND p.until)
