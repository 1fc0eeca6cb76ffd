"""A postcode and a commune that go together."""

from django.forms import BaseForm

from partners.communes import code_of


def check_place(form: BaseForm, name: str, postcode: str) -> None:
    """An error on the commune where none of that name has that postcode."""
    if not code_of(name, postcode):
        form.add_error(
            "commune", f"Aucune commune ne s’appelle « {name} » sous ce code postal. Corrigez l’un ou l’autre."
        )
