-- Personal links, withdrawal of everything, and the two questions a person may ask.

-- A link for one adult, made by the team or manager of a case held by the author (T16). Not under the violence flag.
CREATE FUNCTION sec.make_link(author bigint, cid bigint, pid bigint, digest text) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE hid bigint; aud bigint;
BEGIN
  PERFORM sec.mine(author);
  SELECT c.household_id INTO hid FROM public.cases_case c JOIN public.cases_person p ON p.household_id = c.household_id
    WHERE c.id = cid AND p.id = pid AND c.holder_id = author AND c.kind = 'accompaniment' AND p.is_adult
      AND sec.on_the_case(cid);
  IF hid IS NULL THEN RAISE insufficient_privilege USING MESSAGE = 'gate: a link is made by the team for an adult'; END IF;
  IF EXISTS (SELECT 1 FROM public.cases_violenceflag WHERE household_id = hid AND lifted_at IS NULL) THEN
    RAISE EXCEPTION 'gate: no link under the violence flag' USING ERRCODE = 'P0F01';
  END IF;
  SELECT audience_id INTO aud FROM public.cases_person WHERE id = pid;
  IF aud IS NULL THEN
    INSERT INTO public.partners_audience (kind, capacity) VALUES ('person', 'person') RETURNING id INTO aud;
    UPDATE public.cases_person SET audience_id = aud WHERE id = pid;
  END IF;
  UPDATE public.cases_personlink SET revoked_at = now() WHERE person_id = pid AND revoked_at IS NULL;
  INSERT INTO public.cases_personlink (public_id, household_id, case_id, author_id, person_id, audience_id, token_digest, expires_at, tries_left)
    VALUES (gen_random_uuid(), hid, cid, author, pid, aud, digest, now() + interval '30 days', 5);
  RETURN aud;
END $$;

-- Am I, in this context, on the team of that case or its manager?
CREATE FUNCTION sec.on_the_case(cid bigint) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM sec.my_access a WHERE a.case_id = cid
    AND ((a.kind = 'member' AND a.team_until > now()) OR (a.kind = 'manager' AND a.present_until > now())) OFFSET 0)
$$;

-- Opens a link: her audience when the birth date is hers, else NULL; five tries, each counted even when it fails.
CREATE FUNCTION sec.redeem_link(token text, born date) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE l public.cases_personlink; known date;
BEGIN
  SELECT * INTO l FROM public.cases_personlink WHERE token_digest = sec.digest_of(token) AND revoked_at IS NULL AND expires_at > now() AND tries_left > 0 FOR UPDATE;
  IF NOT FOUND OR NOT EXISTS (SELECT 1 FROM sec.linked_persons(ARRAY[l.household_id]) p WHERE p.person_id = l.person_id) THEN RETURN NULL; END IF;
  SELECT s.born_on INTO known FROM public.cases_identitystatement s
    WHERE s.person_id = l.person_id AND s.case_id = l.case_id AND s.born_on IS NOT NULL ORDER BY s.id DESC LIMIT 1;
  IF known IS DISTINCT FROM born OR known IS NULL THEN
    UPDATE public.cases_personlink SET tries_left = tries_left - 1 WHERE id = l.id;
    RETURN NULL;
  END IF;
  UPDATE public.cases_personlink SET first_used_at = coalesce(first_used_at, now()), tries_left = 5 WHERE id = l.id;
  RETURN l.audience_id;
END $$;

-- Is that link open? Unknown, expired, revoked, used up and flagged answer alike.
CREATE FUNCTION sec.link_open(token text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM public.cases_personlink l
    WHERE l.token_digest = sec.digest_of(token) AND l.revoked_at IS NULL AND l.expires_at > now() AND l.tries_left > 0
      AND EXISTS (SELECT 1 FROM sec.linked_persons(ARRAY[l.household_id]) p WHERE p.person_id = l.person_id))
$$;

