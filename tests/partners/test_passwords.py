"""The CNIL's three examples, and what falls short of each (decisions T17)."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from partners.models import User
from partners.passwords import CnilPasswordValidator


@pytest.mark.parametrize(
    "password",
    [
        "Escalier-n12",  # 12 characters, four classes
        "Éscalier-n12",
        "Escaliervert12",  # 14 characters, three classes
        "escalier-vert1",
        "le palier du second sent la cire",  # seven words
        "Le-palier-du-second-sent-la-cire",
    ],
)
def test_strong_enough(password):
    CnilPasswordValidator().validate(password)


@pytest.mark.parametrize(
    "password",
    [
        "",
        "Escalier-12",  # 11 characters, four classes
        "Escaliervert1",  # 13 characters, three classes
        "escaliervertdeux12",  # 18 characters, two classes
        "Correct Cheval Pile",  # a space is no sign
        "le palier du second sent bon",  # six words
        "le palier du second sent le le",  # a word said twice counts once
        "a b c d e f g h",  # letters are not words
        "11 22 33 44 55 66 77",
    ],
)
def test_too_weak(password):
    with pytest.raises(ValidationError, match="se devine trop vite"):
        CnilPasswordValidator().validate(password)


def test_ones_own_name_is_refused_however_long():
    user = User(email="josephine.baker@example.test", first_name="Joséphine", last_name="Baker")
    with pytest.raises(ValidationError):
        validate_password("Josephine.Baker1", user)
