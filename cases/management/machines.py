"""The states of things, gathered for docs/states.md: the transition tables, and what is stored or dated without one.

Names of states are those the screens show. Each act names the function that does it, in Python, or `sec.…` in the database, looked up
when the document is made, so that a renamed one stops it.
"""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from django.utils.text import capfirst

from cases.enums import AccompanimentState, AnswerState, FeedbackState, ImportState, ReferralState
from cases.management.pictured import FURTHER, Machine, Step, from_table
from cases.queries.landlord_case import LABELS
from cases.transitions import ACCOMPANIMENT, ANSWER, NOTHING, REFERRAL
from cases.views.activity_reports import STATES as DOCUMENT_STATES
from cases.views.case_rows import STATES as ACCOMPANIMENT_STATES
from cases.views.received import ANSWERS
from common.models import Document
from partners.enums import Role

DATABASE = "la base de données"
Value = TypeVar("Value", bound=str)


def _said(shown: Mapping[Value, tuple[str, str]], labels: Iterable[tuple[Value, str]]) -> dict[str, str]:
    """The word on screen of each state: of its tag where it has one, else of its list."""
    return {value: shown[value][1] if value in shown else str(capfirst(label)) for value, label in labels}


_TEAM = "l’équipe qui suit le ménage, sa responsable (`worker`, `manager`)"
_ASKER = "qui l’a demandé"


def machines() -> tuple[Machine, ...]:
    """Every picture of docs/states.md, in its order, those of the apps above last."""
    return (
        _referral(), _answer(), _feedback(), _accompaniment(), _visit(), _consent(), _import(), _document(),
        *(pictured() for pictured in FURTHER),
    )  # fmt: skip


def _referral() -> Machine:
    acts = {
        "submit": ("Saisir, suivi du nom de l’association", "sec.submit_referral"),
        "complete": ("Renvoyer la fiche complétée", "cases.actions.referrals.complete_referral"),
        "withdraw": ("Retirer la saisine", "cases.actions.referrals.withdraw_referral"),
    }
    asked = Step(
        "ask_missing",
        "Demander ce qui manque",
        (ReferralState.SUBMITTED,),
        ReferralState.INCOMPLETE,
        f"{DATABASE}, quand l’association le demande",
        "sec.t_answer",
    )
    return Machine(
        "A referral, the landlord's part",
        "`cases_referral.state`, from `cases.transitions.REFERRAL`",
        "Drafted and submitted in one transaction: nobody meets a draft on screen.",
        _said({}, ReferralState.choices),
        (*from_table(REFERRAL, ReferralState.values, acts), asked),
        open_word="en cours",
    )


def _answer() -> Machine:
    acts = {
        "receive": ("Ouvrir", "cases.actions.answers.receive"),
        "ask_missing": ("Demander ce qui manque", "cases.actions.answers.ask_missing"),
        "keep_waiting": ("Mettre sur liste d’attente", "cases.actions.answers.keep_waiting"),
        "take_off_list": ("Retirer de la liste d’attente", "cases.actions.answers.take_off_list"),
        "accept": ("Accepter et suivre ce ménage, Accepter la saisine", "cases.actions.answers.accept"),
        "not_accept": ("Ne pas accepter", "cases.actions.answers.not_accept"),
        "redirect": ("Réorienter vers un autre service", "cases.actions.answers.redirect"),
    }
    steps = tuple(
        step if step.act == "receive" else step._replace(sources=tuple(filter(None, step.sources)))
        for step in from_table(ANSWER, AnswerState.values, acts)
    )
    return Machine(
        "A referral, the association's part",
        "`cases_referralanswer.state`, from `cases.transitions.ANSWER`",
        "Never read by the landlord. Given once: nothing leaves the last three. An answer to a sheet that nobody opened "
        "opens it first.",
        _said(ANSWERS, AnswerState.choices) | {AnswerState.INCOMPLETE: "Le bailleur complète, puis Complétée"},
        steps,
        open_word="sans réponse",
        without_act={AnswerState.CLOSED: "no act writes it; the database admits it after `accepted` alone"},
    )


