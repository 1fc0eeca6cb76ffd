-- The seat of a guest who came in by her link, and the one session it leads to. A link that is cut, or whose code was never given,
-- leads nowhere.
CREATE VIEW sec.my_seats WITH (security_barrier) AS
  SELECT l.session_id, l.holder_id, h.audience_id
  FROM public.committees_guestlink l JOIN public.committees_seatholder h ON h.id = l.holder_id
  WHERE l.audience_id = ANY ((SELECT sec.ctx())::bigint[]) AND l.revoked_at IS NULL AND l.opened_at IS NOT NULL;

-- Policies read the keeper's view, so that they do not depend on the policy of sheet access itself.
CREATE VIEW sec.my_sheets WITH (security_barrier) AS
  SELECT audience_id, item_id, sheet_id, session_id, ceiling, until
  FROM public.committees_sheetaccess WHERE audience_id = ANY ((SELECT sec.ctx())::bigint[])
  UNION ALL
  SELECT a.audience_id, a.item_id, a.sheet_id, a.session_id, a.ceiling, a.until
  FROM sec.my_seats g JOIN public.committees_sheetaccess a ON a.audience_id = g.audience_id AND a.session_id = g.session_id;

-- Until when each sheet may be read by its secretariat, and whether its household is protected by a flag. What was typed
-- from paper holds its own agreement; what is presented under a code needs none.
CREATE FUNCTION sec.presentable(pids bigint[]) RETURNS TABLE(sheet_id bigint, until timestamptz, flagged boolean)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  WITH sheets AS MATERIALIZED (SELECT * FROM public.committees_presentationsheet p WHERE p.id = ANY (pids)),
  agreed AS MATERIALIZED (
    SELECT o.case_id, o.recipient_id, o.until FROM sec.agreed_scopes((SELECT array_agg(DISTINCT s.household_id) FROM sheets s)) o
    WHERE o.scope = 'presentation')
  SELECT s.id,
    CASE WHEN s.filed_at IS NULL OR s.withdrawn_at IS NOT NULL THEN NULL
         WHEN s.is_coded THEN '9999-12-31Z'::timestamptz
         WHEN s.case_id IS NULL THEN s.agreed_until
         ELSE a.until END,
    EXISTS (SELECT 1 FROM public.cases_violenceflag f WHERE f.household_id = s.household_id AND f.lifted_at IS NULL)
  FROM sheets s LEFT JOIN agreed a ON a.case_id = s.case_id AND a.recipient_id = s.secretary_id
$$;

-- What `SheetAccess` must hold for these sheets, recomputed from its sources. Who holds two seats reads the narrower version, and is
-- recused from both.
CREATE FUNCTION sec.desired_sheets(pids bigint[]) RETURNS TABLE(
  audience_id bigint, item_id bigint, sheet_id bigint, session_id bigint, ceiling text, until timestamptz)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT DISTINCT ON (h.audience_id, i.id) h.audience_id, i.id, i.sheet_id, s.id,
    CASE WHEN p.flagged OR d.is_coded THEN 'coded' ELSE t.ceiling::text END,
    least(sec.end_of_day(s.starts_at, 30), p.until)
  FROM sec.presentable(pids) p
  JOIN public.committees_presentationsheet d ON d.id = p.sheet_id
  JOIN public.committees_agendaitem i ON i.sheet_id = p.sheet_id AND i.closed_at IS NULL
  JOIN public.committees_session s ON s.id = i.session_id AND s.sent_at IS NOT NULL AND s.signed_at IS NULL AND s.cancelled_at IS NULL
  JOIN public.committees_attendance t ON t.session_id = s.id AND t.state IN ('expected', 'present')
  JOIN public.committees_seatholder h ON h.id = t.holder_id AND h.ended_at IS NULL
  LEFT JOIN public.partners_membership m ON m.id = h.membership_id
  WHERE p.until > now() AND sec.end_of_day(s.starts_at, 30) > now() AND m.ended_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM public.committees_recusal r JOIN public.committees_seatholder x ON x.id = r.holder_id
                    WHERE r.item_id = i.id AND x.audience_id = h.audience_id AND r.lifted_at IS NULL)
  ORDER BY h.audience_id, i.id, array_position(ARRAY['coded', 'housing', 'full'], t.ceiling::text)
$$;

-- Recomputation. It queues on the version rows of the households, as Access does, then on the sheets' own: of two sources that
-- change at once, the second sees what the first wrote.
CREATE FUNCTION sec.recompute_sheets(pids bigint[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  IF pids IS NULL OR cardinality(pids) = 0 THEN RETURN; END IF;
  WITH ordered AS (SELECT l.household_id FROM public.cases_accesslock l WHERE l.household_id IN (
      SELECT p.household_id FROM public.committees_presentationsheet p WHERE p.id = ANY (pids)) ORDER BY 1 FOR UPDATE)
    UPDATE public.cases_accesslock l SET version = l.version + 1 FROM ordered o WHERE l.household_id = o.household_id;
  WITH ordered AS (SELECT p.id FROM public.committees_presentationsheet p WHERE p.id = ANY (pids) ORDER BY 1 FOR UPDATE)
    UPDATE public.committees_presentationsheet p SET revision = p.revision + 1 FROM ordered o WHERE p.id = o.id;

  WITH d AS MATERIALIZED (SELECT * FROM sec.desired_sheets(pids)),
  gone AS (DELETE FROM public.committees_sheetaccess t WHERE t.sheet_id = ANY (pids)
    AND NOT EXISTS (SELECT 1 FROM d WHERE d.audience_id = t.audience_id AND d.item_id = t.item_id))
  INSERT INTO public.committees_sheetaccess AS t (audience_id, item_id, sheet_id, session_id, ceiling, until)
  SELECT d.audience_id, d.item_id, d.sheet_id, d.session_id, d.ceiling, d.until FROM d
  ON CONFLICT (audience_id, item_id) DO UPDATE SET ceiling = EXCLUDED.ceiling, until = EXCLUDED.until
  WHERE (t.ceiling, t.until) IS DISTINCT FROM (EXCLUDED.ceiling, EXCLUDED.until);

  UPDATE public.committees_presentationsheet p SET readable_until = e.until, is_narrowed = e.flagged
  FROM sec.presentable(pids) e WHERE e.sheet_id = p.id AND (p.readable_until, p.is_narrowed) IS DISTINCT FROM (e.until, e.flagged);
END $$;

-- Rows that differ from their sources: 0, or the gate is not what it must be.
CREATE FUNCTION sec.sheet_drift(cid bigint) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  WITH sheets AS MATERIALIZED (SELECT p.id, p.readable_until, p.is_narrowed FROM public.committees_presentationsheet p WHERE p.committee_id = cid),
  ids AS (SELECT coalesce(array_agg(s.id), '{}') AS every FROM sheets s)
  SELECT (SELECT count(*) FROM (SELECT d.* FROM ids CROSS JOIN LATERAL sec.desired_sheets(ids.every) d) d
      FULL JOIN (SELECT a.* FROM public.committees_sheetaccess a JOIN sheets s ON s.id = a.sheet_id WHERE a.until > now()) t
        ON t.audience_id = d.audience_id AND t.item_id = d.item_id
      WHERE (t.ceiling, t.until) IS DISTINCT FROM (d.ceiling, d.until))
    + (SELECT count(*) FROM ids CROSS JOIN LATERAL sec.presentable(ids.every) e JOIN sheets s ON s.id = e.sheet_id
       WHERE (sec.live(s.readable_until), s.is_narrowed) IS DISTINCT FROM (sec.live(e.until), e.flagged))
$$;
