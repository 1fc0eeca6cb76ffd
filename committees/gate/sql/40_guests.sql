-- The way in of a holder without account: a link for one session, then a code sent to the address of her convocation. Nobody
-- reads a link; these functions answer alike for one that never was, that is cut, or whose session is closed to her.

-- Until when a link opens: as long as its holder reads that session. NULL once it does not.
CREATE FUNCTION sec.guest_until(lid bigint) RETURNS timestamptz LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT sec.live(sec.end_of_day(s.starts_at, 30)) FROM public.committees_guestlink l
  JOIN public.committees_session s ON s.id = l.session_id AND s.sent_at IS NOT NULL AND s.signed_at IS NULL AND s.cancelled_at IS NULL
  JOIN public.committees_seatholder h ON h.id = l.holder_id AND h.ended_at IS NULL
  JOIN public.committees_attendance t ON t.session_id = s.id AND t.holder_id = h.id AND t.state IN ('expected', 'present')
  WHERE l.id = lid AND l.revoked_at IS NULL
$$;

-- A link for that holder of a seat, who has no account, to that session; made by its secretariat while it opens something. The one
-- before it is cut. Returns its audience.
CREATE FUNCTION sec.make_guest_link(sid bigint, hid bigint, digest text) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE s public.committees_session; h public.committees_seatholder; aud bigint; lid bigint;
BEGIN
  SELECT * INTO s FROM public.committees_session x WHERE x.id = sid;
  PERFORM sec.mine(s.author_id);
  SELECT * INTO h FROM public.committees_seatholder x WHERE x.id = hid AND x.committee_id = s.committee_id AND x.membership_id IS NULL;
  IF h.id IS NULL THEN RAISE insufficient_privilege USING MESSAGE = 'gate: a link is made for a holder without account'; END IF;
  UPDATE public.committees_guestlink SET revoked_at = now() WHERE session_id = sid AND holder_id = hid AND revoked_at IS NULL;
  INSERT INTO public.partners_audience (kind, capacity) VALUES ('guest', 'committee_seat') RETURNING id INTO aud;
  INSERT INTO public.committees_guestlink (session_id, author_id, committee_id, seat, holder_id, audience_id, token_digest)
    VALUES (sid, s.author_id, s.committee_id, h.seat, hid, aud, digest) RETURNING id INTO lid;
  IF sec.guest_until(lid) IS NULL THEN RAISE insufficient_privilege USING MESSAGE = 'gate: this holder reads nothing of this session'; END IF;
  RETURN aud;
END $$;

-- Does that link open, with the code that was sent or with another that may be asked for?
CREATE FUNCTION sec.guest_link_open(token text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM public.committees_guestlink l WHERE l.token_digest = sec.digest_of(token)
    AND (l.codes_left > 0 OR l.code_until > now()) AND sec.guest_until(l.id) IS NOT NULL)
$$;

-- Asks for a code: the audience it is to be sent for; NULL when the link is closed, when none is left, or less than a minute after another.
CREATE FUNCTION sec.ask_guest_code(token text) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE l public.committees_guestlink;
BEGIN
  SELECT * INTO l FROM public.committees_guestlink x WHERE x.token_digest = sec.digest_of(token) FOR UPDATE;
  IF NOT FOUND OR sec.guest_until(l.id) IS NULL OR l.codes_left = 0 OR l.code_asked_at > now() - interval '1 minute' THEN RETURN NULL; END IF;
  UPDATE public.committees_guestlink SET codes_left = codes_left - 1, code_asked_at = now() WHERE id = l.id;
  RETURN l.audience_id;
END $$;

-- Keeps the code that is about to be sent, in the place of any other: fifteen minutes, five tries. Returns the address it is sent to.
CREATE FUNCTION sec.new_guest_code(aud bigint, code text) RETURNS text LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE l public.committees_guestlink; address text;
BEGIN
  PERFORM sec.mine(aud);
  SELECT * INTO l FROM public.committees_guestlink x WHERE x.audience_id = aud FOR UPDATE;
  IF NOT FOUND OR sec.guest_until(l.id) IS NULL THEN RETURN NULL; END IF;
  UPDATE public.committees_guestlink SET code_digest = sec.digest_of(l.token_digest || code), code_until = now() + interval '15 minutes',
    tries_left = 5 WHERE id = l.id;
  SELECT h.email INTO address FROM public.committees_seatholder h WHERE h.id = l.holder_id;
  RETURN address;
END $$;

-- Opens a link with its code, which serves once: its audience, else NULL. A wrong code takes one of five tries; then another is asked for.
CREATE FUNCTION sec.redeem_guest_code(token text, code text) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE l public.committees_guestlink;
BEGIN
  SELECT * INTO l FROM public.committees_guestlink x WHERE x.token_digest = sec.digest_of(token) FOR UPDATE;
  IF NOT FOUND OR sec.guest_until(l.id) IS NULL OR l.code_digest IS NULL OR l.code_until <= now() OR l.tries_left = 0 THEN RETURN NULL; END IF;
  IF l.code_digest IS DISTINCT FROM sec.digest_of(l.token_digest || code) THEN
    UPDATE public.committees_guestlink SET tries_left = tries_left - 1 WHERE id = l.id;
    RETURN NULL;
  END IF;
  UPDATE public.committees_guestlink SET code_digest = NULL, code_until = NULL, tries_left = 0, opened_at = now() WHERE id = l.id;
  RETURN l.audience_id;
END $$;

-- Whose seat a browser acts for that came in by a link, and until when: asked at each of its requests. Nothing once the link is closed.
CREATE FUNCTION sec.guest_seat(aud bigint) RETURNS TABLE(seat bigint, until timestamptz) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT h.audience_id, sec.guest_until(l.id) FROM public.committees_guestlink l JOIN public.committees_seatholder h ON h.id = l.holder_id
  WHERE l.audience_id = aud AND l.opened_at IS NOT NULL AND sec.guest_until(l.id) IS NOT NULL
$$;
