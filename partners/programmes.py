"""The programmes an installation may have, with their usual consent sets (decisions T9)."""

from typing import Any

_LANDLORD: dict[str, Any] = {
    "scopes": ["identity", "housing"],
    "separate": ["budget"],
    "return_scopes": ["housing"],
    "return_purpose": "donner à {operator} l’état de mon compte",
}
_ACCESS_PURPOSE = "préparer et réussir mon entrée dans le logement, puis suivre mon loyer"
_COMMON: dict[str, Any] = {
    "durations": [3, 6, 12],
    "language": "fr",
    "oral_days": 30,
    "ends_at_latest": "accompaniment_end",
}

#: The usual consent set of each programme (decisions T9; a setting, not a legal opinion). `entity`: "branch" is
#: the landlord unit that holds the tenancy; "social_service" the landlord's unit with that entity in the
#: agreement; "sliding_lease_holder" the association that holds a sliding lease, when there is one. `separate`:
#: scopes asked as a question of their own. `return_from`: since when the return direction is asked.
PROGRAMMES: dict[str, tuple[str, dict[str, Any]]] = {
    "gironde": (
        "Maintien dans le logement (modèle Gironde)",
        _COMMON
        | {
            "recipients": [
                _LANDLORD
                | {
                    "entity": "branch",
                    "purpose": "suivre ma dette et mon plan d’apurement",
                    "return_from": "now",
                }
            ],
            "notice": "gironde-2026-11",
        },
    ),
    "rouen": (
        "Accès et maintien accompagnés (modèle Rouen)",
        _COMMON
        | {
            "recipients": [
                _LANDLORD
                | {
                    "entity": "social_service",
                    "purpose": _ACCESS_PURPOSE,
                    "return_from": "lease_signature",
                },
                {
                    "entity": "sliding_lease_holder",
                    "scopes": ["identity", "housing"],
                    "separate": [],
                    "purpose": _ACCESS_PURPOSE,
                },
            ],
            "notice": "rouen-2026-11",
        },
    ),
}
