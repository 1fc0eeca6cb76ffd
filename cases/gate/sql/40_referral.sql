-- Opening cases and following referrals. Ids are made here: ids made by callers reveal which exist.
CREATE FUNCTION sec.case_number(holder bigint) RETURNS text LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE candidate text;
BEGIN
  LOOP
    candidate := 'M-' || extract(year FROM now() AT TIME ZONE 'Europe/Paris')::text || '-' ||
      upper(substr(translate(md5(gen_random_uuid()::text), '01', 'hj'), 1, 5));
    EXIT WHEN NOT EXISTS (SELECT 1 FROM public.cases_case WHERE holder_id = holder AND number = candidate);
  END LOOP;
  RETURN candidate;
END $$;

CREATE FUNCTION sec.mine(author bigint) RETURNS public.partners_audience LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE a public.partners_audience;
BEGIN
  SELECT * INTO a FROM public.partners_audience x WHERE x.id = author;
  IF NOT FOUND OR NOT coalesce(author = ANY (sec.ctx()), false) THEN
    RAISE insufficient_privilege USING MESSAGE = 'gate: not an audience of this context';
  END IF;
  RETURN a;
END $$;

-- A household with its first case, held by the acting unit: a tenancy for a landlord, an accompaniment for an operator.
CREATE FUNCTION sec.open_case(author bigint) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE a public.partners_audience; hid bigint; cid bigint;
BEGIN
  a := sec.mine(author);
  IF a.kind <> 'unit' OR a.capacity NOT IN ('landlord', 'operator', 'siao', 'prescriber') THEN
    RAISE insufficient_privilege USING MESSAGE = 'gate: this audience holds no case';
  END IF;
  hid := nextval('sec.household_id');
  INSERT INTO public.cases_household (id, public_id, author_id) VALUES (hid, gen_random_uuid(), author);
  INSERT INTO public.cases_accesslock (household_id, version) VALUES (hid, 0);
  cid := nextval('sec.case_id');
  INSERT INTO public.cases_case (id, public_id, number, household_id, kind, holder_id)
    VALUES (cid, gen_random_uuid(), sec.case_number(author), hid,
      CASE a.capacity WHEN 'landlord' THEN 'tenancy' WHEN 'operator' THEN 'accompaniment' ELSE 'request' END, author);
  RETURN cid;
END $$;

-- Submits a draft (or completes an incomplete one): opens the receiving case once, and its sheet for 60 days (T8).
CREATE FUNCTION sec.submit_referral(rid bigint) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE r public.cases_referral; cid bigint; answer_at timestamptz;
BEGIN
  SELECT * INTO r FROM public.cases_referral WHERE id = rid FOR UPDATE;
  IF NOT FOUND THEN RAISE insufficient_privilege USING MESSAGE = 'gate: not an audience of this context'; END IF;
  PERFORM sec.mine(r.author_id);
  IF r.state NOT IN ('draft', 'incomplete') THEN RAISE EXCEPTION 'gate: referral % is %', rid, r.state; END IF;
  IF NOT EXISTS (SELECT 1 FROM public.cases_referralsheet WHERE referral_id = rid) THEN
    RAISE EXCEPTION 'gate: referral % has no sheet', rid;
  END IF;
  IF NOT EXISTS (
    SELECT 1 FROM public.partners_agreement g
    JOIN public.partners_agreementlandlord l ON l.agreement_id = g.id
    JOIN public.partners_audience la ON la.unit_id = l.unit_id AND la.id = r.author_id
    JOIN public.partners_audience oa ON oa.unit_id = g.operator_unit_id AND oa.id = r.recipient_id
    WHERE g.id = r.agreement_id AND oa.kind = 'unit' AND oa.capacity = 'operator' AND la.capacity = 'landlord'
      AND g.starts_on <= (now() AT TIME ZONE 'Europe/Paris')::date AND coalesce(g.ends_on, 'infinity') >= (now() AT TIME ZONE 'Europe/Paris')::date)
  THEN RAISE insufficient_privilege USING MESSAGE = 'gate: no agreement in force with this recipient'; END IF;
  IF r.receiving_case_id IS NOT NULL THEN
    UPDATE public.cases_referral SET state = 'submitted' WHERE id = rid;
    DELETE FROM public.cases_referralfeedback WHERE referral_id = rid AND state = 'incomplete';
    RETURN r.receiving_case_id;
  END IF;
  cid := nextval('sec.case_id');
  INSERT INTO public.cases_case (id, public_id, number, household_id, kind, holder_id, tenancy_id)
    VALUES (cid, gen_random_uuid(), sec.case_number(r.recipient_id), r.household_id, 'accompaniment', r.recipient_id, r.case_id);
  UPDATE public.cases_referralsheet SET receiving_case_id = cid WHERE referral_id = rid;
  UPDATE public.cases_referral SET state = 'submitted', submitted_at = now(), receiving_case_id = cid WHERE id = rid;
  PERFORM sec.feedback(rid, 'sent', now(), '');
  -- Without adhesion the referrer reads "close sans suite" from the 61st day, whatever happened: no act of anyone's writes it.
  PERFORM sec.feedback(rid, 'closed', sec.end_of_sheet(now()), '');
  RETURN cid;
