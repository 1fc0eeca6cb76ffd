"""What a browser sends of a visit, and what it reads."""

from uuid import uuid4

from django.utils import timezone


def body(answer) -> str:
    return answer.content.decode().replace("\xa0", " ").replace("\u202f", " ")


def sent(**fields) -> dict:
    """What a browser sends: outcome chosen, the rest as it was proposed."""
    defaults = {
        "device_id": str(uuid4()),
        "outcome": "held",
        "on": timezone.localdate().isoformat(),
        "at": "10:12",
        "kind": "home",
        "travel_minutes": "15",
        "administration_minutes": "15",
    }
    return defaults | fields
