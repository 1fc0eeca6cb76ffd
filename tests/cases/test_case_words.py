"""Words of the case page that no database is needed for."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from cases.enums import StatementSource
from cases.views import case_words, stairs_words


@pytest.mark.parametrize(
    ("source", "said"), [(StatementSource.LANDLORD_FILE, "du bailleur"), (StatementSource.TYPED, "de l’équipe")]
)
def test_the_last_statement_says_whose_it_is(source, said):
    found = [
        SimpleNamespace(on=date(2026, month, 13), balance_cents=128_450, rent_cents=None, apl_cents=None, source=source)
        for month in (10, 11)
    ]
    card = case_words.rent_card(SimpleNamespace(rent=found))
    assert card.source.replace("\xa0", " ") == f"Dernier relevé {said} : 13 novembre 2026."


@pytest.mark.parametrize(
    ("starts_on", "stairs", "thread"),
    [
        ("2026-11-09", "9 nov., notée le 21 nov.", "Dit le 9 novembre 2026 : l’accompagnement commence ce jour-là."),
        ("2026-11-21", "21 nov.", ""),
        (None, "21 nov.", ""),
    ],
)
def test_the_adhesion_says_when_it_was_said_and_when_noted(starts_on, stairs, thread):
    course = SimpleNamespace(
        submitted_at=datetime(2026, 11, 2, tzinfo=UTC),
        created_at=datetime(2026, 11, 2, tzinfo=UTC),
        engaged_at=datetime(2026, 11, 21, 9, tzinfo=UTC),
        ended_at=None,
        state="engaged",
        outcome="",
        follow_up_days=180,
        counts={"held": 1, "first": "2026-11-09"},
        suspensions=[],
        brought=None,
        facts={"starts_on": starts_on},
    )
    page = SimpleNamespace(
        course=course,
        visits=[],
        notes=[],
        rent=[],
        adults=[],
        withdrawn=[],
        older_before=None,
        rights=SimpleNamespace(sheet_until=None),
    )
    (adhesion,) = [step for step in stairs_words.stairs(page, date(2026, 11, 22)) if step["name"] == "Adhésion"]
    event, referral = case_words.thread(page, first=True)
    assert (event.title, referral.title) == ("Le ménage souhaite l’accompagnement", "Saisine du bailleur")
    assert adhesion["detail"].replace("\xa0", " ") == stairs
    assert event.detail.replace("\xa0", " ") == thread
