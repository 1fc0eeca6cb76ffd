-- Memberships are rights: they change through these functions, called by the administration of the organisation.
CREATE FUNCTION sec.administers(uid bigint) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM public.partners_unit u JOIN public.partners_audience a ON a.organisation_id = u.organisation_id
    WHERE u.id = uid AND a.kind = 'office' AND a.capacity = 'administration' AND a.id = ANY (sec.ctx()))
$$;

CREATE FUNCTION sec.invite(uid bigint, wanted_role text, wanted_title text, address text, digest text, by_membership bigint, hours int)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE iid bigint;
BEGIN
  IF NOT sec.administers(uid) OR NOT EXISTS (
      SELECT 1 FROM public.partners_membership m JOIN public.partners_audience a ON a.membership_id = m.id
      WHERE m.id = by_membership AND m.role = 'admin' AND m.ended_at IS NULL AND a.id = ANY (sec.ctx())) THEN
    RAISE insufficient_privilege USING MESSAGE = 'gate: not an audience of this context';
  END IF;
  IF wanted_role = 'service' THEN RAISE insufficient_privilege USING MESSAGE = 'gate: a service account is not invited'; END IF;
  UPDATE public.partners_invitation SET cancelled_at = now()
    WHERE unit_id = uid AND lower(email) = lower(address) AND used_at IS NULL AND cancelled_at IS NULL;
  INSERT INTO public.partners_invitation (public_id, unit_id, role, title, email, token_digest, invited_by_id, expires_at)
    VALUES (gen_random_uuid(), uid, wanted_role, wanted_title, lower(address), digest, by_membership, now() + hours * interval '1 hour')
    RETURNING id INTO iid;
  RETURN iid;
END $$;

-- Uses an invitation once, within its time, for the user whose address it was sent to. Returns the membership.
CREATE FUNCTION sec.accept_invitation(token text, wanted_user bigint) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE i public.partners_invitation; mid bigint;
BEGIN
  UPDATE public.partners_invitation v SET used_at = now() FROM public.partners_user w
    WHERE v.token_digest = sec.digest_of(token) AND v.used_at IS NULL AND v.cancelled_at IS NULL AND v.expires_at > now()
      AND w.id = wanted_user AND lower(w.email) = lower(v.email) AND w.is_active
    RETURNING v.* INTO i;
  IF NOT FOUND THEN RAISE EXCEPTION 'gate: invitation not usable' USING ERRCODE = 'P0F04'; END IF;
  UPDATE public.partners_membership SET ended_at = now() WHERE user_id = wanted_user AND unit_id = i.unit_id AND ended_at IS NULL;
  INSERT INTO public.partners_membership (public_id, user_id, unit_id, role, title, phone)
    VALUES (gen_random_uuid(), wanted_user, i.unit_id, i.role, i.title, '') RETURNING id INTO mid;
  PERFORM sec.make_member_audiences(mid);
  RETURN mid;
END $$;

