-- Requests, and how their households were reached: a first attempt, a first meeting. An accompaniment taken over was asked by nobody.
reached AS MATERIALIZED (
  SELECT v.case_id, min(v."on") AS contacted_on, min(v."on") FILTER (WHERE v.outcome = 'held') AS met_on
  FROM cases_visit v WHERE v.author_id = %(unit)s
    AND v.outcome NOT IN ('', 'cancelled_by_household', 'cancelled_by_worker') GROUP BY 1),
tried AS MATERIALIZED (
  SELECT r.case_id, count(*) AS attempts FROM reached r JOIN cases_visit v ON v.case_id = r.case_id AND v.author_id = %(unit)s
  WHERE v.outcome NOT IN ('', 'held', 'cancelled_by_household', 'cancelled_by_worker') AND v."on" <= r.met_on GROUP BY 1),
asked AS (
  SELECT p.period, h.*, h.opened_on BETWEEN p.since AND p.until AS referred, r.contacted_on BETWEEN p.since AND p.until AS contacted,
    r.met_on BETWEEN p.since AND p.until AS met, greatest(r.contacted_on - h.opened_on, 0) AS days_to_contact,
    greatest(r.met_on - h.opened_on, 0) AS days_to_meeting, coalesce(t.attempts, 0) AS attempts
  FROM held h LEFT JOIN reached r ON r.case_id = h.case_id LEFT JOIN tried t ON t.case_id = h.case_id
  JOIN periods p ON h.opened_on BETWEEN p.since AND p.until OR r.contacted_on BETWEEN p.since AND p.until
    OR r.met_on BETWEEN p.since AND p.until
  WHERE h.tenancy_id IS NOT NULL),
facts AS MATERIALIZED (
  SELECT a.period, a.household_id, a.origin, a.reason, a.landlord, a.commune, a.type, a.stage,
    CASE WHEN referred THEN 1 END AS referrals,
    CASE WHEN referred AND answer IN ('accepted', 'closed') THEN 1 END AS referrals_accepted,
    CASE WHEN referred AND answer IN ('not_accepted', 'redirected') THEN 1 END AS referrals_not_accepted,
    CASE WHEN contacted THEN 1 END AS contacts,
    CASE WHEN contacted THEN days_to_contact END AS contact_days,
    CASE WHEN met THEN 1 END AS first_meetings,
    CASE WHEN met THEN days_to_meeting END AS meeting_days,
    CASE WHEN met THEN attempts END AS meeting_attempts
  FROM asked a)
