"""A valid body for the POSTs that need one; the others are sent an empty one."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.cases.agreements import DRAWN
from tests.matrix import committee_things, money_things, report_things
from tests.matrix.people import PASSWORD
from tests.matrix.presentation_things import TYPED
from tests.matrix.scenes import BORN_ON
from tests.matrix.things import Thing

if TYPE_CHECKING:
    from tests.matrix.stage import Stage

Body = Callable[["Stage", Thing], Mapping[str, Any]]
NEW_PASSWORD = "Volets-bleus-2026"
MOST_ANSWERS = {"identity": "yes", "housing": "yes", "budget": "no", "account": "yes", "months": "3"}


def body_of(stage: "Stage", route: str, thing: Thing | None) -> Mapping[str, Any]:
    """What is sent to that route about that thing."""
    make = BODIES.get(route)
    return make(stage, thing) if make else {}


def _today(days: int = 0) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def _visit(stage: "Stage", thing: Thing) -> dict[str, Any]:
    return {"device_id": str(uuid4()), "outcome": "absent", "on": _today(), "kind": "home"}


def _planning(stage: "Stage", thing: Thing) -> dict[str, Any]:
    return {"on": _today(7), "kind": "home"}


def _tenant(thing: Thing) -> str:
    return str(thing.scene.tenant.public_id) if thing.scene else ""


def _accepting(stage: "Stage", thing: Thing) -> dict[str, Any]:
    return {"referent": str(stage.people.home.worker.membership.public_id)}


def _referring(stage: "Stage", thing: Thing) -> dict[str, Any]:
    chosen = str(thing.query["locataire"])
    return {
        "locataire": chosen,
        "recipient": f"{stage.people.named.unit.key}.{stage.people.outgoing.programme.key}",
        "origin": "arrears_meeting",
        "told_how": "letter",
        "told_on": _today(),
        "contact_name": "Nadia Roussel",
        f"{chosen}-told": "same",
        "step": "confirm",
    }


def _letter(stage: "Stage", thing: Thing | None) -> dict[str, Any]:
    (number,) = stage.superuser.execute(
        "SELECT number FROM cases_case WHERE id = %s", [stage.followed["own"].case.pk]
    ).fetchone()
    return {"case_number": number, "last_name": "Vasseur", "first_name": "Josiane", "channel": "letter"}


def _alerting(stage: "Stage", thing: Thing) -> dict[str, Any]:
    to = (
        stage.people.named.unit
        if thing.address == (stage.followed["granted"].case.public_id,)
        else stage.people.home.unit
    )
    return {"recipient": str(to.public_id), "kind": "technical_defect", "on": _today(), "step": "confirm"}


def _file(stage: "Stage", thing: Thing | None) -> dict[str, Any]:
    lines = "N° contrat;Nom locataire;Code postal;Commune;Solde débiteur\nM-1;GUYON;33000;BORDEAUX;1 284,50\n"
    return {"file": SimpleUploadedFile("impayes.csv", lines.encode())}


def _running(stage: "Stage", thing: Thing | None) -> dict[str, Any]:
    lines = "Nom;Accès ou maintien;Date de début;Courriel du référent\nGUYON;maintien;03/01/2026;personne@exemple.fr\n"
    return {"file": SimpleUploadedFile("reprise.csv", lines.encode())}


def _signed_plan(stage: "Stage", thing: Thing | None) -> dict[str, Any]:
    return {"signed_on": _today(), "first_on": _today(30), "debt": "600", "monthly": "50", "months": "12"}


def _naming(stage: "Stage", thing: Thing | None) -> dict[str, Any]:
    unit = stage.people.home.unit
    entity = f"{stage.people.incoming.programme.key}.{unit.key}.{unit.key}.operator"
    return {"entity": entity, "name": "Accueil du soir", "phone": "05 36 49 10 21"}


def _presenting(stage: "Stage", thing: Thing | None) -> dict[str, Any]:
    return TYPED | {"commission": stage.things["free_committee", "own"].address[0]}


BODIES: dict[str, Body] = {
    "present_new": _presenting,
    "present_edit": lambda stage, thing: TYPED,
    "present_file": lambda stage, thing: {"read_over_on": _today()},
    "referent_new": _naming,
    "referent": lambda stage, thing: {"name": "Accueil de l’agence", "phone": "05 36 49 10 22"},
    "account_login": lambda stage, thing: {
        "login": stage.people.home.worker.membership.user.email,
        "password": PASSWORD,
    },
    "account_reauthenticate": lambda stage, thing: {"password": PASSWORD},
    "account_change_password": lambda stage, thing: {
        "oldpassword": PASSWORD,
        "password1": NEW_PASSWORD,
        "password2": NEW_PASSWORD,
    },
    "account_reset_password": lambda stage, thing: {"email": stage.people.home.worker.membership.user.email},
    "import_new": _file,
    "takeover": _running,
    "contract_edit": lambda stage, thing: {
        "starts_on": "1/12/2026",
        "household": "Payer le loyer",
        "more_daily": "Tenir le budget",
    },
    "assessment_edit": lambda stage, thing: {"held_on": _today(), "step": "save"},
    "assessment_budget": lambda stage, thing: {"rent": "450", "grown": "1", "children": "0"},
    "bilan_edit": lambda stage, thing: {"decision": "continue"},
    "meeting_plan": lambda stage, thing: {
        "on": timezone.localdate().isoformat(),
        "place": "À l’agence",
        "invited": ["household", "landlord"],
    },
    "meeting_minutes": lambda stage, thing: {"came_household": "yes", "decision": "continue"},
    "part_sign": lambda stage, thing: {"name": "Josiane Vasseur", "given_how": "screen", "signature": DRAWN},
    "rent_plan": _signed_plan,
    "rent_stage": lambda stage, thing: {"stage": "summons", "on": _today()},
    "rent_fact": lambda stage, thing: {"kind": "lease_signed", "on": _today()},
    "rent_suspension": lambda stage, thing: {"answer": "refused"},
    "plan_outreach": lambda stage, thing: {"by": "pair", "hours": ["evening"], "pace": "3"},
    "refer": _referring,
    "office_withdraw": _letter,
    "adhesion": lambda stage, thing: {"adulte0-last_name": "Vasseur", "adulte0-first_name": "Josiane"},
    "end_accompaniment": lambda stage, thing: {"outcome": "left", "step": "confirm"},
    "log_visit": _visit,
    "log_planned": _visit,
    "correct_visit": _visit,
    "plan_visit": _planning,
    "move_visit": _planning,
    "join_visit": lambda stage, thing: {"visit_minutes": "30"},
    "write_note": lambda stage, thing: {"text": "Note"},
    "entry": lambda stage, thing: {"entree-stage": "summons", "entree-reasons": "budget"},
    "suspend_accompaniment": lambda stage, thing: {"reason": "absence", "starts_on": _today()},
    "prolong_suspension": lambda stage, thing: {"planned_until": _today(7)},
    "task_new": lambda stage, thing: {"title": "Rappeler", "due_on": _today(3)},
    "alert_new": _alerting,
    "funding_line_open": lambda stage, thing: money_things.opening(),
    "funding_line_amend": lambda stage, thing: money_things.amending(stage),
    "funding_plan_new": lambda stage, thing: {"key": "cantal"},
    "funding_plan_edit": lambda stage, thing: money_things.planned(),
    "case_funding": lambda stage, thing: stage.things["line", "own"].extra,
    "close_month": lambda stage, thing: (thing and thing.extra) or {},
    "step_new": lambda stage, thing: {"kind": "rsa", "filed_on": _today(), "remind": "15"},
    "step_correct": lambda stage, thing: {"kind": "rsa", "filed_on": _today()},
    "step_answer": lambda stage, thing: {"answer": "granted", "answered_on": _today()},
    "step_remind": lambda stage, thing: {"days": "30"},
    "contact_new": lambda stage, thing: {"name": "Mme Ott"},
    "contact_correct": lambda stage, thing: {"name": "Mme Ott"},
    "team": lambda stage, thing: {
        "member": str(stage.people.home.colleague.membership.public_id),
        "place": "member",
    },
    "sheet_accept": _accepting,
    "sheet_answer": lambda stage, thing: {"decision": "wait"},
    "consent_choose": lambda stage, thing: (
        MOST_ANSWERS | {"given_how": "screen", "signature": DRAWN, "flag_notice": "on"}
    ),
    "activity_reports": lambda stage, thing: {"choice": str(timezone.localdate().year)},
    "consent_preview": lambda stage, thing: MOST_ANSWERS,
    "consent_confirm": lambda stage, thing: {"months": "3", "given_how": "screen", "signature": DRAWN},
    "consent_colleague": lambda stage, thing: {"email": stage.people.foreign.worker.membership.user.email},
    "consent_text": lambda stage, thing: {
        "basis": "text_ccapex",
        "recipient": f"{stage.people.sister.unit.public_id}:operator",
        "scopes": ["identity"],
        "notice": "CCAPEX du 3 décembre",
        "until": (timezone.localdate() + timedelta(days=30)).strftime("%d/%m/%Y"),
    },
    "consent_withdraw": lambda stage, thing: {"channel": "letter"},
    "stop_everything": lambda stage, thing: {"person": _tenant(thing), "channel": "letter"},
    "flag_set": lambda stage, thing: {"person": _tenant(thing)},
    "guest": lambda stage, thing: {"demander": "1"},
    "person_link": lambda stage, thing: {"born_on": BORN_ON.strftime("%d/%m/%Y")},
    "invite": lambda stage, thing: {
        "email": "nouvelle@example.test",
        "unit": stage.people.home.unit.key,
        "role": "worker",
    },
    "member": lambda stage, thing: {"role": "manager"},
    "invitation": lambda stage, thing: {
        "first_name": "Camille",
        "last_name": "Noël",
        "password": "Escalier-vert-12",
    },
    "import_correct": lambda stage, thing: {"line": "2", "column": "B", "text": "GUYON"},
    "import_choose": lambda stage, thing: {"line": "2", "choice": "first"},
    "refer_complete": lambda stage, thing: {"phone": "06 00 00 41 28"},
    **committee_things.BODIES,
    **report_things.BODIES,
}
