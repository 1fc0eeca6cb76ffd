"""Closed lists of the domain: English values, French labels (decisions T8, T10, T11, T13)."""

from django.db.models import TextChoices


class Scope(TextChoices):
    """What a grant opens (domain 5). `presentation` opens nothing of a case: it lets a committee's secretariat receive a
    sheet made for it (docs/adr/0028)."""

    IDENTITY = "identity", "coordonnées"
    HOUSING = "housing", "logement"
    BUDGET = "budget", "budget"
    SOCIAL = "social", "accompagnement social"
    PRESENTATION = "presentation", "fiche de présentation"


class CaseKind(TextChoices):
    TENANCY = "tenancy", "location"
    ACCOMPANIMENT = "accompaniment", "accompagnement"
    REQUEST = "request", "demande"


class GrantBasis(TextChoices):
    """Recorded bases of a grant (T8). Team, holder unit and referral sheet are read from their own rows."""

    AGREEMENT = "agreement", "accord de la personne"
    ORAL_AGREEMENT = "oral_agreement", "accord oral, à confirmer"
    TEXT_L121_6_2 = "text_L121_6_2", "article L. 121-6-2 du code de l’action sociale"
    TEXT_L345_2_10 = "text_L345_2_10", "article L. 345-2-10 du code de l’action sociale"
    TEXT_CCAPEX = "text_ccapex", "commission de prévention des expulsions"
    TEXT_DALO = "text_dalo", "droit au logement opposable"


class GivenHow(TextChoices):
    SCREEN = "screen", "signé sur l’écran"
    PAPER = "paper", "signé sur papier, photographié"
    ORAL = "oral", "donné oralement, à confirmer"


class EndedHow(TextChoices):
    WITHDRAWN = "withdrawn", "retiré"
    REPLACED = "replaced", "remplacé"
    EXIT = "exit", "fin de l’accompagnement"


class WithdrawalChannel(TextChoices):
    IN_PERSON = "in_person", "de vive voix"
    TELEPHONE = "telephone", "par téléphone"
    LETTER = "letter", "par courrier"
    LINK = "link", "par son lien personnel"


class ReferralOrigin(TextChoices):
    ARREARS_MEETING = "arrears_meeting", "réunion d’impayés de l’agence"
    PROXIMITY_STAFF = "proximity_staff", "personnel de proximité"
    NEIGHBOURS = "neighbours", "voisins"
    FAMILY = "family", "famille"
    TENANT = "tenant", "le locataire"
    EXTERNAL_PARTNER = "external_partner", "partenaire extérieur"
    CCAS = "ccas", "CCAS"
    SIAO = "siao", "SIAO"
    CCAPEX = "ccapex", "CCAPEX"
    CAF = "caf", "CAF"


class ReferralState(TextChoices):
    """The landlord's own part of the state; the operator's part is AnswerState."""

    DRAFT = "draft", "à orienter"
    SUBMITTED = "submitted", "envoyée"
    INCOMPLETE = "incomplete", "à compléter"
    WITHDRAWN = "withdrawn", "retirée"


class AnswerState(TextChoices):
    """What the operator does of a referral; never shown to the referrer."""

    RECEIVED = "received", "reçue"
    INCOMPLETE = "incomplete", "à compléter"
    WAITING = "waiting", "sur liste d’attente"
    ACCEPTED = "accepted", "acceptée"
    NOT_ACCEPTED = "not_accepted", "non acceptée"
    REDIRECTED = "redirected", "réorientée"
    CLOSED = "closed", "close"


class FeedbackState(TextChoices):
    """The neutral states a referrer sees, each with its date (T10)."""

    SENT = "sent", "envoyée"
    INCOMPLETE = "incomplete", "à compléter"
    RECEIVED = "received", "reçue"
    CONTACTED = "contacted", "contactée"
    ENGAGED = "engaged", "accompagnement engagé"
    CLOSED = "closed", "close sans suite"


class ToldHow(TextChoices):
    LETTER = "letter", "par courrier"
    TELEPHONE = "telephone", "par téléphone"
    IN_PERSON = "in_person", "de vive voix"
    EMAIL = "email", "par courriel"
    BRANCH = "branch", "à l’agence"


class ActionTaken(TextChoices):
    """What the landlord has already done (T11)."""

    LETTER = "letter", "courrier"
    TELEPHONE = "telephone", "appel téléphonique"
    VISIT = "visit", "visite"
    PLAN_PROPOSED = "plan_proposed", "plan d’apurement proposé"
    FSL_TOLD = "fsl_told", "FSL informé"


class AccompanimentKind(TextChoices):
    ACCESS = "access", "accès au logement"
    MAINTENANCE = "maintenance", "maintien dans le logement"


