"""Closed lists of committees (domain 4.7)."""

from django.db.models import TextChoices


class Ceiling(TextChoices):
    """Which version of a presentation sheet is read, widest first."""

    FULL = "full", "complète"
    HOUSING = "housing", "logement seulement"
    CODED = "coded", "sous un code"


#: From the widest to the narrowest: what is projected is the narrowest of those present.
NARROWING = (Ceiling.FULL, Ceiling.HOUSING, Ceiling.CODED)


class Rank(TextChoices):
    TITULAR = "titular", "titulaire"
    SUBSTITUTE = "substitute", "suppléant"


class Attending(TextChoices):
    """What is known of a seat in one session. Who is absent or excused reads nothing of it."""

    EXPECTED = "expected", "attendu"
    PRESENT = "present", "présent"
    EXCUSED = "excused", "excusé"
    ABSENT = "absent", "absent"


class HouseholdPresence(TextChoices):
    """Whether the household is there for its own file. `PARTLY`: one of its adults is missing."""

    PRESENT = "present", "là"
    PARTLY = "partly", "là, sans l’un de ses adultes"
    ABSENT = "absent", "pas là"


class SessionState(TextChoices):
    """`planned`: its date is known. `sent`: called, and read by those designated. `open`: it sits. `closed`: its minutes are
    to be signed. `signed` and `cancelled`: nothing of it is read by a seat any more."""

    PLANNED = "planned", "prévue"
    SENT = "sent", "convoquée"
    OPEN = "open", "en cours"
    CLOSED = "closed", "compte rendu à signer"
    SIGNED = "signed", "compte rendu signé"
    CANCELLED = "cancelled", "annulée"


class DecisionKind(TextChoices):
    """What a committee may decide; which of them one may, its competences say (domain 4.7)."""

    ORIENTED = "oriented", "orienté vers"
    MEASURE = "measure", "mesure accordée"
    RENEWAL = "renewal", "mesure renouvelée"
    OTHER_FUND = "other_fund", "recommandé à un autre financement"
    OUT_OF_SCOPE = "out_of_scope", "hors champ"
    ADJOURNED = "adjourned", "ajourné"
    REFUSED = "refused", "refusé"
    STEP = "step", "étape validée"
    SUSPENSION = "suspension", "mesure suspendue"
    CLOSED = "closed", "clos"
    RADIATED = "radiated", "radié"


class EffectKind(TextChoices):
    """What is to be done of a decision once its minutes are signed: a competence says which (domain 4.7)."""

    OPEN = "open_accompaniment", "ouvrir l’accompagnement"
    RENEW = "renew_beyond", "prolonger l’accompagnement"
    SUSPEND = "suspend", "suspendre l’accompagnement"
    SUSPEND_LITIGATION = "suspend_litigation", "noter la suspension de la procédure"
    PRESENT_AGAIN = "present_again", "représenter la demande"
    END = "end", "terminer l’accompagnement"


class Outcome(TextChoices):
    """How an effect ended. `dropped`: without being carried out, whatever the reason, which is the team's."""

    CARRIED_OUT = "carried_out", "fait"
    DROPPED = "dropped", "sans suite"


class Voice(TextChoices):
    """An opinion of one seat, kept apart from the decision."""

    FAVOURABLE = "favourable", "favorable"
    RESERVED = "reserved", "réservé"
    UNFAVOURABLE = "unfavourable", "défavorable"


class Purged(TextChoices):
    """What a tombstone stands for."""

    ANNEX = "annex", "annexe"
    SHEET = "sheet", "fiche"


class PurgeReason(TextChoices):
    """Why it was forgotten, completing « L’annexe est effacée : »."""

    AGE = "age", "son délai est passé"
    SHEET = "sheet", "la fiche du ménage est effacée"
    ENDED = "ended", "l’accord a pris fin, ou le dossier a été retiré"
    UNADHERED = "unadhered", "le ménage n’a pas été accompagné"


class PaperKind(TextChoices):
    """What is kept of a signed session: its minutes name no household, an annex speaks of one alone."""

    MINUTES = "minutes", "compte rendu"
    ANNEX = "annex", "annexe"
