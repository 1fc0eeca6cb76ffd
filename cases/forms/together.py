"""Several forms on one page, and one summary of what is wrong in them."""

from collections.abc import Iterable

from django.forms import BaseForm, BoundField
from django.forms.utils import ErrorList


class _OfSomeone(BoundField):
    """A field whose errors say whom they are about."""

    whom = ""

    @property
    def errors(self) -> ErrorList:
        return ErrorList([_about(self.whom, error) for error in super().errors])


class Together:
    """Stands for all the forms of a page in `error_summary`: the errors of each begin with whom it is about.

    `forms`: (whom, form) in the order of the page; "" for what is about nobody in particular.
    """

    def __init__(self, forms: Iterable[tuple[str, BaseForm]]) -> None:
        self.forms = list(forms)

    @property
    def errors(self) -> bool:
        """Whether any of them has one."""
        return any(form.errors for _, form in self.forms)

    def non_field_errors(self) -> list[str]:
        return [_about(whom, error) for whom, form in self.forms for error in form.non_field_errors()]

    def visible_fields(self) -> list[BoundField]:
        return [_of(whom, bound) for whom, form in self.forms for bound in form.visible_fields()]


def _of(whom: str, bound: BoundField) -> BoundField:
    field = _OfSomeone(bound.form, bound.field, bound.name)
    field.whom = whom
    return field


def _about(whom: str, error: object) -> str:
    return f"{whom} : {error}" if whom else str(error)
