"""The periods of a dashboard, and the word each has in an address."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cases.periods import Period, month, year
from reports.spans import MONTHS, QUARTERS, YEARS, cut_of, span_of, spans

NOVEMBER = date(2026, 11, 22)


def test_this_year_is_shown_without_the_months_to_come_beside_the_same_months():
    this = span_of(NOVEMBER, "")
    assert (this.value, this.label, this.names) == (
        "2026",
        "Année 2026, à ce jour",
        ("2026", "janv.–nov. 2025"),
    )
    assert span_of(NOVEMBER, "2025").names == ("2025", "2024")
    assert span_of(date(2026, 1, 5), "2026").names == ("2026", "janv. 2025")
    assert span_of(date(2026, 12, 5), "2026").names == ("2026", "2025")
    assert this.shown == Period(date(2026, 1, 1), date(2026, 11, 30))
    assert this.former == Period(date(2025, 1, 1), date(2025, 11, 30))
    assert len(cut_of(this.shown)) == 11


def test_quarters_and_months_are_named_by_their_words():
    quarter = span_of(NOVEMBER, "2026-T3")
    assert (quarter.label, quarter.names) == ("3ᵉ trimestre 2026", ("3ᵉ trimestre 2026", "3ᵉ trimestre 2025"))
    assert span_of(NOVEMBER, "2026-T4").names == ("4ᵉ trimestre 2026", "oct.–nov. 2025")
    one = span_of(NOVEMBER, "2026-02")
    assert (one.label, one.names) == ("Février 2026", ("févr. 2026", "févr. 2025"))
    assert one.former == month(date(2025, 2, 1))
    assert span_of(NOVEMBER, "2026-T4").shown == Period(date(2026, 10, 1), date(2026, 11, 30))
    assert span_of(date(2024, 3, 1), "2024-02").former == Period(date(2023, 2, 1), date(2023, 2, 28))
    assert span_of(date(2025, 3, 1), "2025-02").former == Period(date(2024, 2, 1), date(2024, 2, 29))


@given(
    word=st.one_of(
        st.text(max_size=12), st.sampled_from(["2027", "2026-T5", "2026-12", "2024", "2026-13", "-1", "2026-T"])
    )
)
def test_any_other_word_is_this_year(word):
    known = {each.value for each in spans(NOVEMBER)}
    assert span_of(NOVEMBER, word).value == (word if word in known else "2026")


@given(day=st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_every_span_has_begun_and_is_one_of_two_years(day):
    every = spans(day)
    assert len({each.value for each in every}) == len(every)
    assert [each.whole for each in every if each.group == YEARS] == [year(day.year), year(day.year - 1)]
    assert len([each for each in every if each.group == MONTHS]) == 12 + day.month
    assert len([each for each in every if each.group == QUARTERS]) == 4 + (day.month + 2) // 3
    for each in every:
        assert each.whole.since <= day
        assert each.is_running == (each.whole.until >= day)
        assert each.shown.until == min(each.whole.until, month(day).until)
        assert (each.shown.until + timedelta(days=1)).day == (each.former.until + timedelta(days=1)).day == 1
        assert len(cut_of(each.shown)) == len(cut_of(each.former))
