-- What opens or closes a sheet: each source recomputes the sheets it concerns, and no other.
CREATE FUNCTION sec.t_sheets_of_session() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ BEGIN PERFORM sec.recompute_sheets(array_agg(DISTINCT i.sheet_id)) FROM public.committees_agendaitem i JOIN new_rows n ON n.id = i.session_id
     JOIN old_rows o ON o.id = n.id WHERE n.state <> o.state;
   RETURN NULL; END $$;
CREATE FUNCTION sec.t_sheets_of_attendance() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ BEGIN PERFORM sec.recompute_sheets(array_agg(DISTINCT i.sheet_id)) FROM public.committees_agendaitem i JOIN new_rows n ON n.session_id = i.session_id;
   RETURN NULL; END $$;
-- Of an agenda item, a recusal.
CREATE FUNCTION sec.t_sheets_named() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ BEGIN PERFORM sec.recompute_sheets(array_agg(DISTINCT n.sheet_id)) FROM new_rows n; RETURN NULL; END $$;
-- Of a sheet itself; the keeper's own writing of `readable_until` changes nothing that it depends on.
CREATE FUNCTION sec.t_sheets() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ BEGIN PERFORM sec.recompute_sheets(array_agg(n.id)) FROM new_rows n JOIN old_rows o ON o.id = n.id
     WHERE (n.filed_at, n.withdrawn_at, n.agreed_until) IS DISTINCT FROM (o.filed_at, o.withdrawn_at, o.agreed_until);
   RETURN NULL; END $$;
-- Of a holder who ends: whoever designates her at this moment queues on the session.
CREATE FUNCTION sec.t_sheets_of_holder() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ BEGIN
   UPDATE public.committees_session s SET revision = s.revision + 1
     WHERE s.committee_id IN (SELECT n.committee_id FROM new_rows n) AND s.signed_at IS NULL AND s.cancelled_at IS NULL;
   PERFORM sec.recompute_sheets(array_agg(DISTINCT i.sheet_id)) FROM public.committees_agendaitem i
     JOIN public.committees_attendance t ON t.session_id = i.session_id JOIN new_rows n ON n.id = t.holder_id;
   RETURN NULL; END $$;
CREATE FUNCTION sec.t_sheets_of_membership() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ BEGIN PERFORM sec.recompute_sheets(array_agg(DISTINCT i.sheet_id)) FROM public.committees_agendaitem i
     JOIN public.committees_attendance t ON t.session_id = i.session_id JOIN public.committees_seatholder h ON h.id = t.holder_id
     JOIN new_rows n ON n.id = h.membership_id;
   RETURN NULL; END $$;
-- Of what was agreed, of who must agree, of what protects: grants, persons, flags.
CREATE FUNCTION sec.t_sheets_of_household() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ BEGIN PERFORM sec.recompute_sheets(array_agg(DISTINCT p.id)) FROM public.committees_presentationsheet p JOIN new_rows n ON n.household_id = p.household_id;
   RETURN NULL; END $$;

-- A holder is named by the secretariat of her committee. Her audience is a member's where she has an account in a unit that sits,
-- in that capacity and hers alone; a guest's otherwise. Returns the holder.
CREATE FUNCTION sec.name_holder(cid bigint, wanted_seat text, wanted_rank text, called text, address text, mid bigint)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE keeper_of bigint; aud bigint; hid bigint;
BEGIN
  SELECT c.secretary_id INTO keeper_of FROM public.committees_committee c WHERE c.id = cid;
  PERFORM sec.mine(keeper_of);
  IF mid IS NULL THEN
    INSERT INTO public.partners_audience (kind, capacity) VALUES ('guest', 'committee_seat') RETURNING id INTO aud;
  ELSE
    SELECT a.id INTO aud FROM public.partners_audience a WHERE a.membership_id = mid AND a.kind = 'member' AND a.capacity = 'committee_seat';
    IF aud IS NULL THEN
      INSERT INTO public.partners_audience (kind, capacity, unit_id, membership_id)
        SELECT 'member', 'committee_seat', m.unit_id, m.id FROM public.partners_membership m
        JOIN public.partners_unitcapacity u ON u.unit_id = m.unit_id AND u.capacity = 'committee_seat'
        WHERE m.id = mid AND m.ended_at IS NULL RETURNING id INTO aud;
    END IF;
    IF aud IS NULL THEN RAISE insufficient_privilege USING MESSAGE = 'gate: not a member of a unit that sits'; END IF;
  END IF;
  UPDATE public.committees_seatholder SET ended_at = now() WHERE committee_id = cid AND seat = wanted_seat AND rank = wanted_rank AND ended_at IS NULL;
  INSERT INTO public.committees_seatholder (public_id, committee_id, author_id, seat, rank, name, email, membership_id, audience_id)
    VALUES (gen_random_uuid(), cid, keeper_of, wanted_seat, wanted_rank, called, lower(address), mid, aud) RETURNING id INTO hid;
  RETURN hid;
END $$;