def _feedback() -> Machine:
    sent, received, incomplete = FeedbackState.SENT, FeedbackState.RECEIVED, FeedbackState.INCOMPLETE
    contacted, engaged, closed = FeedbackState.CONTACTED, FeedbackState.ENGAGED, FeedbackState.CLOSED
    return Machine(
        "A referral, as the landlord reads it",
        "`cases_referralfeedback`, one dated row for each state",
        "Written by the database alone, the same words whatever was answered. A refusal shows on the agreement's answer "
        "date, an outreach without adhesion on the 61st day.",
        _said(LABELS, FeedbackState.choices)
        | {value: f"{LABELS[value][1]}, {value.label}" for value in (sent, received)},
        (
            Step("sent", "saisine envoyée", (NOTHING,), sent, DATABASE, "sec.submit_referral"),
            Step("received", "fiche ouverte", (sent,), received, DATABASE, "sec.t_answer"),
            Step("incomplete", "précision demandée", (sent, received), incomplete, DATABASE, "sec.t_answer"),
            Step("completed", "précision donnée", (incomplete,), received, DATABASE, "sec.submit_referral"),
            Step("contacted", "première tentative, quelle que soit l’issue", (received,), contacted, DATABASE,
                 "sec.visits_changed"),
            Step("engaged", "adhésion", (contacted,), engaged, DATABASE, "sec.t_course"),
            Step("closed", "61e jour, refus, retrait, ou fin", (sent, received, incomplete, contacted, engaged), closed,
                 DATABASE, "sec.feedback"),
        ),
        open_word="ouverte",
    )  # fmt: skip


def _accompaniment() -> Machine:
    acts = {
        "accept": ("Accepter et suivre ce ménage, Accepter la saisine", "cases.actions.answers.accept"),
        "engage": ("Enregistrer l’adhésion", "cases.actions.accompaniments.engage"),
        "suspend": ("Suspendre l’accompagnement", "cases.actions.accompaniments.suspend"),
        "resume": ("Reprendre l’accompagnement", "cases.actions.accompaniments.resume"),
        "end": ("Terminer l’accompagnement, Ne pas poursuivre", "cases.actions.accompaniments.end"),
    }
    over = Step(
        "follow_up_over",
        "le droit de suite est passé",
        (AccompanimentState.FOLLOW_UP,),
        AccompanimentState.ENDED,
        "une tâche planifiée",
        "cases.tasks.end_follow_up",
    )
    return Machine(
        "An accompaniment",
        "`cases_accompanimentcourse.state`, from `cases.transitions.ACCOMPANIMENT`",
        "Ending it says how. The team goes on reading during the follow-up right, 180 days unless the agreement says otherwise; "
        "an agreement that gives none ends it at once (docs/adr/0023).",
        _said(ACCOMPANIMENT_STATES, AccompanimentState.choices),
        (*from_table(ACCOMPANIMENT, AccompanimentState.values, acts), over),
        open_word="en cours",
        without_act={AccompanimentState.ARCHIVED: "nothing writes it before retention does"},
    )


def _visit() -> Machine:
    team = "l’équipe qui suit le ménage (`worker`, `manager`)"
    return Machine(
        "A visit",
        "`cases_visit.outcome`, empty while it is planned",
        "The outcome tells a meeting from an attempt. The same visit sent twice is written once.",
        {"planned": "Prévue", "logged": "Notée"},
        (
            Step("plan", "Planifier la visite", (NOTHING,), "planned", team, "cases.actions.visits.plan"),
            Step("move", "Déplacer la visite", ("planned",), "planned", team, "cases.actions.visits.move"),
            Step("log", "Enregistrer la visite", (NOTHING, "planned"), "logged", team, "cases.actions.visits.log"),
            Step("correct", "Corriger la visite", ("logged",), "logged", "qui l’a notée", "cases.actions.visits.correct"),
        ),
    )  # fmt: skip


