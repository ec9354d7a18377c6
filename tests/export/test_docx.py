"""Drafts as Word files: they open, their footnotes are real, they run from right to left where they should."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import docx as word
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from app.drafting.draft_model import Draft
from app.export.docx import docx
from corpus.model import Language
from corpus.read import read_document
from corpus.unseen import seen
from tests.export.drafts import draft, line_of, paragraph
from tests.export.word_file import W, taken_apart

ALL = ("english", "arabic", "chinese", "revised")
FORBIDDEN = "".join(map(chr, [*range(0x00, 0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0xD800, 0xDFFF, 0xFFFE, 0xFFFF]))


@pytest.fixture(params=ALL)
def any_draft(request: pytest.FixtureRequest) -> Draft:
    own = request.getfixturevalue(request.param)
    assert isinstance(own, Draft)
    return own


def opened(own: Draft) -> Any:
    return word.Document(io.BytesIO(docx(own)))


def test_word_s_own_library_opens_it(any_draft: Draft) -> None:
    file = opened(any_draft)
    assert file.paragraphs[0].text == any_draft.title
    assert file.paragraphs[0].style.name == "Title"
    assert (file.core_properties.title, file.core_properties.author) == (any_draft.title, "Rapporteur")
    assert file.core_properties.created.isoformat() == "2031-05-06T09:08:07+00:00"


def test_headings_plain_and_numbered_paragraphs(english: Draft) -> None:
    file = opened(english)
    assert [(own.style.name, own.text.split("\t")[0][:14]) for own in file.paragraphs] == [
        ("Title", "Positions on f"),
        ("Heading 1", "The moratorium"),
        ("Normal", "The following "),
        ("Numbered Paragraph", "1."),
        ("Numbered Paragraph", "2."),
        ("Heading 1", "Authors and th"),
        ("Normal", ""),
    ]
    rows = [[cell.text for cell in row.cells] for row in file.tables[0].rows]
    assert rows == [["Author", "Sentences", "Papers searched"], ["Averland", "2", "3"], ["Norrund", "1", "1"]]


@pytest.mark.parametrize("name", ["english", "arabic", "chinese"])
def test_the_text_is_the_draft_s(name: str, request: pytest.FixtureRequest) -> None:
    own = request.getfixturevalue(name)
    lines = taken_apart(docx(own)).accepted()
    assert lines[: len(own.paragraphs) + 1] == [own.title, *map(line_of, own.paragraphs)]


def test_every_part_is_well_formed_and_every_relation_leads_to_one(any_draft: Draft) -> None:
    parts = taken_apart(docx(any_draft)).parts
    for data in parts.values():
        etree.fromstring(data)
    relations = etree.fromstring(parts["word/_rels/document.xml.rels"])
    assert {f"word/{own.get('Target')}" for own in relations} == {
        "word/styles.xml",
        "word/settings.xml",
        "word/footnotes.xml",
    }
    types = etree.fromstring(parts["[Content_Types].xml"])
    named = {own.get("PartName", "").removeprefix("/") for own in types} - {""}
    assert named == {name for name in parts if not name.endswith((".rels", "Types].xml"))}


def test_every_call_has_its_own_note_with_the_text_of_its_number(any_draft: Draft) -> None:
    file = taken_apart(docx(any_draft))
    notes = dict(any_draft.notes)
    cited = [
        notes[citation.n]
        for own in any_draft.paragraphs
        for item in own.sentences
        for citation in item.sentence.citations
    ]
    assert file.calls() == cited
    assert list(file.notes()) == [str(n) for n in range(1, len(cited) + 1)]
    kinds = {own.get(f"{W}id"): own.get(f"{W}type") for own in file.footnotes}
    assert (kinds["-1"], kinds["0"]) == ("separator", "continuationSeparator")
    settings = etree.fromstring(file.parts["word/settings.xml"])
    assert [own.get(f"{W}id") for own in settings.iter(f"{W}footnote")] == ["-1", "0"]


def test_every_style_that_is_used_is_there(any_draft: Draft) -> None:
    file = taken_apart(docx(any_draft))
    styles = {own.get(f"{W}styleId") for own in etree.fromstring(file.parts["word/styles.xml"]).iter(f"{W}style")}
    used = {
        own.get(f"{W}val")
        for root in (file.document, file.footnotes)
        for name in ("pStyle", "rStyle")
        for own in root.iter(f"{W}{name}")
    }
    assert used <= styles
    assert {"FootnoteText", "FootnoteReference"} <= used


def test_arabic_runs_from_right_to_left(arabic: Draft) -> None:
    file = taken_apart(docx(arabic))
    for root in (file.document, file.footnotes):
        assert all(own.find(f"{W}pPr/{W}bidi") is not None for own in root.iter(f"{W}p"))
    runs = {
        "".join(own.itertext()): own.find(f"{W}rPr/{W}rtl") is not None
        for root in (file.document, file.footnotes)
        for own in root.iter(f"{W}r")
        if "".join(own.itertext()).strip()
    }
    left = {"Norrund considers that mines should be kept until 2034."}
    left |= {f"LT/CONF.2031/PC.I/WP.{n}" for n in (1, 2, 3)}
    assert {text for text, is_rtl in runs.items() if not is_rtl} == left
    assert file.document.find(f".//{W}tblPr/{W}bidiVisual") is not None
    assert file.document.find(f".//{W}sectPr/{W}bidi") is not None


def test_nothing_runs_from_right_to_left_in_english_but_arabic_words(english: Draft) -> None:
    assert not list(taken_apart(docx(english)).document.iter(f"{W}bidi", f"{W}rtl"))
    file = taken_apart(docx(draft(paragraph("1", ("It says “نعم” to that.", 1)))))
    runs = [own for own in file.document.iter(f"{W}r") if own.find(f"{W}rPr/{W}rtl") is not None]
    assert ["".join(own.itertext()) for own in runs] == ["نعم"]
    assert not list(file.document.iter(f"{W}bidi"))


@pytest.mark.parametrize(
    ("language", "latin"), [("en", "en-GB"), ("fr", "fr-FR"), ("es", "es-ES"), ("ru", "ru-RU"), ("zh", "en-GB")]
)
def test_the_language_is_named_for_every_script(language: str, latin: str) -> None:
    own = Language(language)
    parts = taken_apart(docx(draft(paragraph("1", ("A.", 1), language=own), language=own))).parts
    lang = etree.fromstring(parts["word/styles.xml"]).find(f".//{W}lang")
    assert [lang.get(f"{W}{name}") for name in ("val", "eastAsia", "bidi")] == [latin, "zh-CN", "ar-SA"]


def test_chinese_quotation_marks_are_wide(chinese: Draft) -> None:
    file = taken_apart(docx(chinese))
    runs = [own for own in file.document.iter(f"{W}r") if own.find(f"{W}t") is not None]
    assert all(own.find(f"{W}rPr/{W}rFonts").get(f"{W}hint") == "eastAsia" for own in runs)


def test_the_same_draft_gives_the_same_bytes(any_draft: Draft) -> None:
    data = docx(any_draft)
    assert data == docx(any_draft)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("created", ["", "yesterday", "2031-05-06", "2031-05-06T11:08:07+02:00"])
def test_any_date_will_do(created: str) -> None:
    file = opened(draft(paragraph("1", ("A.", 1)), created=created))
    assert file.paragraphs[1].text.startswith("1.\tA.")


def test_characters_that_xml_forbids_do_not_break_the_file() -> None:
    text = f"a{FORBIDDEN}b<&>\"'\ttab\nline"
    own = draft(paragraph("1" + FORBIDDEN, (text, 1)), title=text, reason=text)
    file = taken_apart(docx(own))
    line = file.accepted()[2]
    assert line.endswith("b<&>\"'\ttab\nline")
    assert len(line.split("\t", 1)[1]) == len(text)
    assert opened(own).paragraphs[0].text.startswith("a")


@given(st.text(min_size=1), st.text(min_size=1), st.sampled_from(list(Language)))
def test_any_text_is_kept_as_it_is(first: str, second: str, language: Language) -> None:
    own = draft(paragraph("1", (first, 1), (second, 2, 3), language=language), language=language)
    file = taken_apart(docx(own))
    between = "" if language is Language.ZH else " "
    assert ends_alike(file.accepted()[1]) == ends_alike(f"1.\t{shown(first)}{between}{shown(second)}")
    assert len(file.calls()) == 3


def shown(text: str) -> str:
    """A text as XML can hold it and a reader may see it."""
    for character in FORBIDDEN:
        text = text.replace(character, " " if character.isspace() else "\ufffd")
    return seen("".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in text))


def ends_alike(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def test_our_own_reader_finds_every_paragraph_and_note_again(english: Draft) -> None:
    document = read_document(docx(english), "draft.docx", "draft")
    found = [(own.label, own.text.strip(), len(own.notes)) for own in document.paragraphs[:3]]
    assert found == [
        ("~1", "The following is on record.", 0),
        ("1", "Averland states: “New deployments should stop.” It also says so of mines.", 3),
        ("2", "Norrund states: “They may go on.”", 1),
    ]
    assert document.paragraphs[0].headings == ("The moratorium",)
