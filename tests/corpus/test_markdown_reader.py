"""Markdown to lines: typed numbers, notes, quotations, tables, pages; what is Markdown and what is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.model import Document
from corpus.read import read_document
from corpus.readers.lines import Footnote, Reading, Style
from corpus.readers.markdown import is_markdown, read_markdown
from tests.builders.markdown import build_markdown

PAPERS = sorted((Path(__file__).parents[2] / "corpus" / "documents").glob("*.txt"))
PIECES = [
    "# ", "\n", "\n\n", "1. ", "9) ", "- ", "* ", "> ", "    ", "| a | b |\n", "| - | - |\n", "[^1]", "[^1]: ", "^[",
    "[a](/b)", "```\n", "~~~", "<div>", "</div>", "<!--", "<br>", "\f", "&amp;", "\\", "`", "**", "_", "![", "](", "<",
    ">", "\0", "\u202e", "视察", "مرحبا", "words ",
]  # fmt: skip


def read(text: str) -> Reading:
    """The text as Markdown, every line of it found at its place."""
    reading = read_markdown(text)
    assert all(reading.raw[line.start : line.start + len(line.text)] == line.text for line in reading.lines)
    return reading


def texts(text: str) -> list[str]:
    return [line.text for line in read(text).lines]


def bare(document: Document) -> Document:
    """A document without what differs from file to file."""
    paragraphs = tuple(replace(paragraph, spans=()) for paragraph in document.paragraphs)
    return replace(document, sha256="", file="", raw="", paragraphs=paragraphs)


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.name)
def test_a_paper_as_markdown_reads_as_the_paper(path: Path, tmp_path: Path) -> None:
    written = build_markdown(path, tmp_path / "paper.md").read_bytes()
    document = read_document(written, "paper.md", "paper")
    assert bare(document) == bare(read_document(path.read_bytes(), path.name, "paper"))
    for paragraph in document.paragraphs:
        for span in paragraph.spans:
            part = document.raw[span.source : span.source + span.length]
            assert part == paragraph.text[span.start : span.start + span.length]


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.name)
def test_a_paper_as_plain_text_is_no_markdown(path: Path) -> None:
    assert not is_markdown(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "text",
    [
        "# A heading\n\nText.",
        "Text.\n\n### A heading",
        "\f## A heading",
        "Text.[^1]\n\n[^1]: A note.",
        "```\ncode\n```\n",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "a | b\n--- | :---:\n1 | 2",
        "Text.\n\n> Quoted words.",
        "Text.\n\n> “Quoted words.”",
        "See [the page](https://example.org/a).",
    ],
)
def test_sure_signs_make_markdown(text: str) -> None:
    assert is_markdown(text)


@pytest.mark.parametrize(
    "text",
    [
        "1. One.\n\n2. Two.\n\n4 bis. Three.\n\n(a) Four;",
        "* One\n* Two\n\n- Three\n\n+ Four",
        "Paper submitted by Averland*\n\n* Not edited.\n\n**Bold** and _more_.",
        "__________________\n\n¹ A note.\n\n---\n\nTitle\n=====",
        "The share was\n\n> 50 per cent, and [30] [60] days (of a year)",
        "Sector #3: item\n#4 and so on\n#hashtag",
        "[The Conference decides](as amended) | [x]: y",
    ],
)
def test_what_any_paper_prints_is_no_sure_sign(text: str) -> None:
    assert not is_markdown(text)


def test_numbers_are_those_that_were_typed() -> None:
    assert texts("7. a\n7. b\n9. c\n\nText\n4. d\n\n4 bis. e\n\n3) f\n\n٩ - g") == [
        "7. a", "7. b", "9. c", "Text", "4. d", "4 bis. e", "3) f", "٩ - g",
    ]  # fmt: skip


def test_lists_in_lists_keep_their_marks() -> None:
    assert texts("1. a\n\n   still a\n\n   - b\n     2. c\n\n- d\n* e\n") == [
        "1. a",
        "still a",
        "• b",
        "2. c",
        "• d",
        "• e",
    ]
    assert texts("1. # A\n2. > b\n3.\n") == ["1.", "A", "2.", "b", "3."]


def test_an_end_of_line_is_no_end_of_a_paragraph() -> None:
    lines = read("# H\n\nThe words of this long paragraph\nare wrapped.\n\nThe next\\\nline.").lines[1:]
    assert [(line.text, line.closes) for line in lines] == [
        ("The words of this long paragraph", False),
        ("are wrapped.", True),
        ("The next", False),
        ("line.", True),
    ]


def test_emphasis_links_and_entities_are_shown_as_text() -> None:
    assert texts("*one* **two** `three` [four](http://x) \\* &amp;amp; <b>five</b> ![six](y)") == [
        "one two three four * &amp; five"
    ]
    assert texts("[30] [60] days, 5 * 3, snake_case") == ["[30] [60] days, 5 * 3, snake_case"]


def test_headings_quotations_and_rows_have_their_style() -> None:
    lines = read(
        "## H\n\n> Said.\n>\n> — A Name\n\nWords that go on for some time.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    ).lines
    assert [(line.text, line.style, line.level) for line in lines] == [
        ("H", Style.HEADING, 2),
        ("Said.", Style.QUOTATION, 0),
        ("— A Name", Style.QUOTATION, 0),
        ("Words that go on for some time.", Style.PLAIN, 0),
        ("a\tb", Style.ROW, 0),
        ("1\t2", Style.ROW, 0),
    ]


def test_notes_keep_their_typed_numbers_and_one_that_nothing_calls_is_kept() -> None:
    reading = read("# H\n\nOne[^7] and two[^3].\n\n[^3]: Three,\n    *still* three.\n[^7]: Seven.\n[^9]: Nine.\n")
    assert [line.text for line in reading.lines] == ["H", "One⁷ and two³."]
    assert set(reading.notes) == {
        Footnote("³", "Three, still three.", 1),
        Footnote("⁷", "Seven.", 1),
        Footnote("⁹", "Nine.", 1),
    }


def test_a_note_with_a_name_has_a_number() -> None:
    reading = read("# H\n\nWords[^name].\n\n[^name]: A note.\n")
    assert ([line.text for line in reading.lines], reading.notes) == (["H", "Words¹."], (Footnote("¹", "A note.", 1),))


def test_a_form_feed_turns_the_page_even_inside_a_paragraph() -> None:
    lines = read("# H\n\n1. The words go\n\fon here.\n\f\n2. Next.\f3. Last.").lines[1:]
    assert [(line.text, line.page, line.closes) for line in lines] == [
        ("1. The words go", 1, False),
        ("on here.", 2, True),
        ("2. Next.", 3, True),
        ("3. Last.", 4, True),
    ]


@pytest.mark.parametrize("text", ["<div>\n" * 1000, "1. " * 300 + "a", "> " * 300 + "a", "- " * 12 + "a"])
def test_what_cannot_be_shown_whole_as_a_page_is_read_as_text(text: str) -> None:
    assert read(f"# H\n\n{text}").raw == f"# H\n\n{text}"


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_mangled_markdown_is_read(text: str) -> None:
    is_markdown(text)
    read(text)


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    is_markdown(text)
    read(text)


def test_a_note_defined_twice_inside_an_item_is_read() -> None:
    """The first definition is kept; the second leaves the end of its list item without a beginning."""
    assert read_markdown("[^1]: 1. [^1]: ").lines is not None
    assert texts("A claim.[^1]\n\n[^1]: 1. [^1]: \n\nAnother claim.") == ["A claim.¹", "Another claim."]
