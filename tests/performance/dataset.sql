-- %(households)s households, each with a tenancy and an accompaniment engaged by the operator unit that `spread` says.
-- Loaded with triggers off; Access is computed afterwards by the keeper, so that it is what the product would hold.
SET LOCAL session_replication_role = replica;
CREATE TEMPORARY TABLE spread (h bigint PRIMARY KEY, landlord bigint, operator bigint, member bigint, membership bigint, colleague bigint) ON COMMIT DROP;
INSERT INTO spread
SELECT h, (%(landlords)s::bigint[])[1 + h %% cardinality(%(landlords)s::bigint[])], o.operator, o.members[1 + (h * 7919 %% o.spread)::int], o.memberships[1 + (h * 7919 %% o.spread)::int],
  o.members[1]
FROM generate_series(1::bigint, %(households)s) h
-- Each operator's households are scattered over the whole table: 7,919 is prime to their number.
JOIN LATERAL (SELECT * FROM unnest(%(bounds)s::bigint[], %(operators)s::bigint[]) WITH ORDINALITY AS b(upto, operator, i)
  WHERE h * 7919 %% %(households)s < b.upto ORDER BY i LIMIT 1) b ON true
JOIN LATERAL (SELECT b.operator, array_agg(a.id ORDER BY a.id) AS members, array_agg(a.membership_id ORDER BY a.id) AS memberships, count(*) AS spread
  FROM partners_audience a WHERE a.kind = 'member' AND a.capacity = 'operator'
  AND a.unit_id = (SELECT unit_id FROM partners_audience WHERE id = b.operator)) o ON true;

INSERT INTO cases_household (id, public_id, author_id) SELECT h, gen_random_uuid(), landlord FROM spread;
INSERT INTO cases_accesslock (household_id, version) SELECT h, 0 FROM spread;
INSERT INTO cases_case (id, public_id, number, household_id, kind, holder_id)
  SELECT 2 * h, gen_random_uuid(), 'T' || h, h, 'tenancy', landlord FROM spread;
INSERT INTO cases_case (id, public_id, number, household_id, kind, holder_id, tenancy_id)
  SELECT 2 * h + 1, gen_random_uuid(), 'M' || h, h, 'accompaniment', operator, 2 * h FROM spread;
INSERT INTO cases_person (id, public_id, household_id, author_id, is_adult, is_party) OVERRIDING SYSTEM VALUE
  SELECT h, gen_random_uuid(), h, landlord, true, true FROM spread;
-- A child in one household of three, whom the operator names: a household answers once, however many of it match.
INSERT INTO cases_person (id, public_id, household_id, author_id, is_adult, is_party) OVERRIDING SYSTEM VALUE
  SELECT %(households)s + h, gen_random_uuid(), h, operator, false, false FROM spread WHERE h %% 3 = 0;
INSERT INTO cases_identitystatement (public_id, household_id, case_id, author_id, person_id, title, last_name, first_name)
  SELECT gen_random_uuid(), h, 2 * h + 1, operator, %(households)s + h, '',
    initcap(translate(substr(md5(h::text), 1, 8), '0123456789', 'aeioulmrst')), initcap(translate(substr(md5('c' || h), 1, 6), '0123456789', 'aeioulmrst'))
  FROM spread WHERE h %% 3 = 0;
INSERT INTO cases_identitystatement (public_id, household_id, case_id, author_id, person_id, title, last_name, first_name)
  SELECT gen_random_uuid(), h, 2 * h + kind, CASE kind WHEN 0 THEN landlord ELSE operator END, h, 'MME',
    initcap(translate(substr(md5(h::text), 1, 8), '0123456789', 'aeioulmrst')), initcap(translate(substr(md5('p' || h), 1, 6), '0123456789', 'aeioulmrst'))
  FROM spread, generate_series(0, 1) kind;
INSERT INTO cases_contactstatement (public_id, household_id, case_id, author_id, person_id, address, postcode, commune, phone, email)
  SELECT gen_random_uuid(), h, 2 * h + kind, CASE kind WHEN 0 THEN landlord ELSE operator END, h, '1, rue du Port', '33000', 'Bordeaux', '', ''
  FROM spread, generate_series(0, 1) kind;
INSERT INTO cases_referral (id, public_id, household_id, case_id, author_id, agreement_id, recipient_id, receiving_case_id, origin, state, told_how, told_on, told_by, submitted_at)
  OVERRIDING SYSTEM VALUE SELECT h, gen_random_uuid(), h, 2 * h, landlord, %(agreement)s, operator, 2 * h + 1, 'tenant', 'submitted', 'letter', '2026-01-01', '', now() - interval '30 days' FROM spread;
INSERT INTO cases_referralsheet (public_id, household_id, case_id, author_id, referral_id, receiving_case_id, person_id, title, last_name, first_name, co_tenant,
    is_adult, address, postcode, commune, phone, email, typology, balance_cents, balance_on, stage, reasons, dated_facts, actions_taken, told_how, told_on, told_by,
    contact_name, contact_phone)
  SELECT gen_random_uuid(), h, 2 * h, landlord, h, 2 * h + 1, h, '', 'X', '', '', true, '', '33000', 'Bordeaux', '', '', '', 100000, '2026-10-01', 'none', '{}', '[]', '{}',
    'letter', '2026-01-01', '', '', '' FROM spread;
INSERT INTO cases_referralanswer (public_id, household_id, case_id, author_id, referral_id, state, missing, reason, answered_by_id, received_at, answered_at)
  SELECT gen_random_uuid(), h, 2 * h + 1, operator, h, 'accepted', '{}', '', member, now() - interval '29 days', now() - interval '29 days' FROM spread;
