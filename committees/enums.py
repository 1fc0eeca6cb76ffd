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


class Voice(TextChoices):
    """An opinion of one seat, kept apart from the decision."""

    FAVOURABLE = "favourable", "favorable"
    RESERVED = "reserved", "réservé"
    UNFAVOURABLE = "unfavourable", "défavorable"


class PaperKind(TextChoices):
    """What is kept of a signed session: its minutes name no household, an annex speaks of one alone."""

    MINUTES = "minutes", "compte rendu"
    ANNEX = "annex", "annexe"
