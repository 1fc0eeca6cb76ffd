-- One operator unit of %(households)s households, over two years: accompaniments, visits, statements, steps, budgets, books.
-- Loaded with triggers off, and Access as the keeper would hold it for the unit and its managers.
SET LOCAL session_replication_role = replica;
CREATE TEMPORARY TABLE spread ON COMMIT DROP AS
  SELECT h AS h, 2 * h + 1 AS c, (%(landlords)s::bigint[])[1 + h %% cardinality(%(landlords)s::bigint[])] AS landlord,
    (%(today)s::date - (h * 7919 %% 700)::int) AS opened, h %% 3 = 0 AND h * 7919 %% 700 > 200 AS over
  FROM generate_series(%(first)s::bigint, %(first)s::bigint + %(households)s - 1) h;
INSERT INTO cases_household (id, public_id, author_id) SELECT h, gen_random_uuid(), landlord FROM spread;
INSERT INTO cases_case (id, public_id, number, household_id, kind, holder_id, opened_at)
  SELECT 2 * h, gen_random_uuid(), 'T' || h, h, 'tenancy', landlord, opened FROM spread;
INSERT INTO cases_case (id, public_id, number, household_id, kind, holder_id, tenancy_id, opened_at)
  SELECT c, gen_random_uuid(), 'M' || h, h, 'accompaniment', %(unit)s, 2 * h, opened FROM spread;
INSERT INTO cases_access (case_id, audience_id, household_id, kind, capacity, own, present_until, activity_until, identity_until, housing_until,
    budget_until, state, is_engaged, case_number)
  SELECT c, %(unit)s, h, 'unit', 'operator', true, '9999-12-31Z'::timestamptz, NULL::timestamptz, '9999-12-31Z'::timestamptz,
    '9999-12-31Z'::timestamptz, '9999-12-31Z'::timestamptz, '', true, '' FROM spread
  UNION ALL SELECT c, %(managers)s, h, 'manager', 'operator', false, '9999-12-31Z', '9999-12-31Z', NULL, NULL, NULL, '', true, '' FROM spread
  UNION ALL SELECT 2 * h, %(unit)s, h, 'unit', 'operator', false, '9999-12-31Z', NULL, NULL, '9999-12-31Z', NULL, '', false, '' FROM spread;
INSERT INTO cases_referral (id, public_id, household_id, case_id, author_id, agreement_id, recipient_id, receiving_case_id, origin, state, told_how, told_on,
    told_by, submitted_at) OVERRIDING SYSTEM VALUE
  SELECT h, gen_random_uuid(), h, 2 * h, landlord, %(agreement)s, %(unit)s, c, (ARRAY['tenant', 'ccas', 'caf'])[1 + h %% 3], 'submitted', 'letter', opened, '', opened
  FROM spread;
INSERT INTO cases_referralanswer (public_id, household_id, case_id, author_id, referral_id, state, missing, reason, answered_by_id, received_at, answered_at)
  SELECT gen_random_uuid(), h, c, %(unit)s, h, 'accepted', '{}', '', 1, opened, opened FROM spread;
INSERT INTO cases_accompaniment (public_id, household_id, case_id, author_id, referent_name, referent_phone, referent_email, kind)
  SELECT gen_random_uuid(), h, c, %(unit)s, '', '', '', CASE WHEN h %% 3 = 0 THEN 'access' ELSE 'maintenance' END FROM spread;
INSERT INTO cases_accompanimentcourse (public_id, household_id, case_id, author_id, programme_version_id, state, created_at, engaged_at, ended_at, outcome,
    follow_up_days)
  SELECT gen_random_uuid(), h, c, %(unit)s, %(version)s, 'engaged', opened + 10, opened + 20, CASE WHEN over THEN opened + 190 END,
    CASE WHEN over THEN (ARRAY['kept', 'moved', 'left'])[1 + h %% 3] ELSE '' END, 180 FROM spread;
INSERT INTO cases_entrystatement (public_id, household_id, case_id, author_id, reasons, stage, commune, debt_cents, debt_on)
  SELECT gen_random_uuid(), h, c, %(unit)s, ARRAY['budget', (ARRAY['isolation', 'separation'])[1 + h %% 2]], (ARRAY['none', 'reminder', 'summons'])[1 + h %% 3],
    (ARRAY['33063', '33281', '33318', '33522'])[1 + h %% 4], 100000, opened FROM spread WHERE h %% 10 > 0;
INSERT INTO cases_visit (id, public_id, household_id, case_id, author_id, device_id, content_digest, is_planned, "on", kind, outcome, companions, created_at)
  OVERRIDING SYSTEM VALUE SELECT h * 5 + n, gen_random_uuid(), h, c, %(unit)s, gen_random_uuid(), '', true, opened + 12 + n * 20, 'home',
    CASE WHEN opened + 12 + n * 20 > %(today)s THEN '' WHEN n = 2 THEN 'absent' ELSE 'held' END, '{}', opened FROM spread, generate_series(0, 4) n;
INSERT INTO cases_visittime (public_id, household_id, case_id, author_id, visit_id, worker_id, visit_minutes)
  SELECT gen_random_uuid(), h, c, %(unit)s, h * 5 + n, 1, 45 FROM spread, generate_series(0, 4) n;
INSERT INTO cases_rentstatement (public_id, household_id, case_id, author_id, "on", balance_cents, source)
  SELECT gen_random_uuid(), h, 2 * h, landlord, opened + month * 30, greatest(0, 100000 - month * (h %% 20) * 1000), 'file'
  FROM spread, generate_series(-1, 8) month;
INSERT INTO cases_step (public_id, household_id, case_id, author_id, kind, body, filed_on, answer, answered_on, granted_cents, text, written_by_id)
  SELECT gen_random_uuid(), h, c, %(unit)s, (ARRAY['apl', 'rsa', 'ccas'])[1 + n], '', opened + 30, 'granted', opened + 60 + n, 10000, '', 1
  FROM spread, generate_series(0, 2) n;
INSERT INTO cases_budgetstatement (public_id, household_id, case_id, author_id, "on", resources_cents, charges_cents, debts_cents, rent_cents, aid_cents, units,
    effort_rate) SELECT gen_random_uuid(), h, c, %(unit)s, opened + 25, 0, 0, 0, 0, 0, 1, 20 + h %% 20 FROM spread;
INSERT INTO funding_fundingline (id, public_id, author_id, label, funder) OVERRIDING SYSTEM VALUE
  SELECT %(first)s + n, gen_random_uuid(), %(managers)s, 'L' || n, 'F' FROM generate_series(0, 2) n;
INSERT INTO funding_lineshare (public_id, author_id, case_id, line_id, part, since)
  SELECT gen_random_uuid(), %(managers)s, c, %(first)s + h %% 3, 1, date_trunc('month', opened)::date FROM spread;
INSERT INTO funding_ledgerentry (author_id, closing_id, case_id, line_id, month, booked, unit, kind, quantity, weight, part, price, cents)
  SELECT %(managers)s, 1, c, %(first)s + h %% 3, m, m, 'measure_month', 'count', '17/31', '1/1', 1, 19500, 19500
  FROM spread, LATERAL (SELECT (date_trunc('month', opened) + make_interval(months => n))::date AS m FROM generate_series(0, 5) n) x;
