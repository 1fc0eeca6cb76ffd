"""Thirty committees of 400 sheets each: one session is read by its agenda, never by all the others."""

import pytest

from common.rls.declare import protected
from launcher import testing
from tests.performance.plans import explain

COMMITTEES, SESSIONS, ITEMS, SEATS = 30, 8, 46, 12
FILL = f"""
SET LOCAL session_replication_role = replica;
INSERT INTO partners_organisation (id, public_id, key, name) OVERRIDING SYSTEM VALUE VALUES (900000, gen_random_uuid(), 'committees', 'C');
INSERT INTO partners_unit (id, public_id, organisation_id, key, name, phone, email) OVERRIDING SYSTEM VALUE
  SELECT 900000 + c, gen_random_uuid(), 900000, 'committee-' || c, 'C', '', '' FROM generate_series(1, {COMMITTEES}) c;
INSERT INTO partners_audience (id, kind, capacity, unit_id) OVERRIDING SYSTEM VALUE
  SELECT 900000 + c, 'unit', 'committee_secretary', 900000 + c FROM generate_series(1, {COMMITTEES}) c;
INSERT INTO partners_audience (id, kind, capacity) OVERRIDING SYSTEM VALUE
  SELECT 910000 + c * 100 + s, 'guest', 'committee_seat' FROM generate_series(1, {COMMITTEES}) c, generate_series(1, {SEATS}) s;
INSERT INTO committees_committee (id, public_id, key, name, secretary_id) OVERRIDING SYSTEM VALUE
  SELECT c, gen_random_uuid(), 'c' || c, 'C', 900000 + c FROM generate_series(1, {COMMITTEES}) c;
INSERT INTO committees_committeeversion (id, committee_id, number, rules, digest) OVERRIDING SYSTEM VALUE
  SELECT c, c, 1, '{{}}', '' FROM generate_series(1, {COMMITTEES}) c;
INSERT INTO committees_seatholder (id, public_id, committee_id, author_id, seat, rank, name, email, audience_id) OVERRIDING SYSTEM VALUE
  SELECT c * 100 + s, gen_random_uuid(), c, 900000 + c, 'seat-' || s, 'titular', 'N', 'n@example.test', 910000 + c * 100 + s
  FROM generate_series(1, {COMMITTEES}) c, generate_series(1, {SEATS}) s;
INSERT INTO committees_session (id, public_id, committee_id, author_id, version_id, starts_at, place, is_urgent, state, sent_at, signed_at)
  OVERRIDING SYSTEM VALUE
  SELECT c * 100 + n, gen_random_uuid(), c, 900000 + c, c, now() + (n - {SESSIONS}) * interval '21 days', '', false,
    CASE n WHEN {SESSIONS} THEN 'sent' ELSE 'signed' END, now(), CASE n WHEN {SESSIONS} THEN NULL ELSE now() END
  FROM generate_series(1, {COMMITTEES}) c, generate_series(1, {SESSIONS}) n;
INSERT INTO committees_presentationsheet (id, public_id, number, committee_id, secretary_id, author_id, competence, is_urgent, is_coded,
    agreed_until, filed_at, readable_until) OVERRIDING SYSTEM VALUE
  SELECT c * 10000 + n * 100 + i, gen_random_uuid(), 'P' || c * 10000 + n * 100 + i, c, 900000 + c, 900000 + c, 'x', false, false, now() + interval '9 days', now(),
    now() + interval '9 days'
  FROM generate_series(1, {COMMITTEES}) c, generate_series(1, {SESSIONS}) n, generate_series(1, {ITEMS}) i;
INSERT INTO committees_sheetversion (sheet_id, author_id, secretary_id, ceiling, content)
  SELECT p.id, p.author_id, p.secretary_id, v, jsonb_build_object('text', repeat('x', 1500)) FROM committees_presentationsheet p,
    unnest(ARRAY['full', 'housing', 'coded']) v;
INSERT INTO committees_agendaitem (id, public_id, session_id, author_id, committee_id, sheet_id, position) OVERRIDING SYSTEM VALUE
  SELECT p.id, gen_random_uuid(), p.id / 100, p.author_id, p.committee_id, p.id, p.id % 100 FROM committees_presentationsheet p;
INSERT INTO committees_attendance (session_id, author_id, committee_id, seat, ceiling, holder_id, state)
  SELECT s.id, s.author_id, s.committee_id, h.seat, 'full', h.id, 'expected' FROM committees_session s JOIN committees_seatholder h
    ON h.committee_id = s.committee_id;
INSERT INTO committees_sheetaccess (audience_id, item_id, sheet_id, session_id, ceiling, until)
  SELECT h.audience_id, i.id, i.sheet_id, i.session_id, 'full', now() + interval '9 days' FROM committees_agendaitem i
  JOIN committees_session s ON s.id = i.session_id AND s.state = 'sent' JOIN committees_seatholder h ON h.committee_id = i.committee_id;
INSERT INTO committees_opinion (session_id, author_id, item_id, sheet_id, seat, voice, text)
  SELECT i.session_id, i.author_id, i.id, i.sheet_id, 'seat-' || s, 'favourable', '' FROM committees_agendaitem i, generate_series(1, {SEATS}) s;
INSERT INTO committees_decision (public_id, session_id, author_id, item_id, sheet_id, competence, kind, reason, told_at)
  SELECT gen_random_uuid(), i.session_id, i.author_id, i.id, i.sheet_id, 'x', 'measure', '', now() FROM committees_agendaitem i;
INSERT INTO committees_convocation (session_id, author_id, committee_id, seat, holder_id, sequence, is_cancellation, sent_at)
  SELECT s.id, s.author_id, s.committee_id, h.seat, h.id, 0, false, now() FROM committees_session s JOIN committees_seatholder h
    ON h.committee_id = s.committee_id;
INSERT INTO committees_recusal (session_id, author_id, item_id, sheet_id, holder_id)
  SELECT i.session_id, i.author_id, i.id, i.sheet_id, i.committee_id * 100 + 1 FROM committees_agendaitem i WHERE i.id % 10 = 0;
INSERT INTO committees_paper (public_id, session_id, author_id, committee_id, item_id, sheet_id, kind, title, template, snapshot, digest)
  SELECT gen_random_uuid(), i.session_id, i.author_id, i.committee_id, i.id, i.sheet_id, 'annex', '', '',
    jsonb_build_object('text', repeat('x', 1500)), '' FROM committees_agendaitem i;
INSERT INTO committees_sheetscan (sheet_id, author_id, secretary_id, media_type, content, digest)
  SELECT p.id, p.author_id, p.secretary_id, 'application/pdf', decode(repeat('00', 1500), 'hex'), '' FROM committees_presentationsheet p;
INSERT INTO committees_householdanswer (session_id, author_id, item_id, sheet_id, presence, competence, words)
  SELECT i.session_id, i.author_id, i.id, i.sheet_id, 'present', '', repeat('x', 100) FROM committees_agendaitem i;
INSERT INTO committees_tombstone (kind, why, author_id, committee_id, session_id, sheet_id, number)
  SELECT 'annex', 'age', i.author_id, i.committee_id, i.session_id, i.sheet_id, 'P' || i.sheet_id FROM committees_agendaitem i;
INSERT INTO committees_decisioneffect (public_id, session_id, author_id, item_id, sheet_id, owner_id, kind, created_at, outcome)
  SELECT gen_random_uuid(), i.session_id, i.author_id, i.id, i.sheet_id, i.author_id, 'open_accompaniment', now(), '' FROM committees_agendaitem i;
"""
#: One session of the twentieth committee.
SESSION, SECRETARY, SEAT = 20 * 100 + SESSIONS, 900_020, 912_001
ITEMS_OF_SESSION = f"SELECT sheet_id, id FROM committees_agendaitem WHERE session_id = {SESSION}"
READ = {
    "committees_seatholder": "SELECT * FROM committees_seatholder WHERE committee_id = 20",
    "committees_session": f"SELECT * FROM committees_session WHERE id = {SESSION}",
    "committees_agendaitem": f"SELECT * FROM committees_agendaitem WHERE session_id = {SESSION}",
    "committees_presentationsheet": f"SELECT t.* FROM ({ITEMS_OF_SESSION}) i JOIN committees_presentationsheet t ON t.id = i.sheet_id",
    "committees_sheetversion": f"SELECT t.* FROM ({ITEMS_OF_SESSION}) i JOIN committees_sheetversion t ON t.sheet_id = i.sheet_id",
    "committees_attendance": f"SELECT * FROM committees_attendance WHERE session_id = {SESSION}",
    "committees_convocation": f"SELECT * FROM committees_convocation WHERE session_id = {SESSION}",
    "committees_recusal": f"SELECT * FROM committees_recusal WHERE session_id = {SESSION}",
    "committees_opinion": f"SELECT * FROM committees_opinion WHERE session_id = {SESSION}",
    "committees_decision": f"SELECT * FROM committees_decision WHERE session_id = {SESSION}",
    "committees_sheetscan": f"SELECT t.* FROM ({ITEMS_OF_SESSION}) i JOIN committees_sheetscan t ON t.sheet_id = i.sheet_id",
    "committees_householdanswer": f"SELECT * FROM committees_householdanswer WHERE session_id = {SESSION}",
    "committees_tombstone": f"SELECT * FROM committees_tombstone WHERE session_id = {SESSION}",
    "committees_decisioneffect": f"SELECT * FROM committees_decisioneffect WHERE session_id = {SESSION}",
    "committees_paper": f"SELECT * FROM committees_paper WHERE session_id = {SESSION}",
    "committees_sheetaccess": f"SELECT * FROM committees_sheetaccess WHERE session_id = {SESSION}",
}
#: Blocks of 8 kB for the 46 items of a session; the three versions of each cost a seat most, 1,700.
CEILING = 2_000


