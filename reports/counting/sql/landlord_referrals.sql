-- What was sent, what was answered, who is accompanied. One row for each and for each period of it.
facts AS MATERIALIZED (
  SELECT p.period, h.household_id, h.origin, h.reason, h.stage, h.type, h.told,
    CASE WHEN h.sent_on BETWEEN p.since AND p.until THEN 1 END AS referrals,
    CASE WHEN h.contacted_on BETWEEN p.since AND p.until THEN 1 END AS contacts,
    CASE WHEN h.contacted_on BETWEEN p.since AND p.until THEN greatest(h.contacted_on - h.sent_on, 0) END AS contact_days,
    CASE WHEN h.entry_on BETWEEN p.since AND p.until THEN 1 END AS entries,
    CASE WHEN h.entry_on < p.since AND (h.exit_on IS NULL OR h.exit_on >= p.since) THEN 1 END AS stock_before,
    CASE WHEN h.entry_on <= p.until AND (h.exit_on IS NULL OR h.exit_on > p.until) THEN 1 END AS stock,
    CASE WHEN h.entry_on <= p.until AND (h.exit_on IS NULL OR h.exit_on >= p.since) THEN 1 END AS followed
  FROM held h JOIN periods p ON h.sent_on BETWEEN p.since AND p.until OR h.contacted_on BETWEEN p.since AND p.until
    OR (h.entry_on <= p.until AND (h.exit_on IS NULL OR h.exit_on >= p.since)))
