"""Who may read and write what a committee holds (docs/adr/0028)."""

from cases.gate.conditions import AUTHOR, BY_UNIT, TEAM_OR_MANAGER, access
from common.rls.declare import MINE, Protected, Trigger, Unprotected, declare, watch

SECRETARY = f"{{t}}.secretary_id {MINE}"
#: Its operator's team and manager; for a paper form its prescriber, or the secretariat until it has filed it: the row that
#: files it must be readable by who writes it.
AUTHORED = (
    f"({AUTHOR} AND ({access(TEAM_OR_MANAGER)}"
    " OR ({t}.case_id IS NULL AND ({t}.author_id <> {t}.secretary_id OR {t}.filed_at IS NULL OR {t}.filed_at = now()))))"
)
KEPT = f"({SECRETARY} AND {{t}}.readable_until > now())"
#: A paper form is typed by the secretariat itself or by a prescriber.
ON_PAPER = (
    "({t}.case_id IS NULL AND ({t}.author_id = {t}.secretary_id OR EXISTS (SELECT 1 FROM partners_audience u"
    " WHERE u.id = {t}.author_id AND u.capacity = 'prescriber')))"
)
#: Her unit signs, and she is on the team of the case or its manager: the unit holds it.
OF_CASE = access(TEAM_OR_MANAGER)
#: A sheet that I may see as its author or its secretariat.
OF_MY_SHEET = (
    f"EXISTS (SELECT 1 FROM committees_presentationsheet p WHERE p.id = {{t}}.sheet_id"
    f" AND (p.author_id {MINE} OR p.secretary_id {MINE}) OFFSET 0)"
)
#: A sheet that I may see, whoever I am to it.
OF_A_SHEET = "EXISTS (SELECT 1 FROM committees_presentationsheet p WHERE p.id = {t}.sheet_id OFFSET 0)"
#: A draft is seen by its author alone, and a version carries the author of its sheet.
DRAFT = (
    "EXISTS (SELECT 1 FROM committees_presentationsheet p WHERE p.id = {t}.sheet_id AND p.filed_at IS NULL OFFSET 0)"
)
#: Of a sheet, while its secretariat may read it.
READABLE = "EXISTS (SELECT 1 FROM committees_presentationsheet p WHERE p.id = {t}.sheet_id AND p.readable_until > now() OFFSET 0)"
#: Of what is presented under a code, there is no other version.
WITHIN_CODE = (
    "({t}.ceiling = 'coded' OR EXISTS (SELECT 1 FROM committees_presentationsheet p WHERE p.id = {t}.sheet_id"
    " AND NOT p.is_coded OFFSET 0))"
)
#: What the seats of a session read of it, by item.
SEATED_AT_ITEM = "EXISTS (SELECT 1 FROM sec.my_sheets a WHERE a.item_id = {t}.id AND a.until > now() OFFSET 0)"
#: What its author learns of a sheet of its own.
WROTE_SHEET = (
    f"EXISTS (SELECT 1 FROM committees_presentationsheet p WHERE p.id = {{t}}.sheet_id AND p.author_id {MINE} OFFSET 0)"
)
PUBLIC = "a committee and its rules, public to its partners"

_KEPT_BY = (
    "kept_by",
    "FOREIGN KEY (committee_id, author_id) REFERENCES public.committees_committee (id, secretary_id)",
)
_SESSION = (
    "session_of_author",
    "FOREIGN KEY (session_id, author_id, committee_id) REFERENCES public.committees_session (id, author_id, committee_id)",
)
_HOLDER = (
    "holder_of_seat",
    "FOREIGN KEY (holder_id, committee_id, seat) REFERENCES public.committees_seatholder (id, committee_id, seat)",
)
_ITEM = (
    "item_of_session",
    "FOREIGN KEY (item_id, session_id, author_id, sheet_id)"
    " REFERENCES public.committees_agendaitem (id, session_id, author_id, sheet_id)",
)
_SEATED = (
    Trigger("guard_insert", "INSERT", "t_seated_guard", when="BEFORE"),
    Trigger("guard_update", "UPDATE", "t_seated_guard", when="BEFORE"),
)


def _sheets(function: str, *events: str) -> tuple[Trigger, ...]:
    """Triggers that recompute who reads the sheets this source concerns."""
    return tuple(Trigger(f"sheets_{event.lower()}", event, function) for event in events)