INSERT INTO cases_referralfeedback (public_id, household_id, case_id, author_id, referral_id, state, "on", detail, visible_from)
  SELECT gen_random_uuid(), h, 2 * h, landlord, h, state, '2026-10-20', '', now() - interval '29 days' FROM spread, unnest(ARRAY['sent', 'received', 'engaged']) state;
INSERT INTO cases_accompaniment (public_id, household_id, case_id, author_id, referent_name, referent_phone, referent_email, kind)
  SELECT gen_random_uuid(), h, 2 * h + 1, operator, '', '', '', 'maintenance' FROM spread;
INSERT INTO cases_accompanimentcourse (public_id, household_id, case_id, author_id, state, engaged_at, outcome, follow_up_days)
  SELECT gen_random_uuid(), h, 2 * h + 1, operator, 'engaged', now() - interval '20 days', '', 180 FROM spread;
INSERT INTO cases_entrystatement (public_id, household_id, case_id, author_id, reasons, stage, commune, debt_cents, debt_on)
  SELECT gen_random_uuid(), h, 2 * h + 1, operator, '{budget}', 'none', '33063', 100000, '2026-10-01' FROM spread;
INSERT INTO cases_teammember (public_id, household_id, case_id, author_id, member_id, membership_id, is_referent, assigned_by_id, starts_at)
  SELECT gen_random_uuid(), h, 2 * h + 1, operator, member, membership, true, member, now() - interval '29 days' FROM spread;
INSERT INTO cases_rentstatement (public_id, household_id, case_id, author_id, "on", balance_cents, source)
  SELECT gen_random_uuid(), h, 2 * h, landlord, '2026-11-01'::date - month * 30, 100000 + h, 'file' FROM spread, generate_series(0, 5) month;
INSERT INTO cases_visit (id, public_id, household_id, case_id, author_id, device_id, content_digest, is_planned, "on", kind, outcome, logged_by_id, companions)
  OVERRIDING SYSTEM VALUE SELECT h * 5 + n, gen_random_uuid(), h, 2 * h + 1, operator, gen_random_uuid(), '', true, '2026-11-15'::date - (n * 7)::int, 'home',
    CASE WHEN n = 0 THEN '' ELSE 'held' END, member, '{}' FROM spread, generate_series(0, 4) n;
INSERT INTO cases_visittime (public_id, household_id, case_id, author_id, visit_id, worker_id, visit_minutes)
  SELECT gen_random_uuid(), h, 2 * h + 1, operator, h * 5 + n, member, 45 FROM spread, generate_series(1, 4) n;
INSERT INTO cases_visitnote (public_id, household_id, case_id, author_id, visit_id, written_by_id, themes, text, next_steps, progress)
  SELECT gen_random_uuid(), h, 2 * h + 1, operator, h * 5 + n, member, '{}', 'Note', '', '{}' FROM spread, generate_series(1, 4) n;
INSERT INTO cases_visitshared (public_id, household_id, case_id, author_id, month, held)
  SELECT gen_random_uuid(), h, 2 * h + 1, operator, month, 2 FROM spread, unnest(ARRAY['2026-10-01', '2026-11-01']::date[]) month;
-- Two adults' worth of scopes in one: identity and housing to the landlord, housing of the tenancy to the operator, and so on (six scopes).
INSERT INTO cases_consent (id, public_id, household_id, case_id, author_id, person_id, recipient_id, scopes, purpose, notice_version, language, given_how, given_at, until,
    recorded_by_id, flag_notice_read, ended_how, ended_channel, receipt_number)
  OVERRIDING SYSTEM VALUE SELECT 2 * h + way, gen_random_uuid(), h, 2 * h + 1 - way, operator, h, CASE way WHEN 0 THEN landlord ELSE operator END,
    CASE way WHEN 0 THEN ARRAY['identity', 'housing', 'budget'] ELSE ARRAY['housing'] END, '', '', 'fr', 'screen', now() - interval '10 days', now() + interval '170 days',
    member, false, '', '', '' FROM spread, generate_series(0, 1) way;
INSERT INTO cases_grant (public_id, household_id, case_id, author_id, basis, consent_id, person_id, recipient_id, recipient_kind, recipient_capacity, scopes, notice, valid_from, until)
  SELECT gen_random_uuid(), household_id, case_id, author_id, 'agreement', id, person_id, recipient_id, 'unit',
    (SELECT capacity FROM partners_audience a WHERE a.id = recipient_id), scopes, '', given_at, until FROM cases_consent;
INSERT INTO cases_evidence (public_id, household_id, case_id, author_id, consent_id, strokes, media_type, digest)
  SELECT gen_random_uuid(), h, 2 * h + 1, operator, 2 * h, '[]', '', '' FROM spread;
INSERT INTO cases_tenantaccount (id, public_id, author_id, lease_ref, title, last_name, first_name, co_tenant, phone, email, address, postcode, commune, residence, branch_label,
    manager_label, typology, balance_cents, balance_on, stage, reasons, told, search_key, case_id)
  OVERRIDING SYSTEM VALUE SELECT h, gen_random_uuid(), landlord, 'L' || h, '', 'X', '', '', '', '', '', '33000', 'Bordeaux', '', '', '', '', 100000 + h, '2026-11-01', 'none', '{}', true,
    md5(h::text), 2 * h FROM spread;
INSERT INTO cases_accountstatement (account_id, author_id, "on", balance_cents)
  SELECT h, landlord, '2026-11-01'::date - month * 30, 100000 + h FROM spread, generate_series(0, 5) month;
