-- What is closed to the managers, and could be counted under no programme: requests that day 60 closed, of a unit of several.
WITH only_programme AS (
  SELECT min(p.key) AS key FROM partners_agreement g JOIN partners_programme p ON p.id = g.programme_id
  JOIN partners_audience u ON u.unit_id = g.operator_unit_id WHERE u.id = %(unit)s HAVING count(DISTINCT p.key) = 1)
SELECT 'requests', count(*) FROM cases_case c
LEFT JOIN cases_referral r ON r.receiving_case_id = c.id AND r.recipient_id = %(unit)s
LEFT JOIN cases_accompanimentcourse co ON co.case_id = c.id AND co.author_id = %(unit)s
WHERE c.holder_id = %(unit)s AND c.kind = 'accompaniment' AND c.tenancy_id IS NOT NULL AND r.receiving_case_id IS NULL
  AND co.programme_version_id IS NULL AND NOT EXISTS (SELECT 1 FROM only_programme WHERE key IS NOT NULL)
  AND (c.opened_at AT TIME ZONE 'Europe/Paris')::date
    BETWEEN (SELECT min(x) FROM unnest(%(since)s::date[]) x) AND (SELECT max(x) FROM unnest(%(until)s::date[]) x)
