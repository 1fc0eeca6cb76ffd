"""An answer that is missing only because of another answer."""

from django.forms import BaseForm, ValidationError


def say_missing(form: BaseForm, name: str, sentence: str) -> None:
    """Add that error to the field: counted among what is missing, not among what is wrong."""
    form.add_error(name, ValidationError(sentence, code="required"))