-- One member audience per capacity in which that role has work, or the office audience of the organisation (T3, T4).
CREATE FUNCTION sec.make_member_audiences(mid bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO public.partners_audience (kind, capacity, unit_id, membership_id)
  SELECT CASE m.role WHEN 'service' THEN 'service' ELSE 'member' END, c.capacity, m.unit_id, m.id FROM public.partners_membership m
  JOIN public.partners_unitcapacity c ON c.unit_id = m.unit_id
  WHERE m.id = mid AND ((m.role IN ('worker', 'manager') AND c.capacity = 'operator') OR (m.role IN ('clerk', 'service') AND c.capacity = 'landlord')
    OR (m.role = 'clerk' AND c.capacity IN ('committee_secretary', 'funder')))
  UNION ALL
  SELECT 'member', CASE m.role WHEN 'admin' THEN 'administration' ELSE 'data_protection' END, m.unit_id, m.id
  FROM public.partners_membership m WHERE m.id = mid AND m.role IN ('admin', 'dpo')
  ON CONFLICT DO NOTHING;
  INSERT INTO public.partners_audience (kind, capacity, organisation_id)
  SELECT 'office', CASE m.role WHEN 'admin' THEN 'administration' ELSE 'data_protection' END, u.organisation_id
  FROM public.partners_membership m JOIN public.partners_unit u ON u.id = m.unit_id WHERE m.id = mid AND m.role IN ('admin', 'dpo')
  ON CONFLICT DO NOTHING;
END $$;

-- Ends a membership, with its places on teams; Access follows. Refused for one's own, so that an organisation keeps an administrator.
CREATE FUNCTION sec.end_membership(mid bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE m public.partners_membership;
BEGIN
  SELECT * INTO m FROM public.partners_membership WHERE id = mid AND ended_at IS NULL FOR UPDATE;
  IF NOT FOUND OR NOT sec.administers(m.unit_id) THEN
    RAISE insufficient_privilege USING MESSAGE = 'gate: not an audience of this context';
  END IF;
  IF EXISTS (SELECT 1 FROM public.partners_audience a WHERE a.membership_id = mid AND a.id = ANY (sec.ctx())) THEN
    RAISE EXCEPTION 'gate: one does not end one''s own membership' USING ERRCODE = 'P0F05';
  END IF;
  PERFORM sec.close_membership(mid);
END $$;

CREATE FUNCTION sec.close_membership(mid bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE hids bigint[];
BEGIN
  UPDATE public.partners_membership SET ended_at = now() WHERE id = mid AND ended_at IS NULL;
  UPDATE public.cases_teammember SET ended_at = now() WHERE membership_id = mid AND ended_at IS NULL;
  SELECT array_agg(DISTINCT g.household_id) INTO hids FROM public.cases_grant g
    JOIN public.partners_audience a ON a.id = g.recipient_id WHERE a.membership_id = mid AND g.ended_at IS NULL;
  IF hids IS NOT NULL THEN PERFORM sec.recompute(hids); END IF;
END $$;

-- Another role in the same unit: the former membership ends, and a new one begins, so that no right survives.
CREATE FUNCTION sec.change_role(mid bigint, wanted_role text, wanted_title text) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE m public.partners_membership; new_id bigint;
BEGIN
  IF wanted_role = 'service' THEN RAISE insufficient_privilege USING MESSAGE = 'gate: a service account is made by a command'; END IF;
  PERFORM sec.end_membership(mid);
  SELECT * INTO m FROM public.partners_membership WHERE id = mid;
  INSERT INTO public.partners_membership (public_id, user_id, unit_id, role, title, phone)
    VALUES (gen_random_uuid(), m.user_id, m.unit_id, wanted_role, wanted_title, m.phone) RETURNING id INTO new_id;
  PERFORM sec.make_member_audiences(new_id);
  RETURN new_id;
END $$;

-- What the page of an invitation shows before anyone has signed in: only to who holds its token.
CREATE FUNCTION sec.directory_of_invitation(token text) RETURNS TABLE(email text, organisation text, unit text, role text, title text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT i.email::text, o.name::text, u.name::text, i.role::text, i.title::text FROM public.partners_invitation i
  JOIN public.partners_unit u ON u.id = i.unit_id JOIN public.partners_organisation o ON o.id = u.organisation_id
  WHERE i.token_digest = sec.digest_of(token) AND i.used_at IS NULL AND i.cancelled_at IS NULL AND i.expires_at > now()
$$;

-- Cancels a pending invitation of one's organisation; nobody can use it any more.
CREATE FUNCTION sec.cancel_invitation(iid bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE uid bigint;
BEGIN
  SELECT unit_id INTO uid FROM public.partners_invitation WHERE id = iid;
  IF uid IS NULL OR NOT sec.administers(uid) THEN
    RAISE insufficient_privilege USING MESSAGE = 'gate: not an audience of this context';
  END IF;
  UPDATE public.partners_invitation SET cancelled_at = now() WHERE id = iid AND used_at IS NULL AND cancelled_at IS NULL;
  IF NOT FOUND THEN RAISE EXCEPTION 'gate: invitation not usable' USING ERRCODE = 'P0F04'; END IF;
END $$;