-- Ends every open agreement of a person, in this transaction; P0F02 when Access still opens something after it.
CREATE FUNCTION sec.end_agreements(p public.cases_person, channel text, receipt text) RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE ended bigint;
BEGIN
  UPDATE public.cases_grant SET ended_at = now() WHERE person_id = p.id AND ended_at IS NULL;
  UPDATE public.cases_consent SET ended_at = now(), ended_how = 'withdrawn', ended_channel = channel, receipt_number = receipt
    WHERE person_id = p.id AND ended_at IS NULL;
  GET DIAGNOSTICS ended = ROW_COUNT;
  IF sec.drift(p.household_id) <> 0 THEN RAISE EXCEPTION 'gate: withdrawal left the gate open' USING ERRCODE = 'P0F02'; END IF;
  RETURN ended;
END $$;

-- Ends every agreement of that person without showing them; any member who lists a case of the household may (T15).
-- Returns the number of consents ended.
CREATE FUNCTION sec.stop_everything(person_public uuid, channel text, receipt text) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE p public.cases_person;
BEGIN
  SELECT * INTO p FROM public.cases_person WHERE public_id = person_public;
  IF NOT FOUND OR NOT EXISTS (SELECT 1 FROM sec.my_access a WHERE a.household_id = p.household_id AND a.present_until > now()
       AND (a.kind <> 'person' OR a.audience_id = p.audience_id) OFFSET 0) THEN
    RAISE insufficient_privilege USING MESSAGE = 'gate: not an audience of this context';
  END IF;
  RETURN sec.end_agreements(p, channel, receipt);
END $$;

-- The same for a letter received by the data protection officer, who has no audience on a case: the case number of
-- her own organisation and the name as one of its units wrote it. NULL: no such person, whichever part is wrong.
CREATE FUNCTION sec.office_stop_everything(case_number text, family text, given text, channel text, receipt text)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE org bigint; found_persons bigint[]; p public.cases_person;
BEGIN
  SELECT a.organisation_id INTO org FROM public.partners_audience a
    WHERE a.kind = 'office' AND a.capacity = 'data_protection' AND a.id = ANY (sec.ctx());
  IF org IS NULL THEN RAISE insufficient_privilege USING MESSAGE = 'gate: not an audience of this context'; END IF;
  SELECT array_agg(DISTINCT s.person_id) INTO found_persons
  FROM public.cases_case c
  JOIN public.partners_audience h ON h.id = c.holder_id JOIN public.partners_unit u ON u.id = h.unit_id
  JOIN public.cases_identitystatement s ON s.household_id = c.household_id
  JOIN public.partners_audience w ON w.id = s.author_id JOIN public.partners_unit wu ON wu.id = w.unit_id
  WHERE u.organisation_id = org AND wu.organisation_id = org AND c.number = upper(btrim(case_number))
    AND sec.fold(s.last_name) = sec.fold(family) AND sec.fold(s.first_name) = sec.fold(given);
  IF found_persons IS NULL OR cardinality(found_persons) <> 1 THEN RETURN NULL; END IF;
  SELECT * INTO p FROM public.cases_person WHERE id = found_persons[1];
  RETURN sec.end_agreements(p, channel, receipt);
END $$;

-- Who may ask about a person: herself for everything; her team and its manager for their own cases only, since two
-- operators do not know of each other. Returns the case ids the answer may speak of.
CREATE FUNCTION sec.askable_cases(p public.cases_person) RETURNS bigint[] LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE WHEN coalesce(p.audience_id = ANY (sec.ctx()), false)
      AND EXISTS (SELECT 1 FROM sec.my_access a WHERE a.audience_id = p.audience_id AND a.present_until > now() OFFSET 0)
    THEN (SELECT array_agg(id) FROM public.cases_case WHERE household_id = p.household_id)
    ELSE (SELECT array_agg(DISTINCT x.id) FROM public.cases_case c
          CROSS JOIN LATERAL (SELECT c.id UNION SELECT c.tenancy_id WHERE c.tenancy_id IS NOT NULL) x
          WHERE c.household_id = p.household_id AND sec.on_the_case(c.id)) END
$$;