def _consent() -> Machine:
    force, awaiting = "in_force", "awaiting"
    replaced, withdrawn, expired, exited = "replaced", "withdrawn", "expired", "exit"
    lists = "qui voit le dossier dans ses listes (`worker`, `manager`, `clerk`) ; la personne"
    return Machine(
        "A consent and its grants",
        "`cases_consent` and `cases_grant`: dates (`until`, `ended_at`, `effective_until`), never a stored state",
        "Ended once and never reopened; what it opened is closed at the next request.",
        {
            force: "En vigueur",
            awaiting: "Oral, à confirmer",
            replaced: "Remplacé",
            withdrawn: "Retiré",
            expired: "Arrivé à son terme",
            exited: "Sans effet, accompagnement terminé",
        },
        (
            Step("record", "Je signe", (NOTHING,), force, _TEAM, "cases.actions.consents.record"),
            Step("record_oral", "Enregistrer l’accord oral", (NOTHING,), awaiting, _TEAM, "cases.actions.consents.record"),
            Step("confirm_oral", "Confirmer par écrit", (awaiting,), force, _TEAM, "cases.actions.consents.confirm_oral"),
            Step("replace", "Changer un accord", (force, awaiting), replaced, _TEAM, "cases.actions.consents.record"),
            Step("withdraw", "Retirer l’accord", (force, awaiting), withdrawn, lists, "cases.actions.withdrawals.withdraw"),
            Step("stop_everything", "Tout arrêter", (force, awaiting), withdrawn,
                 f"{lists} ; la protection des données (`dpo`)", "cases.actions.withdrawals.stop_everything"),
            Step("until", "la date choisie, trente jours s’il est oral", (force, awaiting), expired, "aucun acte : une date",
                 "sec.grants_in_force"),
            Step("end", "fin de l’accompagnement, pour un bailleur", (force, awaiting), exited, DATABASE,
                 "sec.grants_in_force"),
        ),
        open_word="ouvert",
    )  # fmt: skip


def _import() -> Machine:
    clerk, checked = f"{Role.CLERK.label} (`clerk`)", ImportState.CHECKED
    return Machine(
        "An import of arrears",
        "`cases_importbatch.state`",
        "The file itself is never kept. One that nobody confirms is forgotten after 24 hours (`sec.purge_import_batches`).",
        _said({}, ImportState.choices),
        (
            Step("stage", "Lire le fichier", (NOTHING,), checked, clerk, "cases.actions.imports.stage"),
            Step("correct", "Corriger la cellule", (checked,), checked, clerk, "cases.actions.imports.correct"),
            Step("write", "Importer les lignes prêtes", (checked,), ImportState.WRITTEN, clerk, "cases.actions.imports.write"),
            Step("abandon", "Annuler, ne rien importer", (checked,), ImportState.ABANDONED, clerk,
                 "cases.actions.imports.abandon"),
        ),
    )  # fmt: skip


def _document() -> Machine:
    waiting, worker = Document.State.WAITING, "un processus de fond"
    return Machine(
        "A document, and the work that makes it",
        "`common_document.state`; its work is a row of `common_outbox`",
        "Issued means immutable. Work that fails is tried five times (`common.outbox`), then its asker is told why.",
        _said(DOCUMENT_STATES, Document.State.choices),
        (
            Step("issue", "Imprimer, Préparer le rapport", (NOTHING,), waiting, _ASKER, "common.documents.issue"),
            Step("store", "document fait", (waiting,), Document.State.READY, worker, "common.documents.store"),
            Step("refuse", "droit perdu, ou cinq échecs", (waiting,), Document.State.REFUSED, worker, "common.documents.refuse"),
            Step("stop", "Arrêter", (waiting,), Document.State.STOPPED, _ASKER, "common.documents.stop"),
        ),
    )  # fmt: skip
