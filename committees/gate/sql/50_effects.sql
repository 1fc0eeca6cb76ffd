-- What follows from decisions, made once, in the transaction that signs their minutes, for who does it: the unit that presented the
-- household; the secretariat for a paper form, and for what is to be presented again. What was adjourned before and was seen this time
-- has been presented again, whatever was decided of it. By the keeper: an agreement that ended meanwhile hides the sheet from who signs.
CREATE FUNCTION sec.t_effects_of_session() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.committees_decisioneffect e SET done_at = now(), outcome = 'carried_out', made_id = d.item_id
    FROM public.committees_decision d JOIN new_rows n ON n.id = d.session_id
    WHERE n.signed_at IS NOT NULL AND e.sheet_id = d.sheet_id AND e.kind = 'present_again' AND e.done_at IS NULL;
  INSERT INTO public.committees_decisioneffect
    (public_id, session_id, author_id, item_id, sheet_id, owner_id, household_id, case_id, kind, starts_on, until_on, created_at, outcome)
  SELECT gen_random_uuid(), d.session_id, d.author_id, d.item_id, d.sheet_id,
    CASE WHEN p.case_id IS NULL OR c.effect = 'present_again' THEN d.author_id ELSE p.author_id END,
    p.household_id, p.case_id, c.effect, d.starts_on, d.until_on, now(), ''
  FROM new_rows n JOIN public.committees_decision d ON d.session_id = n.id
  JOIN public.committees_presentationsheet p ON p.id = d.sheet_id
  JOIN public.committees_committeeversion v ON v.id = n.version_id
  CROSS JOIN LATERAL jsonb_to_recordset(v.rules -> 'competences') AS c(key text, effect text)
  WHERE n.signed_at IS NOT NULL AND c.key = d.competence AND c.effect <> '';
  RETURN NULL;
END $$;

-- An effect is ended once, at its transaction's time.
CREATE FUNCTION sec.t_effect_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF OLD.done_at IS NOT NULL OR NEW.done_at <> now() THEN
    RAISE EXCEPTION 'gate: ended once, at its transaction''s time' USING ERRCODE = 'P0F03';
  END IF;
  RETURN NEW;
END $$;

-- Beyond the programme's maximum, to the day that a committee allowed and no other: in the transaction that carries its decision out.
CREATE FUNCTION sec.t_extended_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.extended_until IS DISTINCT FROM OLD.extended_until AND NOT EXISTS (SELECT 1 FROM public.committees_decisioneffect e
      WHERE e.case_id = NEW.case_id AND e.kind = 'renew_beyond' AND e.outcome = 'carried_out' AND e.done_at = now()
        AND e.until_on = NEW.extended_until) THEN
    RAISE EXCEPTION 'gate: a committee alone allows more than the maximum' USING ERRCODE = 'P0F03';
  END IF;
  RETURN NEW;
END $$;
