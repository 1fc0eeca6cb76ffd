"""The counts that stand each morning: every programme of every operator unit, once a day."""

import hashlib
import json
import logging
import time
import traceback
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from common.jobs import KEPT, take_slot
from common.models import JobSlot
from partners.enums import Capacity
from partners.models import Agreement, UnitCapacity
from reports.counting.asked import usual
from reports.counting.work import Authors, count

logger = logging.getLogger(__name__)

JOB = "count-cells"
#: After so many seconds no other unit is begun: the next tick goes on. Less than the limit of a task, by the longest count.
LONG_ENOUGH = 100.0


def waiting(today: date) -> list[tuple[Authors, str, str]]:
    """The units and programmes that nobody has counted that day, each with its slot, in the order of their rows. Code that counts
    other cells has slots of its own: it counts them the day it is deployed. Three statements."""
    counted = _digest(today)
    done = set(JobSlot.objects.filter(job=JOB, slot__startswith=f"{today}:").values_list("slot", flat=True))
    held = {
        each.unit_id: Authors(each.audience_id, each.manager_audience_id)
        for each in UnitCapacity.objects.filter(capacity=Capacity.OPERATOR)
    }
    agreed = Agreement.objects.filter(operator_unit_id__in=held).order_by("operator_unit_id", "programme_id")
    found = [
        (held[unit], key, f"{today}:{held[unit].managers}:{programme}:{counted}")
        for unit, programme, key in agreed.values_list("operator_unit_id", "programme_id", "programme__key")
    ]
    return [each for each in found if each[-1] not in done]


def _digest(today: date) -> str:
    """Of what is usual that day."""
    said = json.dumps(usual(today).as_json(), sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:8]


def count_waiting(today: date | None = None) -> int:
    """Count those of `waiting`, one after the other, for as long as `LONG_ENOUGH`; how many were counted.

    One that fails is tried again at the next tick and holds back no other; its class and place alone are logged.
    """
    day, began, done = today or timezone.localdate(), time.monotonic(), 0
    JobSlot.objects.filter(job=JOB, slot__lt=f"{day - KEPT}").delete()
    for authors, programme, slot in waiting(day):
        if time.monotonic() - began > LONG_ENOUGH:
            break
        done += _count(authors, programme, slot, day)
    return done


def _count(authors: Authors, programme: str, slot: str, day: date) -> bool:
    """Whether it was counted here. A slot whose count failed is free again."""
    try:
        with transaction.atomic():
            if not take_slot(JOB, slot):
                return False
            count(authors, programme, usual(day), today=day)
    except Exception as error:  # noqa: BLE001 - the other units are counted all the same; see above for what is logged
        place = traceback.extract_tb(error.__traceback__)[-1]
        logger.error("count of %s: %s at %s:%s", authors.managers, type(error).__name__, place.filename, place.lineno)
        return False
    return True


#: How often beat asks; a unit is counted once a day whatever it is.
EVERY = timedelta(minutes=5)