@pytest.fixture(scope="module")
def committees(django_db_setup):
    name = testing.clone(testing.template(), prefix="committees")
    with testing.connect("postgres", name) as superuser:
        with superuser.transaction():
            superuser.execute(FILL)
        superuser.execute("ANALYZE")
    yield name
    testing.drop(name)


@pytest.mark.parametrize("who", [SECRETARY, SEAT])
@pytest.mark.parametrize("table", READ)
def test_a_session_is_read_by_its_agenda(committees, table, who):
    with testing.connect("palier_app", committees) as app:
        plan = explain(app, (who,), READ[table])
    print(f"{table} {who}: {plan.buffers} blocks, {plan.rows} rows")
    assert not plan.hashes_a_policy, plan.text
    assert plan.buffers <= CEILING, plan.text


def test_the_sheets_that_wait_are_read_by_their_secretariat_alone(committees):
    statement = f"SELECT id FROM committees_presentationsheet WHERE secretary_id = {SECRETARY} AND readable_until > now() LIMIT 50"
    with testing.connect("palier_app", committees) as app:
        plan = explain(app, (SECRETARY,), statement)
    assert plan.rows == 50
    assert plan.buffers <= CEILING, plan.text


def test_every_table_of_committees_that_is_read_is_measured():
    assert set(READ) == {name for name, table in protected().items() if name.startswith("committees_") and table.select}
