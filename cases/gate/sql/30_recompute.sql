-- Recomputation. It queues on one version row per household: advisory and row locks leaked under REPEATABLE READ.
-- Its statements are planned once a session: planning them for each household took most of its time.
CREATE FUNCTION sec.recompute(hids bigint[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE locked bigint; wanted bigint;
BEGIN
  SELECT array_agg(DISTINCT h ORDER BY h), count(DISTINCT h) INTO hids, wanted FROM unnest(hids) h WHERE h IS NOT NULL;
  IF wanted = 0 THEN RETURN; END IF;
  WITH ordered AS (SELECT household_id FROM public.cases_accesslock WHERE household_id = ANY (hids) ORDER BY 1 FOR UPDATE)
    UPDATE public.cases_accesslock l SET version = l.version + 1 FROM ordered o WHERE l.household_id = o.household_id;
  GET DIAGNOSTICS locked = ROW_COUNT;
  IF locked <> wanted THEN RAISE EXCEPTION 'gate: % lock rows for % households', locked, wanted; END IF;

  -- Not MERGE: to delete what has no source any more it reads the whole table, of every household.
  WITH d AS MATERIALIZED (SELECT * FROM sec.desired_access(hids)),
  gone AS (DELETE FROM public.cases_access t WHERE t.household_id = ANY (hids)
    AND NOT EXISTS (SELECT 1 FROM d WHERE d.case_id = t.case_id AND d.audience_id = t.audience_id))
  INSERT INTO public.cases_access AS t (case_id, audience_id, household_id, kind, capacity, own, present_until, sheet_until,
    identity_until, housing_until, budget_until, social_until, team_until, activity_until,
    state, is_engaged, last_meeting_on, next_visit_on, next_visit_at, referent_id,
    case_number, case_public_id)
  SELECT d.case_id, d.audience_id, d.household_id, d.kind, d.capacity, d.own, d.present_until, d.sheet_until,
    d.identity_until, d.housing_until, d.budget_until, d.social_until, d.team_until, d.activity_until,
    d.state, d.is_engaged, d.last_meeting_on, d.next_visit_on, d.next_visit_at, d.referent_id,
    d.case_number, d.case_public_id FROM d
  ON CONFLICT (case_id, audience_id) DO UPDATE SET own = EXCLUDED.own, present_until = EXCLUDED.present_until,
    sheet_until = EXCLUDED.sheet_until, identity_until = EXCLUDED.identity_until, housing_until = EXCLUDED.housing_until,
    budget_until = EXCLUDED.budget_until, social_until = EXCLUDED.social_until, team_until = EXCLUDED.team_until,
    activity_until = EXCLUDED.activity_until, state = EXCLUDED.state, is_engaged = EXCLUDED.is_engaged,
    last_meeting_on = EXCLUDED.last_meeting_on, next_visit_on = EXCLUDED.next_visit_on, next_visit_at = EXCLUDED.next_visit_at,
    referent_id = EXCLUDED.referent_id, case_number = EXCLUDED.case_number, case_public_id = EXCLUDED.case_public_id
  WHERE (t.own, t.present_until, t.sheet_until, t.identity_until, t.housing_until, t.budget_until, t.social_until, t.team_until,
      t.activity_until, t.state, t.is_engaged, t.last_meeting_on, t.next_visit_on, t.next_visit_at, t.referent_id, t.case_number,
      t.case_public_id)
    IS DISTINCT FROM (EXCLUDED.own, EXCLUDED.present_until, EXCLUDED.sheet_until, EXCLUDED.identity_until, EXCLUDED.housing_until,
      EXCLUDED.budget_until, EXCLUDED.social_until, EXCLUDED.team_until, EXCLUDED.activity_until,
      EXCLUDED.state, EXCLUDED.is_engaged, EXCLUDED.last_meeting_on, EXCLUDED.next_visit_on, EXCLUDED.next_visit_at, EXCLUDED.referent_id,
      EXCLUDED.case_number, EXCLUDED.case_public_id);

  WITH d AS MATERIALIZED (SELECT * FROM sec.desired_person(hids)),
  gone AS (DELETE FROM public.cases_personaccess t WHERE t.household_id = ANY (hids)
    AND NOT EXISTS (SELECT 1 FROM d WHERE d.case_id = t.case_id AND d.audience_id = t.audience_id AND d.person_id = t.person_id))
  INSERT INTO public.cases_personaccess AS t (case_id, audience_id, person_id, household_id, kind, capacity, name_until,
    identity_until, contact_until, name_key, called, "position", followed)
  SELECT d.case_id, d.audience_id, d.person_id, d.household_id, d.kind, d.capacity, d.name_until,
    d.identity_until, d.contact_until, d.name_key, d.called, d."position", d.followed FROM d
  ON CONFLICT (case_id, audience_id, person_id) DO UPDATE SET name_until = EXCLUDED.name_until,
    identity_until = EXCLUDED.identity_until, contact_until = EXCLUDED.contact_until, name_key = EXCLUDED.name_key, called = EXCLUDED.called,
    "position" = EXCLUDED."position", followed = EXCLUDED.followed
  WHERE (t.name_until, t.identity_until, t.contact_until, t.name_key, t.called, t."position", t.followed)
    IS DISTINCT FROM (EXCLUDED.name_until, EXCLUDED.identity_until, EXCLUDED.contact_until, EXCLUDED.name_key,
      EXCLUDED.called, EXCLUDED."position", EXCLUDED.followed);

  -- A grant is read by its recipient while it has effect: a flag or an exit leaves no trace of itself there.
  UPDATE public.cases_grant g SET effective_until = e.until
  FROM (SELECT k.id, f.until FROM public.cases_grant k LEFT JOIN sec.grants_in_force(hids) f ON f.grant_id = k.id
        WHERE k.household_id = ANY (hids)) e
  WHERE g.id = e.id AND g.effective_until IS DISTINCT FROM e.until;
  UPDATE public.cases_consent c SET effective_until = e.until
  FROM (SELECT consent_id, max(effective_until) AS until FROM public.cases_grant WHERE household_id = ANY (hids) GROUP BY 1) e
  WHERE c.id = e.consent_id AND c.effective_until IS DISTINCT FROM e.until;

  INSERT INTO sec.due
    SELECT g.household_id, g.valid_from FROM public.cases_grant g
      WHERE g.household_id = ANY (hids) AND g.valid_from > now() AND g.ended_at IS NULL
    UNION SELECT t.household_id, t.starts_at FROM public.cases_teammember t
      WHERE t.household_id = ANY (hids) AND t.starts_at > now() AND t.ended_at IS NULL
    -- a list says who the referent is: her end is to be applied too
    UNION SELECT t.household_id, t.until FROM public.cases_teammember t
      WHERE t.household_id = ANY (hids) AND t.is_referent AND t.until > now() AND t.ended_at IS NULL
    UNION SELECT c.household_id, sec.end_of_day(c.ended_at, c.follow_up_days) FROM public.cases_accompanimentcourse c
      WHERE c.household_id = ANY (hids) AND sec.end_of_day(c.ended_at, c.follow_up_days) > now()
  ON CONFLICT DO NOTHING;
END $$;

-- Rows of Access that differ from their sources: 0, or the gate is not what it must be (a disabled trigger, a lost policy).
CREATE FUNCTION sec.drift(hid bigint) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT (SELECT count(*) FROM
    (SELECT case_id, audience_id, own, present_until, sheet_until, identity_until, housing_until, budget_until, social_until, team_until, activity_until
       FROM sec.desired_access(ARRAY[hid])) d
    FULL JOIN (SELECT * FROM public.cases_access WHERE household_id = hid AND (present_until > now() OR activity_until > now())) t
      ON t.case_id = d.case_id AND t.audience_id = d.audience_id
    WHERE (t.own, sec.live(t.present_until), sec.live(t.sheet_until), sec.live(t.identity_until), sec.live(t.housing_until),
           sec.live(t.budget_until), sec.live(t.social_until), sec.live(t.team_until), sec.live(t.activity_until))
      IS DISTINCT FROM (d.own, sec.live(d.present_until), sec.live(d.sheet_until), sec.live(d.identity_until), sec.live(d.housing_until),
           sec.live(d.budget_until), sec.live(d.social_until), sec.live(d.team_until), sec.live(d.activity_until)))
  + (SELECT count(*) FROM
    (SELECT case_id, audience_id, person_id, name_until, identity_until, contact_until, followed FROM sec.desired_person(ARRAY[hid])) d
    FULL JOIN (SELECT * FROM public.cases_personaccess WHERE household_id = hid AND name_until > now()) t
      ON t.case_id = d.case_id AND t.audience_id = d.audience_id AND t.person_id = d.person_id
    WHERE (t.name_until, sec.live(t.identity_until), sec.live(t.contact_until), t.followed)
      IS DISTINCT FROM (d.name_until, sec.live(d.identity_until), sec.live(d.contact_until), d.followed))
$$;

-- Called each minute by beat: a start that came is applied (an end needs nothing). Returns the households recomputed.
CREATE FUNCTION sec.open_due() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE hids bigint[];
BEGIN
  WITH taken AS (DELETE FROM sec.due WHERE ctid IN (
      SELECT ctid FROM sec.due WHERE at <= now() ORDER BY household_id, at LIMIT 500 FOR UPDATE SKIP LOCKED) RETURNING household_id)
    SELECT array_agg(DISTINCT household_id) INTO hids FROM taken;
  IF hids IS NULL THEN RETURN 0; END IF;
  PERFORM sec.recompute(hids);
  RETURN cardinality(hids);
END $$;

CREATE FUNCTION sec.t_insert() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ BEGIN PERFORM sec.recompute(array_agg(household_id)) FROM new_rows; RETURN NULL; END $$;
CREATE FUNCTION sec.t_update() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ BEGIN PERFORM sec.recompute(array_agg(household_id)) FROM (SELECT household_id FROM new_rows UNION SELECT household_id FROM old_rows) x;
   RETURN NULL; END $$;
CREATE FUNCTION sec.t_delete() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ BEGIN PERFORM sec.recompute(array_agg(household_id)) FROM old_rows; RETURN NULL; END $$;
-- A rent statement changes Access only when its author had nothing of its own on that case yet.
CREATE FUNCTION sec.t_rent() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ BEGIN PERFORM sec.recompute(array_agg(n.household_id)) FROM new_rows n WHERE NOT EXISTS (
     SELECT 1 FROM public.cases_access a WHERE a.case_id = n.case_id AND a.audience_id = n.author_id AND a.own);
   RETURN NULL; END $$;