class AccompanimentState(TextChoices):
    REACHING = "reaching", "aller vers"
    ENGAGED = "engaged", "engagé"
    SUSPENDED = "suspended", "suspendu"
    ENDED = "ended", "terminé"
    FOLLOW_UP = "follow_up", "veille"
    ARCHIVED = "archived", "archivé"


class ExitOutcome(TextChoices):
    KEPT = "kept", "maintien dans le logement"
    MOVED = "moved", "mutation"
    LEASE_SLID = "lease_slid", "bail glissé"
    OTHER_SOLUTION = "other_solution", "autre solution"
    ORDINARY_LAW = "ordinary_law", "relais de droit commun"
    NON_ADHESION = "non_adhesion", "ne souhaite pas être accompagné"
    NOT_REACHED = "not_reached", "ménage non rencontré"
    NO_MEASURE = "no_measure", "non-lieu à mesure"
    EVICTION = "eviction", "expulsion"
    LEFT = "left", "départ"
    PROLONGED_ABSENCE = "prolonged_absence", "absence prolongée"
    DIED = "died", "décès"


class StatementSource(TextChoices):
    LANDLORD_FILE = "file", "fichier du bailleur"
    TYPED = "typed", "saisie"


class ImportState(TextChoices):
    CHECKED = "checked", "vérifié"
    WRITTEN = "written", "importé"
    ABANDONED = "abandoned", "abandonné"


class VisitKind(TextChoices):
    HOME = "home", "à domicile"
    ACCOMPANIMENT = "accompaniment", "accompagnement physique"
    TELEPHONE = "telephone", "au téléphone"
    OFFICE = "office", "au bureau"


class VisitOutcome(TextChoices):
    HELD = "held", "rencontre"
    THROUGH_DOOR = "through_door", "à travers la porte"
    ABSENT = "absent", "absent"
    REFUSED = "refused", "a refusé"
    CANCELLED_BY_HOUSEHOLD = "cancelled_by_household", "annulée par le ménage"
    CANCELLED_BY_WORKER = "cancelled_by_worker", "annulée par moi"
    MESSAGE_LEFT = "message_left", "message laissé"
    MOVED_OUT = "moved_out", "a déménagé"


class VisitTheme(TextChoices):
    RENT = "rent", "loyer"
    ENERGY = "energy", "énergie"
    RIGHTS = "rights", "droits"
    NEIGHBOURHOOD = "neighbourhood", "voisinage"
    DWELLING = "dwelling", "logement"
    EMPLOYMENT = "employment", "emploi"
    BUDGET = "budget", "budget"
    STEPS = "steps", "démarches"
    FAMILY = "family", "famille"


class Reason(TextChoices):
    """Reasons a landlord may give (domain 4.1). Health, addiction, violence and justice are not reasons."""

    ISOLATION = "isolation", "isolement"
    DISTRESS = "distress", "détresse"
    SEVERE_POVERTY = "severe_poverty", "grande pauvreté"
    BUDGET = "budget", "gestion du budget"
    SEPARATION = "separation", "séparation"
    APPROPRIATION = "appropriation", "appropriation du logement"
    NEIGHBOURHOOD = "neighbourhood", "troubles de voisinage"
    UNEXPECTED_EXPENSE = "unexpected_expense", "dépense imprévue"
    RIGHTS_NOT_OPENED = "rights_not_opened", "droits non ouverts"
    OVER_INDEBTEDNESS = "over_indebtedness", "surendettement"
    UNFIT_DWELLING = "unfit_dwelling", "incurie"
    ENERGY_POVERTY = "energy_poverty", "précarité énergétique"
    PRIORITY_CONTACT = "priority_contact", "contact prioritaire"


class ProcedureStage(TextChoices):
    NONE = "none", "aucune"
    PRE_LITIGATION = "pre_litigation", "précontentieux"
    REMINDER = "reminder", "relance amiable"
    ORDER_TO_PAY = "order_to_pay", "commandement de payer"
    SUMMONS = "summons", "assignation"
    HEARING = "hearing", "audience"
    JUDGMENT = "judgment", "jugement"
    ORDER_TO_LEAVE = "order_to_leave", "commandement de quitter les lieux"
    ENFORCEMENT_DELAY = "enforcement_delay", "délais du juge de l’exécution"
    POLICE_ASSISTANCE = "police_assistance", "concours de la force publique"
    EVICTION = "eviction", "expulsion"