END $$;

-- One neutral state, dated by the day it is shown (T10).
CREATE FUNCTION sec.feedback(rid bigint, what text, shown_at timestamptz, said text) RETURNS void LANGUAGE sql
SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO public.cases_referralfeedback (public_id, household_id, case_id, author_id, referral_id, state, "on", detail, visible_from)
  SELECT gen_random_uuid(), r.household_id, r.case_id, r.author_id, r.id, what, (shown_at AT TIME ZONE 'Europe/Paris')::date, said, shown_at
  FROM public.cases_referral r WHERE r.id = rid
  ON CONFLICT (referral_id, state) DO UPDATE SET "on" = excluded."on", detail = excluded.detail, visible_from = excluded.visible_from
$$;

-- The operator's answer, told neutrally: a refusal shows at the agreement's answer date, not when it is made.
CREATE FUNCTION sec.t_answer() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE n record;
BEGIN
  FOR n IN SELECT a.*, r.submitted_at, (SELECT (v.rules->'referral'->>'answer_days')::int FROM public.partners_programmeversion v
             WHERE v.programme_id = g.programme_id ORDER BY v.number DESC LIMIT 1) AS answer_days
           FROM new_rows a JOIN public.cases_referral r ON r.id = a.referral_id
           JOIN public.partners_agreement g ON g.id = r.agreement_id LOOP
    IF NOT EXISTS (SELECT 1 FROM public.cases_referralfeedback WHERE referral_id = n.referral_id AND state = 'received') THEN
      PERFORM sec.feedback(n.referral_id, 'received', now(), '');
    END IF;
    IF n.state = 'incomplete' THEN
      PERFORM sec.feedback(n.referral_id, 'incomplete', now(), array_to_string(n.missing, ','));
      UPDATE public.cases_referral SET state = 'incomplete' WHERE id = n.referral_id;
    ELSIF n.state IN ('not_accepted', 'redirected') THEN
      PERFORM sec.feedback(n.referral_id, 'closed', greatest(now(), ((n.submitted_at AT TIME ZONE 'Europe/Paris')::date + n.answer_days)::timestamp
        AT TIME ZONE 'Europe/Paris'), '');
    END IF;
  END LOOP;
  RETURN NULL;
END $$;

-- A withdrawn referral closes for its own author at once.
CREATE FUNCTION sec.t_referral() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE n record;
BEGIN
  FOR n IN SELECT id FROM new_rows WHERE state = 'withdrawn' AND submitted_at IS NOT NULL LOOP
    PERFORM sec.feedback(n.id, 'closed', now(), '');
  END LOOP;
  RETURN NULL;
END $$;

-- Adhesion: the referrer reads "accompagnement engagé", and no longer the closing of the 61st day.
CREATE FUNCTION sec.t_course() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE n record;
BEGIN
  FOR n IN SELECT r.id, c.engaged_at FROM new_rows c JOIN public.cases_referral r ON r.receiving_case_id = c.case_id
           WHERE c.engaged_at IS NOT NULL LOOP
    IF NOT EXISTS (SELECT 1 FROM public.cases_referralfeedback WHERE referral_id = n.id AND state = 'engaged') THEN
      PERFORM sec.feedback(n.id, 'engaged', n.engaged_at, '');
      DELETE FROM public.cases_referralfeedback WHERE referral_id = n.id AND state = 'closed';
    END IF;
  END LOOP;
  -- An accompaniment that has ended: the same words as for everyone, no sooner than day 61 of the referral.
  FOR n IN SELECT r.id, greatest(c.ended_at, sec.end_of_sheet(r.submitted_at)) AS told_at
           FROM new_rows c JOIN public.cases_referral r ON r.receiving_case_id = c.case_id
           WHERE c.engaged_at IS NOT NULL AND c.ended_at IS NOT NULL LOOP
    PERFORM sec.feedback(n.id, 'closed', n.told_at, '');
  END LOOP;
  RETURN NULL;
