"""Days and hours as people type them: 3/11, 03112026, hier; 10 h 12, 10:12."""

import re
from datetime import date, time, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from common.parsing import Unreadable, parse_date

_DIGITS = re.compile(r"(\d{2})(\d{2})(\d{4})")
_DAY_MONTH = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})")
_CLOCK = re.compile(r"(\d{1,2})\s*(?:h|:|H)?\s*(\d{2})?(?::\d{2})?")
_NEAR = {"aujourd'hui": 0, "aujourd’hui": 0, "hier": -1, "avant-hier": -2, "demain": 1}


def read_day(text: str, today: date) -> date | Unreadable:
    """The day a text means, as `common.parsing.parse_date` and also « hier », 03112026, or 3/11 of this year."""
    plain = text.strip().lower()
    if plain in _NEAR:
        return today + timedelta(days=_NEAR[plain])
    if digits := _DIGITS.fullmatch(plain):
        return parse_date("/".join(digits.groups()))
    if short := _DAY_MONTH.fullmatch(plain):
        return parse_date(f"{short[1]}/{short[2]}/{today.year}")
    return parse_date(plain)


class DayField(forms.DateField):
    """A day, drawn by the browser's own calendar; also understands what people type where there is none."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {"required": "Il manque la date."}

    def to_python(self, value):
        if value in self.empty_values or isinstance(value, date):
            return super().to_python(value)
        day = read_day(str(value), timezone.localdate())
        if isinstance(day, Unreadable):
            raise ValidationError(day.sentence, code="invalid")
        return day


class HourField(forms.TimeField):
    """An hour of the day: 10 h 12, 10:12, 9h."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")

    def to_python(self, value):
        if value in self.empty_values or isinstance(value, time):
            return super().to_python(value)
        read = _CLOCK.fullmatch(str(value).strip())
        if not read or int(read[1]) > 23 or int(read[2] or 0) > 59:
            raise ValidationError("Cette heure n’existe pas. Écrivez par exemple 10 h 12.", code="invalid")
        return time(int(read[1]), int(read[2] or 0))