class ProcedureEventKind(TextChoices):
    """What happens in proceedings: a stage is reached, their suspension is asked, answered and over (domain 4.6), or a
    fact is told that their time limits, or the rule of unpaid rent, are counted from."""

    STAGE = "stage", "étape de la procédure"
    SUSPENSION_ASKED = "suspension_asked", "suspension demandée"
    SUSPENSION_GRANTED = "suspension_granted", "suspension accordée"
    SUSPENSION_REFUSED = "suspension_refused", "suspension refusée"
    SUSPENSION_ENDED = "suspension_ended", "fin de la suspension"
    LEASE_SIGNED = "lease_signed", "bail signé"
    FIRST_DEFAULT = "first_default", "premier loyer impayé"
    CCAPEX_TOLD = "ccapex_told", "CCAPEX saisie, ou CAF informée"
    BAD_FAITH = "bad_faith", "mauvaise foi retenue par le juge"
    COMMITTEE = "committee", "présentation en commission"


class SuspensionReason(TextChoices):
    """Why an accompaniment rests. Never health or detention: what the team knows of it stands in its notes."""

    ABSENCE = "absence", "absence prolongée"
    HOUSEHOLD = "household", "à la demande du ménage"
    RELOCATION = "relocation", "changement de logement en cours"
    OTHER_SUPPORT = "other_support", "autre accompagnement en cours"
    OTHER = "other", "autre raison"


class PartKind(TextChoices):
    ASSESSMENT = "assessment", "diagnostic"
    CONTRACT = "contract", "contrat d’accompagnement"
    BILAN = "bilan", "bilan"
    TRIPARTITE = "tripartite", "entretien tripartite"


class Party(TextChoices):
    """Who signs a common part (programme rules `common_part_signed_by`)."""

    HOUSEHOLD = "household", "le ménage"
    OPERATOR = "operator", "l’association"
    LANDLORD = "landlord", "le bailleur"
    LANDLORD_SOCIAL_SERVICE = "landlord_social_service", "le service social du bailleur"
    SUB_LESSOR = "sub_lessor", "le titulaire du bail"


class SignedHow(TextChoices):
    SCREEN = "screen", "signé sur l’écran"
    PAPER = "paper", "signé sur papier, photographié"


class ObjectiveProgress(TextChoices):
    NOT_BEGUN = "not_begun", "pas commencé"
    BEGUN = "begun", "commencé"
    WELL_UNDER_WAY = "well_under_way", "bien avancé"
    REACHED = "reached", "atteint"
    GIVEN_UP = "given_up", "abandonné"


class StepKind(TextChoices):
    """The CESF's daily work (domain 4.5)."""

    RSA = "rsa", "RSA"
    AAH = "aah", "AAH"
    HEALTH_COVER = "health_cover", "couverture santé"
    APL = "apl", "aide au logement (APL)"
    UNEMPLOYMENT = "unemployment", "allocation chômage"
    PENSION = "pension", "retraite"
    BANQUE_DE_FRANCE = "banque_de_france", "dossier Banque de France"
    PRP = "prp", "procédure de rétablissement personnel"
    FSL_ACCESS = "fsl_access", "FSL accès"
    FSL_MAINTENANCE = "fsl_maintenance", "FSL maintien"
    RENT_AID = "rent_aid", "aide sur le loyer"
    CCAS = "ccas", "aide du CCAS"
    SOCIAL_TARIFF = "social_tariff", "chèque énergie, tarif social"
    LEGAL_PROTECTION = "legal_protection", "protection juridique"
    HOUSING_REQUEST = "housing_request", "demande de logement social"
    INSURANCE = "insurance", "assurance du logement"
    ENERGY_CONTRACT = "energy_contract", "contrat d’énergie"
    ORIENTATION = "orientation", "orientation vers un partenaire"
    OTHER = "other", "autre démarche"


class StepAnswer(TextChoices):
    GRANTED = "granted", "accordée"
    PARTLY = "partly", "accordée en partie"
    REFUSED = "refused", "refusée"
    ABANDONED = "abandoned", "abandonnée"


class AlertKind(TextChoices):
    """What partners tell each other: from the landlord, then from the operator, then from both."""

    NEW_ARREARS = "new_arrears", "nouvel impayé"
    PLAN_MISSED = "plan_missed", "échéance du plan non payée"
    PROCEDURE = "procedure", "nouvelle étape de la procédure"
    NEIGHBOURHOOD = "neighbourhood", "troubles de voisinage"
    TECHNICAL_DEFECT = "technical_defect", "problème technique dans le logement"
    AID_INTERRUPTED = "aid_interrupted", "aide au logement interrompue"
    CONTACT_WANTED = "contact_wanted", "un échange est souhaité"


class TaskKind(TextChoices):
    """What is to be done: made by a rule, or typed."""

    TYPED = "typed", "à faire"
    INFORMATION = "information", "notice d’information"
    CONTRACT = "contract", "contrat"
    BILAN = "bilan", "bilan"
    TRIPARTITE = "tripartite", "entretien tripartite"
    STEP = "step", "démarche à relancer"
    PROCEDURE = "procedure", "délai de la procédure"
    WINTER_TRUCE = "winter_truce", "trêve hivernale"
    ALERT = "alert", "alerte à lire"