END $$;

-- A first attempt of any outcome tells "contactée"; the number held in each month is kept for `housing`.
CREATE FUNCTION sec.visits_changed(changed_cases bigint[], changed_on date[]) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE n record;
BEGIN
  FOR n IN SELECT r.id FROM public.cases_referral r WHERE r.receiving_case_id = ANY (changed_cases)
           AND EXISTS (SELECT 1 FROM public.cases_visit v WHERE v.case_id = r.receiving_case_id AND v.outcome <> '')
           AND NOT EXISTS (SELECT 1 FROM public.cases_referralfeedback f WHERE f.referral_id = r.id AND f.state = 'contacted') LOOP
    PERFORM sec.feedback(n.id, 'contacted', now(), '');
  END LOOP;
  -- No row for a month without a meeting: even a zero would tell of attempts.
  DELETE FROM public.cases_visitshared s USING unnest(changed_cases, changed_on) AS m(case_id, day)
    WHERE s.case_id = m.case_id AND s.month = date_trunc('month', m.day)::date;
  INSERT INTO public.cases_visitshared (public_id, household_id, case_id, author_id, month, held)
  SELECT gen_random_uuid(), v.household_id, v.case_id, v.author_id, date_trunc('month', v.on)::date, count(*)
  FROM public.cases_visit v
  WHERE v.outcome = 'held' AND (v.case_id, date_trunc('month', v.on)::date) IN (
    SELECT m.case_id, date_trunc('month', m.day)::date FROM unnest(changed_cases, changed_on) AS m(case_id, day))
  GROUP BY v.household_id, v.case_id, v.author_id, date_trunc('month', v.on)::date;
END $$;

CREATE FUNCTION sec.t_visit_insert() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ BEGIN PERFORM sec.visits_changed(array_agg(case_id), array_agg("on")) FROM new_rows HAVING count(*) > 0; RETURN NULL; END $$;
CREATE FUNCTION sec.t_visit_update() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ BEGIN PERFORM sec.visits_changed(array_agg(case_id), array_agg("on")) FROM (SELECT case_id, "on" FROM new_rows
     UNION SELECT case_id, "on" FROM old_rows) x HAVING count(*) > 0; RETURN NULL; END $$;

-- Imports that nobody confirmed are forgotten after a day (T12).
CREATE FUNCTION sec.purge_import_batches() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE gone bigint;
BEGIN
  DELETE FROM public.cases_importbatch WHERE created_at < now() - interval '24 hours' AND state <> 'written';
  GET DIAGNOSTICS gone = ROW_COUNT;
  RETURN gone;
END $$;

-- A referred tenant's balances are also dated statements of the tenancy: copied from the landlord's file by the keeper,
-- so that a service account needs no right on households.
CREATE FUNCTION sec.t_account_statement() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM sec.copy_statements(array_agg(DISTINCT account_id)) FROM new_rows;
  RETURN NULL;
END $$;

CREATE FUNCTION sec.t_account() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  -- A set operation: this plan was made when both tables were empty, and a join would compare each row with each.
  PERFORM sec.copy_statements(array_agg(x.id)) FROM (SELECT id, case_id FROM new_rows EXCEPT SELECT id, case_id FROM old_rows) x;
  RETURN NULL;
END $$;

CREATE FUNCTION sec.copy_statements(accounts bigint[]) RETURNS void LANGUAGE sql
SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO public.cases_rentstatement (public_id, household_id, case_id, author_id, "on", balance_cents, rent_cents, apl_cents, source)
  SELECT gen_random_uuid(), c.household_id, c.id, a.author_id, s.on, s.balance_cents, s.rent_cents, s.apl_cents, 'file'
  FROM public.cases_accountstatement s JOIN public.cases_tenantaccount a ON a.id = s.account_id
  JOIN public.cases_case c ON c.id = a.case_id AND c.holder_id = a.author_id AND c.kind = 'tenancy'
  WHERE a.id = ANY (accounts)
  ON CONFLICT (case_id, author_id, "on") DO UPDATE SET balance_cents = excluded.balance_cents, rent_cents = excluded.rent_cents,
    apl_cents = excluded.apl_cents WHERE (public.cases_rentstatement.balance_cents, public.cases_rentstatement.rent_cents,
    public.cases_rentstatement.apl_cents) IS DISTINCT FROM (excluded.balance_cents, excluded.rent_cents, excluded.apl_cents)
$$;