-- Who can see what about a person, by unit and function (T16), with its basis, since and until. An agreement is told
-- by her own alone: `scopes` is what of it is open now (to her identity her word suffices, the rest opens when every
-- adult agreed), `waiting` what is not. What another adult opened without her makes no row. "account": the direction
-- in which the landlord gives its account to the unit that recorded her agreement.
CREATE FUNCTION sec.who_sees(person_public uuid) RETURNS TABLE(
  organisation text, unit text, capacity text, function text, member_name text, scopes text[], waiting text[], basis text,
  since timestamptz, until timestamptz, consent uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE p public.cases_person; cids bigint[];
BEGIN
  SELECT * INTO p FROM public.cases_person WHERE public_id = person_public;
  IF NOT FOUND THEN RETURN; END IF;
  cids := sec.askable_cases(p);
  RETURN QUERY
  WITH agreed AS MATERIALIZED (SELECT * FROM sec.agreed_scopes(ARRAY[p.household_id]))
  SELECT o.name::text, u.name::text, a.capacity::text, ''::text, ''::text, s.opened, s.waiting, g.basis::text, g.valid_from, f.until, c.public_id
  FROM sec.grants_in_force(ARRAY[p.household_id]) f JOIN public.cases_grant g ON g.id = f.grant_id
  LEFT JOIN public.cases_consent c ON c.id = g.consent_id
  JOIN public.partners_audience a ON a.id = g.recipient_id JOIN public.partners_unit u ON u.id = a.unit_id
  JOIN public.partners_organisation o ON o.id = u.organisation_id
  CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(w.word) FILTER (WHERE w.is_open), '{}') AS opened, coalesce(array_agg(w.word) FILTER (WHERE NOT w.is_open), '{}') AS waiting
    FROM (SELECT CASE WHEN g.recipient_id = g.author_id THEN 'account' ELSE x.scope END AS word,
            x.scope = 'identity' OR EXISTS (SELECT 1 FROM agreed y WHERE y.case_id = f.case_id AND y.recipient_id = f.recipient_id AND y.scope = x.scope) AS is_open
          FROM unnest(f.scopes) AS x(scope)) w) s
  WHERE f.case_id = ANY (cids) AND (f.person_id = p.id OR f.person_id IS NULL)
  UNION ALL
  SELECT o.name::text, u.name::text, 'operator', coalesce(nullif(m.title, ''), 'équipe'),
    CASE WHEN t.is_referent THEN (w.first_name || ' ' || w.last_name)::text ELSE '' END,
    ARRAY['identity', 'housing', 'budget', 'social'], '{}', CASE WHEN t.is_referent THEN 'referent' ELSE 'team' END, t.starts_at, x.team_until, NULL
  FROM public.cases_teammember t JOIN public.cases_access x ON x.case_id = t.case_id AND x.audience_id = t.member_id AND x.team_until > now()
  JOIN public.partners_membership m ON m.id = t.membership_id JOIN public.partners_user w ON w.id = m.user_id
  JOIN public.partners_unit u ON u.id = m.unit_id JOIN public.partners_organisation o ON o.id = u.organisation_id
  WHERE t.case_id = ANY (cids) AND t.ended_at IS NULL
  UNION ALL
  SELECT o.name::text, u.name::text, h.capacity::text, '', '',
    CASE WHEN x.identity_until > now() THEN ARRAY['identity', 'housing', 'budget'] WHEN x.sheet_until > now() THEN ARRAY['sheet'] ELSE ARRAY['own'] END, '{}',
    CASE WHEN c.kind = 'tenancy' THEN 'tenancy' WHEN x.sheet_until > now() THEN 'referral_sheet' ELSE 'holder_unit' END, c.opened_at,
    CASE WHEN c.kind = 'tenancy' THEN NULL ELSE x.present_until END, NULL
  FROM public.cases_case c JOIN public.partners_audience h ON h.id = c.holder_id JOIN public.partners_unit u ON u.id = h.unit_id
  JOIN public.partners_organisation o ON o.id = u.organisation_id
  JOIN public.cases_access x ON x.case_id = c.id AND x.audience_id = c.holder_id AND x.present_until > now()
  WHERE c.id = ANY (cids)
  ORDER BY 1, 2, 4;
END $$;

