"""Frames around quotations, and notes in the form of the United Nations."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.drafting.compose import authors_of, footnotes, quoted, rendered
from corpus.model import Language, Role, Status
from retrieval.model import Passage

Make = Callable[..., Passage]
TEXT = (
    "Averland considers that every mine should deactivate itself within 48 hours of losing contact with its operator."
)


@pytest.mark.parametrize(
    ("language", "framed"),
    [
        ("en", f"Averland, 2029: “{TEXT}”"),
        ("fr", f"Averland, 2029 : « {TEXT} »"),
        ("es", f"Averlandia, 2029: “{TEXT}”"),
        ("ru", f"Аверландия, 2029: «{TEXT}»"),
        ("ar", f"أفرلاند، 2029: ”{TEXT}“"),
        ("zh", f"阿弗兰，2029：“{TEXT}”"),
    ],
)
def test_a_quotation_is_framed_in_the_readers_language(passage: Make, language: str, framed: str) -> None:
    sentence = quoted(passage(TEXT), 3, Language(language))
    assert (sentence.text, sentence.kind, sentence.claim, sentence.authors) == (framed, "verbatim", TEXT, ("XAV",))
    assert [(citation.n, citation.quote) for citation in sentence.citations] == [(3, TEXT)]


@pytest.mark.parametrize(
    ("key", "facts", "start"),
    [
        ("states", {}, "Averland states: “"),
        ("states_also", {}, "Averland also states: “"),
        ("states", {"status": Status.ADOPTED}, "The Conference, 2029: “"),
        ("states_also", {"said_by": "A. Captain"}, "Averland, 2029, quoting A. Captain: “"),
        ("states", {"role": Role.QUOTATION}, "Averland, 2029, quoting another source: “"),
        ("states", {"by": (), "status": Status.NOT_ADOPTED}, "A draft that was not adopted states: “"),
        ("says", {"date": None}, "Averland, undated: “"),
    ],
)
def test_an_adopted_text_does_not_state_and_a_speaker_is_named(
    passage: Make, key: str, facts: dict[str, object], start: str
) -> None:
    assert quoted(passage(TEXT, **facts), 1, Language.EN, key=key).text.startswith(start)


def test_braces_in_a_source_stay_braces(passage: Make) -> None:
    text = "The form {author} in annex {0} should be completed by every State party without exception, every year."
    assert text in quoted(passage(text), 1, Language.EN).text


def test_a_rendering_says_that_it_is_one_and_rests_on_the_same_citation(passage: Make) -> None:
    source = quoted(passage("阿弗兰支持。", language="zh"), 2, Language.EN)
    sentence = rendered(source, "Averland agrees.", Language.EN)
    assert (sentence.text, sentence.kind) == ("Machine rendering, for orientation: Averland agrees.", "rendered")
    assert (sentence.claim, sentence.citations, sentence.authors) == (
        "Averland agrees.",
        source.citations,
        source.authors,
    )


def test_the_view_of_several_is_the_view_of_all_and_an_adopted_text_of_none(passage: Make) -> None:
    assert authors_of(passage(TEXT, by=("XAV", "XNR"), groups=("NAM",))) == ("XAV", "XNR", "NAM")
    assert authors_of(passage(TEXT, status=Status.ADOPTED)) == ()


@pytest.mark.parametrize(
    ("language", "facts", "note"),
    [
        ("en", {"label": "11"}, "LT/CONF.2031/PC.I/WP.3, para. 11."),
        ("zh", {"label": "11"}, "LT/CONF.2031/PC.I/WP.3，第11段。"),
        ("ar", {"label": "11"}, "LT/CONF.2031/PC.I/WP.3، الفقرة 11."),
        ("en", {"label": "1", "work": "doc:a"}, "paper without a symbol, “A title”, para. 1."),
        (
            "en",
            {"label": "~4", "headings": ("Part", "Moratorium")},
            "LT/CONF.2031/PC.I/WP.3, page 2, block 4, section “Moratorium” "
            "(this paper's paragraphs carry no numbers; the locator is ours).",
        ),
    ],
)
def test_a_note_names_paper_and_paragraph(passage: Make, language: str, facts: dict[str, object], note: str) -> None:
    assert footnotes([quoted(passage(TEXT, **facts), 1, Language(language))], Language(language)) == ((1, note),)


def test_there_is_one_note_for_a_citation_and_what_is_ours_is_said_once_for_a_paper(passage: Make) -> None:
    first, second = quoted(passage(TEXT, label="~4"), 1, Language.EN), quoted(passage(TEXT, label="~5"), 2, Language.EN)
    other = quoted(passage(TEXT, label="~1", work="LT/CONF.2031/PC.I/WP.7"), 3, Language.EN)
    notes = footnotes([first, rendered(first, "Words.", Language.EN), second, other], Language.EN)
    assert [n for n, _ in notes] == [1, 2, 3]
    assert ["the locator is ours" in text for _, text in notes] == [True, False, True]
