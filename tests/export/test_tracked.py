"""Tracked changes: all accepted they give the new text, all rejected the old; no note is lost on the way."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.drafting.difference import difference
from app.drafting.draft_model import Change, Draft, DraftParagraph, ParagraphChange, Role
from app.export.docx import docx
from app.export.html import html
from corpus.model import Language
from corpus.unseen import doubtful
from tests.export.drafts import change, draft, line_of, paragraph, text_of
from tests.export.word_file import W, Word, taken_apart

WORDS = st.lists(
    st.sampled_from(["may", "shall", "act", "mines.", "The", "Conference,", "ال", "لغام", "水雷", "2034", "“no”", " "]),
    min_size=1,
    max_size=8,
).map(" ".join)
LETTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
ANY = st.text(LETTERS.filter(lambda sign: not doubtful(sign)), min_size=1)  # those are written out: tests/hardening


def lines(own: Draft) -> tuple[list[str], list[str]]:
    """The paragraphs after the title, accepted and rejected, without the one that closes a text."""
    file = taken_apart(docx(own))
    accepted, rejected = file.accepted()[1:], file.rejected()[1:]
    is_closed = own.changes and None in (own.changes[-1].before, own.changes[-1].after)
    if is_closed:
        assert (accepted.pop(), rejected.pop()) == ("", "")
    return accepted, rejected


def inserted(file: Word) -> dict[str, bool]:
    """By the text of each note called, whether the call is part of a change."""
    notes = file.notes()
    calls = file.document.iter(f"{W}footnoteReference")
    return {notes[own.get(f"{W}id")]: own.getparent().getparent().tag == f"{W}ins" for own in calls}


def test_accepted_it_is_the_new_text_and_rejected_the_old(revised: Draft, old: tuple[DraftParagraph, ...]) -> None:
    accepted, rejected = lines(revised)
    assert accepted == [line_of(own) for own in revised.paragraphs]
    assert rejected == [line_of(own) for own in old]


def test_changes_say_who_when_and_are_told_apart(revised: Draft) -> None:
    changes = list(taken_apart(docx(revised)).document.iter(f"{W}ins", f"{W}del"))
    names = [own.get(f"{W}id") for own in changes]
    assert len(changes) > 10
    assert len(names) == len(set(names))
    assert {own.get(f"{W}author") for own in changes} == {"Rapporteur"}
    (date,) = {own.get(f"{W}date") for own in changes}
    assert datetime.datetime.fromisoformat(date) == datetime.datetime.fromisoformat(revised.provenance.created)


def test_deleted_text_is_deleted_text_and_no_note_is_called_in_it(revised: Draft) -> None:
    document: Any = taken_apart(docx(revised)).document
    for own in document.iter(f"{W}del"):
        assert not list(own.iter(f"{W}t", f"{W}footnoteReference"))
    for own in document.iter(f"{W}delText"):
        assert own.getparent().getparent().tag == f"{W}del"


def test_a_call_is_part_of_a_change_where_its_sentence_is_new(revised: Draft) -> None:
    file = taken_apart(docx(revised))
    assert inserted(file) == {
        "LT/CONF.2031/PC.I/WP.1, para. 1.": False,
        "LT/CONF.2031/PC.I/WP.2, para. 2.": True,
        "LT/CONF.2031/PC.I/WP.3, para. 3.": False,
        "LT/CONF.2031/PC.I/WP.4, para. 4.": True,
        "LT/CONF.2031/PC.I/WP.5, para. 5.": True,
    }
    assert file.calls() == [text for _, text in revised.notes]


def test_a_call_stands_at_the_end_of_its_sentence(revised: Draft) -> None:
    second = list(taken_apart(docx(revised)).document.iter(f"{W}p"))[1]
    said = ""
    for own in second.iter(f"{W}t", f"{W}footnoteReference"):
        said += own.text if own.tag == f"{W}t" else "^"
    assert said == "1.The Conference shall act on mines.^ No mine stays in the water.^"


def test_paragraphs_that_no_change_speaks_of_stand_in_their_place() -> None:
    own = [paragraph(str(n), (f"This is {n}.", n)) for n in range(1, 6)]
    was = paragraph("3", ("This was 3.", 3))
    accepted, rejected = lines(draft(*own, changes=[change(was, own[2])]))
    assert accepted == [line_of(each) for each in own]
    assert rejected == [line_of(each) for each in (own[0], own[1], was, own[3], own[4])]


def test_two_paragraphs_of_one_label_keep_their_own_notes() -> None:
    own = [paragraph("1", ("First.", 1)), paragraph("1", ("Second.", 2))]
    file = taken_apart(docx(draft(*own, changes=[change(each, each) for each in own])))
    assert file.calls() == ["LT/CONF.2031/PC.I/WP.1, para. 1.", "LT/CONF.2031/PC.I/WP.2, para. 2."]


def test_a_sentence_that_the_changes_do_not_hold_keeps_its_note() -> None:
    runs = (Change("same", "Other words. "), Change("added", "It stays."))
    own = paragraph("1", ("Not there.", 1), ("It stays.", 2))
    given = draft(own, changes=[ParagraphChange("1", "1", Role.NUMBERED, runs)])
    assert set(taken_apart(docx(given)).calls()) == {text for _, text in given.notes}
    assert html(given).count('<sup class="call">') == 2


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(("before", "after"), [("~1", "1"), ("1", "~1"), ("1", "2"), ("1", "1")])
def test_a_number_that_comes_or_goes_is_a_change_too(before: str, after: str, role: Role) -> None:
    old, new = paragraph(before, ("It may act.", 1), role=role), paragraph(after, ("It may act.", 1), role=role)
    assert lines(draft(new, changes=[change(old, new)])) == ([line_of(new)], [line_of(old)])


@given(st.lists(st.tuples(st.none() | WORDS, st.none() | WORDS).filter(any), min_size=1, max_size=5))
def test_any_revision_gives_both_texts_and_every_note(pairs: Sequence[tuple[str | None, str | None]]) -> None:
    old: list[DraftParagraph] = []
    new: list[DraftParagraph] = []
    changes: list[ParagraphChange] = []
    n = 0
    for before, after in pairs:
        was = paragraph(str(len(old) + 1), (before,)) if before else None
        n += after is not None
        now = paragraph(str(len(new) + 1), (after, n)) if after else None
        old += [was] if was else []
        new += [now] if now else []
        changes.append(change(was, now))
    own = draft(*new, changes=changes)
    accepted, rejected = lines(own)
    assert accepted == [line_of(each) for each in new]
    assert rejected == [line_of(each) for each in old]
    assert taken_apart(docx(own)).calls() == [text for _, text in own.notes]


@given(ANY, ANY, st.sampled_from(list(Language)))
def test_any_two_texts(before: str, after: str, language: Language) -> None:
    old, new = paragraph("1", (before,), language=language), paragraph("1", (after, 1), language=language)
    runs = difference(text_of(old), text_of(new))
    own = draft(new, changes=[ParagraphChange("1", "1", Role.NUMBERED, runs)], language=language)
    assert lines(own) == ([line_of(new)], [line_of(old)])
    assert len(taken_apart(docx(own)).calls()) == 1
