"""What a worker does at a share of the work, as the page of a report says."""

from reports.enums import ReportState

_COMPOSING = (
    (0, "Le rapport attend son tour"),
    (5, "Comptage"),
    (35, "Ce qui laisserait deviner un ménage est retiré"),
    (95, "Mise en page"),
)
_DRAWING = ((0, "Les fichiers attendent leur tour"), (1, "Écriture des fichiers"))


def stage_of(state: str, share: int) -> str:
    """What is being done at that share of the work of that state."""
    stages = _DRAWING if state == ReportState.SIGNED else _COMPOSING
    return next(words for start, words in reversed(stages) if share >= start)
