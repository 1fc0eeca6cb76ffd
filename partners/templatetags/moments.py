"""Instants of the directory, as French local dates."""

from datetime import datetime

from django import template
from django.utils.timezone import localtime

from common.formatting import clock, day_month, full_date

register = template.Library()


@register.filter
def full_day(moment: datetime) -> str:
    """« 3 novembre 2026 »."""
    return full_date(localtime(moment))


@register.filter
def day_and_time(moment: datetime) -> str:
    """« 3 novembre à 10 h 12 »."""
    local = localtime(moment)
    return f"{day_month(local)} à {clock(local)}"