-- Was that reading of one of these cases about her? By the unit that holds the case or wrote there, or one to which she
-- agreed then, or a text opened it: what is read by another adult's agreement alone is about that adult. A seat reads what she
-- agreed then that a committee's secretariat receives.
CREATE FUNCTION sec.about_her(p public.cases_person, r public.cases_readinglog, cids bigint[]) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (
    SELECT 1 FROM public.partners_audience a WHERE a.unit_id = r.unit_id AND a.capacity = r.capacity AND (
      EXISTS (SELECT 1 FROM public.cases_case c WHERE c.id = ANY (cids) AND c.id = ANY (r.case_ids) AND c.holder_id = a.id)
      OR EXISTS (SELECT 1 FROM public.cases_rentstatement s WHERE s.case_id = ANY (cids) AND s.case_id = ANY (r.case_ids) AND s.author_id = a.id)
      OR EXISTS (SELECT 1 FROM public.cases_grant g
                 WHERE g.household_id = p.household_id AND g.case_id = ANY (cids) AND g.case_id = ANY (r.case_ids)
                   AND (g.recipient_id = a.id OR (a.capacity = 'committee_seat' AND 'presentation' = ANY (g.scopes)))
                   AND (g.person_id = p.id OR g.person_id IS NULL) AND r.at >= g.valid_from AND r.at < least(g.until, g.ended_at))))
$$;

-- Who has looked, over twelve months: one line a day, organisation, function and purpose; never a colleague's name.
CREATE FUNCTION sec.who_looked(person_public uuid) RETURNS TABLE(
  day date, organisation text, unit text, capacity text, function text, purpose text, times bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE p public.cases_person; cids bigint[];
BEGIN
  SELECT * INTO p FROM public.cases_person WHERE public_id = person_public;
  IF NOT FOUND THEN RETURN; END IF;
  cids := sec.askable_cases(p);
  RETURN QUERY
  SELECT (r.at AT TIME ZONE 'Europe/Paris')::date, o.name::text, u.name::text, r.capacity::text,
    coalesce(nullif(m.title, ''), m.role)::text, r.purpose::text, count(*)
  FROM public.cases_readinglog r JOIN public.partners_membership m ON m.id = r.membership_id
  JOIN public.partners_unit u ON u.id = r.unit_id JOIN public.partners_organisation o ON o.id = u.organisation_id
  WHERE r.case_ids && cids AND r.purpose <> 'refused' AND r.at > now() - interval '12 months' AND sec.about_her(p, r, cids)
  GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1 DESC, 2, 3;
END $$;

-- Data protection office: readings and consents of its own organisation as figures, without names.
CREATE FUNCTION sec.office_figures() RETURNS TABLE(what text, label text, month date, n bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE org bigint;
BEGIN
  SELECT a.organisation_id INTO org FROM public.partners_audience a
    WHERE a.kind = 'office' AND a.capacity = 'data_protection' AND a.id = ANY (sec.ctx());
  IF org IS NULL THEN RAISE insufficient_privilege USING MESSAGE = 'gate: not an audience of this context'; END IF;
  RETURN QUERY
  SELECT 'reading', r.purpose::text, date_trunc('month', r.at AT TIME ZONE 'Europe/Paris')::date, count(*)
    FROM public.cases_readinglog r JOIN public.partners_unit u ON u.id = r.unit_id WHERE u.organisation_id = org GROUP BY 2, 3
  UNION ALL
  SELECT 'consent', CASE WHEN c.ended_how = 'withdrawn' THEN 'withdrawn' WHEN c.ended_how <> '' THEN c.ended_how::text
           WHEN c.until <= now() THEN 'expired' WHEN c.given_how = 'oral' THEN 'to_confirm' ELSE 'in_force' END,
    date_trunc('month', c.given_at AT TIME ZONE 'Europe/Paris')::date, count(*)
    FROM public.cases_consent c JOIN public.partners_audience a ON a.id = c.author_id JOIN public.partners_unit u ON u.id = a.unit_id
    WHERE u.organisation_id = org GROUP BY 2, 3
  ORDER BY 1, 3 DESC, 2;
END $$;
