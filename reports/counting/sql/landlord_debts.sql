-- The debt of whoever was referred and whose referral stood on a day of the period: as its sheet said it, and by the last balance of the
-- unit's own file after it, until the end of the period.
owed AS (
  SELECT p.period, h.household_id, h.type, h.sheet_cents AS entry_cents, b.balance_cents AS end_cents
  FROM held h JOIN periods p ON h.sent_on <= p.until AND (h.exit_on IS NULL OR h.exit_on >= p.since)
  CROSS JOIN LATERAL (
    SELECT b.balance_cents FROM cases_accountstatement b
    WHERE b.account_id = h.account_id AND b."on" > h.sent_on AND b."on" <= p.until ORDER BY b."on" DESC LIMIT 1) b
  WHERE h.sheet_cents IS NOT NULL),
facts AS MATERIALIZED (
  SELECT o.period, o.household_id, o.type,
    1 AS arrears_known,
    CASE WHEN end_cents = 0 AND entry_cents > 0 THEN 1 END AS arrears_cleared,
    CASE WHEN end_cents > 0 AND end_cents < entry_cents THEN 1 END AS arrears_reduced,
    CASE WHEN end_cents < entry_cents THEN 1 END AS arrears_smaller,
    CASE WHEN end_cents >= entry_cents THEN 1 END AS arrears_not_smaller,
    entry_cents AS arrears_entry_cents,
    end_cents AS arrears_end_cents
  FROM owed o)
