"""The specimen read whole: the same labels in six languages, notes out of the text, pages, mastheads."""

from __future__ import annotations

import functools
import itertools
from pathlib import Path

import pytest

from corpus.model import Document, Language, Role, Status
from corpus.read import read_document

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "corpus" / "documents").glob("*.txt"))
WP3, WP7, DEC2 = "LT/CONF.2031/PC.I/WP.3", "LT/CONF.2031/PC.I/WP.7", "LT/CONF.2026/DEC.2"
LABELS = {
    WP3: ["1", "2", "3", "4", "5", "5(a)", "5(b)", "5(c)", "6", "7", "8", "9", "10", "11", "12"],
    WP7: ["1", "2", "3", "4", "5", "6", "~7", "~8", "~9", "~10", "7", "8", "9", "10"],
    DEC2: ["~1", "~2", "~3", "1", "2", "3", "4", "5", "6", "7", "8"],
}
NOTED = [(symbol, language) for symbol in (WP3, WP7) for language in Language]


@functools.cache
def read(name: str) -> Document:
    return read_document((FILES[0].parent / name).read_bytes(), name, Path(name).stem)


def version(symbol: str, language: Language) -> Document:
    return read(f"{symbol.replace('/', '_')}.{language}.txt")


def test_there_are_eighteen_files() -> None:
    assert len(FILES) == 18


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_each_file_is_the_paper_its_name_says(path: Path) -> None:
    symbol, language = path.name.removesuffix(".txt").rsplit(".", 1)
    document = read(path.name)
    assert document.id == f"{symbol.replace('_', '/')}@{language}"
    assert document.warnings == ()
    assert document.pages == 2
    assert document.original_language is Language.EN
    assert [paragraph.label for paragraph in document.paragraphs] == LABELS[symbol.replace("_", "/")]
    assert [paragraph.ordinal for paragraph in document.paragraphs] == list(range(1, len(document.paragraphs) + 1))


@pytest.mark.parametrize("symbol", LABELS)
def test_all_versions_agree_in_pages_roles_headings_and_marks(symbol: str) -> None:
    def frame(language: Language) -> list[tuple[object, ...]]:
        return [
            (p.label, p.page, p.role, len(p.headings), [m.kind for m in p.marks], len(p.notes))
            for p in version(symbol, language).paragraphs
        ]

    for language in Language:
        assert frame(language) == frame(Language.EN)


@pytest.mark.parametrize("language", Language)
def test_the_mastheads(language: Language) -> None:
    third, seventh, decision = (version(symbol, language) for symbol in (WP3, WP7, DEC2))
    assert (third.submitters, seventh.submitters, decision.submitters) == (("XAV",), ("XNR",), ())
    assert (third.date, seventh.date, decision.date) == ("2029-03-14", "2029-03-26", "2026-05-22")
    assert third.session == seventh.session == "2031/PC.I"
    assert (third.kind, decision.kind) == ("working-paper", "decision")
    assert (third.status, decision.status) == (Status.NATIONAL, Status.ADOPTED)
    assert third.title and seventh.title and decision.title
    assert third.dates is not None and "2029" in third.dates and third.place is not None


@pytest.mark.parametrize(("symbol", "language"), NOTED)
def test_the_footnote_mark_is_out_of_the_text_and_its_offset_is_where_it_stood(symbol: str, language: Language) -> None:
    document = version(symbol, language)
    source = (FILES[0].parent / document.file).read_text(encoding="utf-8")
    third = next(paragraph for paragraph in document.paragraphs if paragraph.label == "3")
    (mark,) = [mark for mark in third.marks if mark.kind == "footnote"]
    assert mark.text == "¹"
    assert all("¹" not in paragraph.text for paragraph in document.paragraphs)
    before, after = ("".join(text.split())[-12:] for text in (third.text[: mark.offset], source.split("¹")[0]))
    assert before == after
    assert len(third.notes) == 1 and "2028" in third.notes[0]
    assert not any(third.notes[0] in paragraph.text for paragraph in document.paragraphs)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_text_is_the_source_with_wraps_joined(path: Path) -> None:
    squeezed = "".join(path.read_text(encoding="utf-8").replace("¹", "").split())
    for paragraph in read(path.name).paragraphs:
        assert "".join(paragraph.text.split()) in squeezed
        assert paragraph.text == paragraph.text.strip()
        assert "\n" not in paragraph.text


@pytest.mark.parametrize("language", Language)
def test_bullets_are_bullets_and_lie_under_the_sixth_paragraph(language: Language) -> None:
    paragraphs = version(WP7, language).paragraphs
    assert [p.label for p in paragraphs if p.role is Role.BULLET] == ["~7", "~8", "~9", "~10"]
    assert all(not p.text.startswith("•") for p in paragraphs)
    assert all(p.page == 2 for p in paragraphs[5:])


def test_headings_change_where_the_paper_changes_them() -> None:
    runs = [heading for heading, _ in itertools.groupby(p.headings for p in version(WP3, Language.EN).paragraphs)]
    assert runs == [
        ("General considerations",),
        ("Verification",),
        ("Transparency and notification",),
        ("Risk reduction at sea",),
    ]


def test_ids_are_symbol_label_and_language_and_unique() -> None:
    ids = [paragraph.id for path in FILES for paragraph in read(path.name).paragraphs]
    assert len(set(ids)) == len(ids) == 6 * (15 + 14 + 11)
    assert {"LT/CONF.2031/PC.I/WP.3#5(a)@ar", "LT/CONF.2031/PC.I/WP.7#~7@zh"} <= set(ids)


def test_two_marks_in_one_paragraph_keep_their_order_and_places() -> None:
    text = "A title\n\n1. Alpha.¹ Beta\n2\nand more.\n\n______\n\n¹ One.\n\n2 Two.\n"
    (paragraph,) = read_document(text.encode(), "f.txt", "f").paragraphs
    marks = [mark for mark in paragraph.marks if mark.kind == "footnote"]
    assert paragraph.text == "Alpha. Beta and more."
    assert {(mark.text, paragraph.text[: mark.offset]) for mark in marks} == {("¹", "Alpha."), ("2", "Alpha. Beta")}
    assert paragraph.notes == ("One.", "Two.")