declare(
    Unprotected(
        "committees_committee",
        PUBLIC,
        app="SELECT",
        keeper="SELECT",
        counted=("id", "key"),
    ),
    Unprotected("committees_committeeversion", PUBLIC, app="SELECT", keeper="SELECT"),
    Protected(
        "committees_seatholder",
        select=f"{AUTHOR} OR {{t}}.audience_id {MINE}"
        " OR EXISTS (SELECT 1 FROM sec.my_seats g WHERE g.holder_id = {t}.id OFFSET 0)",
        update=AUTHOR,
        update_columns=("ended_at",),
        keeper=("SELECT", "INSERT", "UPDATE"),
        triggers=_sheets("t_sheets_of_holder", "UPDATE"),
        constraints=(_KEPT_BY,),
    ),
    Protected(
        "committees_presentationsheet",
        select=f"{AUTHORED} OR {KEPT}"
        " OR EXISTS (SELECT 1 FROM sec.my_sheets a WHERE a.sheet_id = {t}.id AND a.until > now() OFFSET 0)",
        insert=f"{BY_UNIT} AND {{t}}.filed_at IS NULL AND {{t}}.withdrawn_at IS NULL AND {{t}}.readable_until IS NULL"
        f" AND ({ON_PAPER} OR {OF_CASE})",
        update=f"{AUTHORED} OR {KEPT}",
        update_columns=("competence", "is_urgent", "is_coded", "agreed_until", "filed_at", "withdrawn_at"),
        keeper=("SELECT", "UPDATE"),
        case_bound=True,
        triggers=(
            *_sheets("t_sheets", "UPDATE"),
            Trigger("guard_update", "UPDATE", "t_sheet_guard", when="BEFORE"),
        ),
        constraints=(
            (
                "kept_by",
                "FOREIGN KEY (committee_id, secretary_id) REFERENCES public.committees_committee (id, secretary_id)",
            ),
        ),
        counted=("id", "author_id", "case_id", "household_id"),
    ),
    Protected(
        "committees_sheetversion",
        select=f"{OF_MY_SHEET} OR EXISTS (SELECT 1 FROM sec.my_sheets a WHERE a.sheet_id = {{t}}.sheet_id"
        " AND a.ceiling = {t}.ceiling AND a.until > now() OFFSET 0)",
        insert=f"{DRAFT} AND {WITHIN_CODE}",
        update=DRAFT,
        update_columns=("content", "read_over_on"),
        keeper=("SELECT", "DELETE"),
        constraints=(
            (
                "of_its_author",
                "FOREIGN KEY (sheet_id, author_id, secretary_id)"
                " REFERENCES public.committees_presentationsheet (id, author_id, secretary_id)",
            ),
        ),
    ),
    Protected(
        "committees_sheetscan",
        select=f"{SECRETARY} AND {READABLE}",
        insert=f"{AUTHOR} AND {{t}}.author_id = {{t}}.secretary_id AND {READABLE}",
        keeper=("SELECT", "DELETE"),
        constraints=(
            (
                "of_its_author",
                "FOREIGN KEY (sheet_id, author_id, secretary_id)"
                " REFERENCES public.committees_presentationsheet (id, author_id, secretary_id)",
            ),
        ),
    ),
    Protected(
        "committees_session",
        select=f"{AUTHOR} OR EXISTS (SELECT 1 FROM committees_agendaitem i WHERE i.session_id = {{t}}.id OFFSET 0)",
        insert=f"{AUTHOR} AND {{t}}.state = 'planned'",
        update=AUTHOR,
        update_columns=(
            *("starts_at", "place", "is_urgent", "state", "sent_at", "opened_at", "closed_at", "signed_at"),
            "cancelled_at",
        ),
        keeper=("SELECT", "UPDATE"),
        triggers=(
            *_sheets("t_sheets_of_session", "UPDATE"),
            Trigger("effects_update", "UPDATE", "t_effects_of_session"),
            Trigger("guard_update", "UPDATE", "t_session_guard", when="BEFORE"),
        ),
        constraints=(
            _KEPT_BY,
            (
                "version_of_committee",
                "FOREIGN KEY (version_id, committee_id) REFERENCES public.committees_committeeversion (id, committee_id)",
            ),
        ),
        counted=("id", "committee_id", "starts_at", "state"),
    ),
    Protected(
        "committees_agendaitem",
        select=f"{AUTHOR} OR {SEATED_AT_ITEM} OR {WROTE_SHEET}",
        insert=f"{AUTHOR} AND {{t}}.closed_at IS NULL AND EXISTS (SELECT 1 FROM committees_presentationsheet p"
        " WHERE p.id = {t}.sheet_id AND p.secretary_id = {t}.author_id AND p.readable_until > now() OFFSET 0)",
        update=AUTHOR,
        update_columns=("position", "closed_at"),
        triggers=(
            *_sheets("t_sheets_named", "INSERT", "UPDATE"),
            *_SEATED,
            Trigger("once_update", "UPDATE", "t_item_guard", when="BEFORE"),
        ),
        constraints=(
            _SESSION,
            (
                "sheet_of_committee",
                "FOREIGN KEY (sheet_id, committee_id, author_id)"
                " REFERENCES public.committees_presentationsheet (id, committee_id, secretary_id)",
            ),
        ),
        counted=("id", "session_id", "sheet_id", "closed_at"),
    ),
    Protected(
        "committees_attendance",
        select=AUTHOR,
        insert=AUTHOR,
        update=AUTHOR,
        update_columns=("holder_id", "ceiling", "state"),
        triggers=(*_sheets("t_sheets_of_attendance", "INSERT", "UPDATE"), *_SEATED),
        constraints=(_SESSION, _HOLDER),
    ),
    Protected(
        "committees_convocation",
        select=AUTHOR,
        insert=f"{AUTHOR} AND {{t}}.sent_at IS NULL",
        update=AUTHOR,
        update_columns=("sent_at",),
        triggers=(Trigger("guard_update", "UPDATE", "t_convocation_guard", when="BEFORE"),),
        constraints=(_SESSION, _HOLDER),
    ),
    Protected(
        "committees_recusal",
        select=AUTHOR,
        insert=f"{AUTHOR} AND {{t}}.lifted_at IS NULL",
        update=AUTHOR,
        update_columns=("lifted_at",),
        triggers=(*_sheets("t_sheets_named", "INSERT", "UPDATE"), *_SEATED),
        constraints=(_ITEM,),
    ),
    Protected(
        "committees_opinion",
        select=AUTHOR,
        insert=AUTHOR,
        update=AUTHOR,
        update_columns=("voice", "text"),
        keeper=("SELECT", "DELETE"),
        triggers=_SEATED,
        constraints=(_ITEM,),
    ),
    Protected(
        "committees_householdanswer",
        select=AUTHOR,
        insert=AUTHOR,
        update=AUTHOR,
        update_columns=("presence", "agrees", "competence", "said_on", "words"),
        keeper=("SELECT", "DELETE"),
        triggers=_SEATED,
        constraints=(_ITEM,),
    ),
    Protected(
        "committees_decision",
        select=f"{AUTHOR} OR ({{t}}.told_at <= now() AND {WROTE_SHEET})",
        insert=AUTHOR,
        update=AUTHOR,
        update_columns=("competence", "kind", "reason", "starts_on", "until_on", "told_at"),
        keeper=("SELECT", "UPDATE", "DELETE"),
        triggers=(*_SEATED, Trigger("undecided_update", "UPDATE", "t_decision_undecided")),
        constraints=(_ITEM,),
        counted=("item_id", "kind"),
    ),
    Protected(
        "committees_paper",
        select=AUTHOR,
        insert=f"{AUTHOR} AND {{t}}.content IS NULL",
        update=AUTHOR,
        update_columns=("content", "digest", "made_at"),
        keeper=("SELECT", "DELETE"),
        triggers=(Trigger("guard_update", "UPDATE", "t_paper_guard", when="BEFORE"),),
        constraints=(_SESSION, _ITEM),
    ),
    Protected("committees_tombstone", select=AUTHOR, keeper=("SELECT", "INSERT"), constraints=(_KEPT_BY,)),
    Protected(
        "committees_decisioneffect",
        select=OF_MY_SHEET,
        update=f"{{t}}.owner_id {MINE} AND {OF_A_SHEET}",
        update_columns=("done_at", "done_by_id", "outcome", "made_id"),
        keeper=("SELECT", "INSERT", "UPDATE"),
        case_bound=True,
        triggers=(Trigger("guard_update", "UPDATE", "t_effect_guard", when="BEFORE"),),
        constraints=(_ITEM,),
    ),
    Protected(
        "committees_sheetaccess",
        select=f"{{t}}.until > now() AND ({{t}}.audience_id {MINE} OR EXISTS (SELECT 1 FROM sec.my_seats g"
        " WHERE g.audience_id = {t}.audience_id AND g.session_id = {t}.session_id OFFSET 0))",
        keeper=("SELECT", "INSERT", "UPDATE", "DELETE"),
    ),
    Protected(
        "committees_guestlink",
        keeper=("SELECT", "INSERT", "UPDATE"),
        constraints=(_SESSION, _HOLDER),
    ),
)

# The keeper dates each new grant's effect: its UPDATE comes with its INSERT.
watch("cases_grant", *_sheets("t_sheets_of_household", "UPDATE"))
watch("cases_person", *_sheets("t_sheets_of_household", "INSERT"))
watch("cases_violenceflag", *_sheets("t_sheets_of_household", "INSERT", "UPDATE"))
watch("partners_membership", *_sheets("t_sheets_of_membership", "UPDATE"))
watch("cases_accompanimentcourse", Trigger("extended_update", "UPDATE", "t_extended_guard", when="BEFORE"))
