"""What is written under the sections of a report by several at once: nothing is lost, nothing is written over unseen."""

from hypothesis import given
from hypothesis import strategies as st

from reports.comments import Difference, merge, shown_again, stamp_of, tidy

SECTIONS = ("visits", "rent", "money")
words = st.sampled_from(["", "un", "deux", "trois\n\nquatre"])
texts = st.dictionaries(st.sampled_from(SECTIONS), words)


def page(standing):
    """What a page shows: every section, what stands nowhere as nothing."""
    return {section: standing.get(section, "") for section in SECTIONS}


@given(texts, texts, texts)
def test_what_two_write_is_kept_or_shown_to_both(before, hers, theirs):
    """Both open the page; theirs is kept first, then hers arrives."""
    shown = page(before)
    standing = shown | dict(merge(shown, theirs, stamp_of(shown)).to_write)
    assert standing == shown | {section: tidy(text) for section, text in theirs.items()}
    typed = shown | hers
    found = merge(standing, typed, stamp_of(shown))
    changed = {section for section in SECTIONS if typed[section] != shown[section]}
    meanwhile = {section for section in SECTIONS if standing[section] != shown[section]}
    crossed = {section for section in changed & meanwhile if typed[section] != standing[section]}
    assert {each.section for each in found.differing} == crossed
    if crossed:
        assert found.to_write == {}
    else:
        after = standing | dict(found.to_write)
        assert after == {s: typed[s] if s in changed else standing[s] for s in SECTIONS}


@given(texts, texts)
def test_an_answer_lost_on_its_way_is_no_conflict(before, hers):
    shown = page(before)
    typed = shown | hers
    standing = shown | dict(merge(shown, typed, stamp_of(shown)).to_write)
    again = merge(standing, typed, stamp_of(shown))
    assert (again.to_write, again.differing) == ({}, ())


def test_both_are_shown():
    stamp = stamp_of({"visits": "avant"})
    found = merge({"visits": "la leur"}, {"visits": "la mienne"}, stamp)
    assert found.differing == (Difference("visits", "la leur", "la mienne"),)


def test_a_page_without_its_stamp_writes_over_nothing():
    for stamp in ("", "x", "[]", "3"):
        assert merge({"rent": "là"}, {"rent": "autre"}, stamp).differing
        assert merge({}, {"rent": "neuf"}, stamp).to_write == {"rent": "neuf"}


def test_lines_end_alike():
    assert tidy(" un \r\n\r\ndeux \n") == "un\n\ndeux"


@given(texts, texts, texts, texts)
def test_a_page_shown_again_as_it_was_typed_writes_over_nothing_it_did_not_show(before, hers, theirs, later):
    """Hers is answered with the page again, its own texts and what differs; meanwhile theirs goes on; then she sends it as it is."""
    shown = page(before)
    standing = shown | theirs
    typed = shown | hers
    told = merge(standing, typed, stamp_of(shown)).differing
    now = standing | later
    found = merge(now, typed, shown_again(stamp_of(shown), told))
    seen = {each.section: each.standing for each in told}
    for section, text in found.to_write.items():
        assert typed[section] == text != shown[section]
        assert now[section] == seen.get(section, shown[section])
