"""The specimen read whole: every planted fact in every language, the same labels in six, notes out of the text."""

from __future__ import annotations

import datetime
import functools
import tomllib
from pathlib import Path
from typing import Any

import pytest

from corpus.groups import members
from corpus.model import Document, Language, Paragraph, Role
from corpus.read import read_document

FOLDER = Path(__file__).parents[2] / "corpus" / "documents"
FILES = sorted(FOLDER.glob("*.txt"))
TRUTH: dict[str, list[dict[str, Any]]] = tomllib.loads((FOLDER / "ground_truth.toml").read_text(encoding="utf-8"))
PAPERS = {paper["symbol"]: paper for paper in TRUTH["paper"]}
FACTS = [fact for fact in TRUTH["fact"] if "text" in fact]
VERSIONS = [(symbol, language) for symbol in PAPERS for language in Language]


@functools.cache
def read(name: str) -> Document:
    return read_document((FOLDER / name).read_bytes(), name, Path(name).stem)


def version(symbol: str, language: Language) -> Document:
    return read(f"{symbol.replace('/', '_')}.{language}.txt")


def labelled(symbol: str, label: str, language: Language) -> Paragraph:
    return next(paragraph for paragraph in version(symbol, language).paragraphs if paragraph.label == label)


def test_there_are_fourteen_papers_over_three_sessions_in_six_languages() -> None:
    assert len(PAPERS) == 14
    assert len(FILES) == 14 * 6
    assert {paper["session"] for paper in PAPERS.values()} == {"2026", "2031/PC.I", "2031/PC.II", "2031"}


def test_each_paper_is_short() -> None:
    for symbol in PAPERS:
        numbered = [p for p in version(symbol, Language.EN).paragraphs if p.label.isdigit()]
        assert 8 <= len(numbered) <= 12, symbol


@pytest.mark.parametrize(("symbol", "language"), VERSIONS, ids=str)
def test_the_masthead_and_the_labels(symbol: str, language: Language) -> None:
    document, paper = version(symbol, language), PAPERS[symbol]
    assert document.id == f"{symbol}@{language}"
    assert document.warnings == ()
    assert [paragraph.label for paragraph in document.paragraphs] == paper["labels"]
    assert [paragraph.ordinal for paragraph in document.paragraphs] == list(range(1, len(document.paragraphs) + 1))
    assert (list(document.submitters), list(document.groups)) == (paper["submitters"], paper["groups"])
    assert (document.session, document.status, document.date) == (paper["session"], paper["status"], paper["date"])
    assert document.original_language == paper["original"]
    assert (document.pages, document.distribution) == (2, "general")
    assert document.title
    assert (document.place is not None) == (symbol != "LT/CONF.2026/DEC.2")


@pytest.mark.parametrize("symbol", PAPERS)
def test_all_versions_agree_in_pages_roles_headings_and_marks(symbol: str) -> None:
    def frame(language: Language) -> list[tuple[object, ...]]:
        return [
            (p.label, p.page, p.role, len(p.headings), [m.kind for m in p.marks], len(p.notes), p.said_by is not None)
            for p in version(symbol, language).paragraphs
        ]

    for language in Language:
        assert frame(language) == frame(Language.EN)


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact["id"])
def test_every_planted_fact_stands_in_its_paragraph(fact: dict[str, Any]) -> None:
    for language in Language:
        paragraph = labelled(fact["symbol"], fact["label"], language)
        assert paragraph.text.count(fact["text"][language.value]) >= 1, language


def test_what_a_fact_is_held_against_exists() -> None:
    for fact in TRUTH["fact"]:
        if "against" in fact:
            symbol, _, label = fact["against"].partition("#")
            assert labelled(symbol, label, Language.EN)


def test_the_kinds_of_fact_that_an_assistant_must_tell_apart_are_all_there() -> None:
    kinds = {fact["kind"] for fact in TRUTH["fact"]}
    assert kinds >= {"softens", "hardens", "disappears", "quotation", "agreed-wording", "divergence", "alternative"}


def test_the_ids_of_facts_are_their_own() -> None:
    ids = [fact["id"] for fact in TRUTH["fact"]]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(("symbol", "language"), VERSIONS, ids=str)
def test_every_stretch_of_a_paragraph_stands_in_the_raw_text(symbol: str, language: Language) -> None:
    document = version(symbol, language)
    assert document.raw == (FOLDER / document.file).read_text(encoding="utf-8")
    for paragraph in document.paragraphs:
        for span in paragraph.spans:
            own = paragraph.text[span.start : span.start + span.length]
            assert document.raw[span.source : span.source + span.length] == own
        covered = {at for span in paragraph.spans for at in range(span.start, span.start + span.length)}
        assert all(paragraph.text[at] == " " for at in range(len(paragraph.text)) if at not in covered)


@pytest.mark.parametrize(("symbol", "language"), VERSIONS, ids=str)
def test_no_note_rule_symbol_line_or_marker_is_in_a_paragraph(symbol: str, language: Language) -> None:
    document = version(symbol, language)
    notes = [note for paragraph in document.paragraphs for note in paragraph.notes]
    for paragraph in document.paragraphs:
        assert "\n" not in paragraph.text and "\f" not in paragraph.text and "____" not in paragraph.text
        assert "¹" not in paragraph.text and paragraph.text != symbol
        assert paragraph.text == paragraph.text.strip() and not paragraph.text.startswith(("•", "(a)", "a)", "(أ)"))
        assert all(note not in paragraph.text for note in notes)
        for mark in paragraph.marks:
            assert 0 <= mark.offset <= len(paragraph.text)


def test_borrowed_words_are_marked_as_somebody_elses() -> None:
    for language in Language:
        epigraph = version("LT/CONF.2031/PC.I/WP.9", language).paragraphs[0]
        assert epigraph.role is Role.EPIGRAPH and epigraph.said_by
        (quotation,) = [p for p in version("LT/CONF.2031/PC.II/WP.8", language).paragraphs if p.role is Role.QUOTATION]
        decision = labelled("LT/CONF.2026/DEC.2", "3", language)
        assert quotation.said_by == "LT/CONF.2026/DEC.2"
        assert decision.text.rstrip(";；؛ ") in quotation.text


def test_brackets_and_alternatives_of_the_draft_are_kept() -> None:
    for language in Language:
        draft = version("LT/CONF.2031/L.1", language)
        assert {"4", "4 bis", "4 ter"} <= {paragraph.label for paragraph in draft.paragraphs}
        assert sum(len(paragraph.brackets) for paragraph in draft.paragraphs) >= 6
        for paragraph in draft.paragraphs:
            for bracket in paragraph.brackets:
                assert paragraph.text[bracket.start] == "[" and paragraph.text[bracket.end - 1] == "]"
                assert not bracket.editorial


def test_a_revision_names_what_it_revises() -> None:
    assert version("LT/CONF.2031/PC.II/WP.4/Rev.1", Language.FR).changes == "LT/CONF.2031/PC.II/WP.4"


def test_the_groups_have_their_members_on_the_day_of_the_paper() -> None:
    for symbol in ("LT/CONF.2031/PC.I/WP.11", "LT/CONF.2031/PC.II/WP.5"):
        facts = [fact for fact in FACTS if fact["symbol"] == symbol]
        document = version(symbol, Language.EN)
        assert document.date is not None
        day = datetime.date.fromisoformat(document.date)
        assert {state for fact in facts for state in fact["states"]} <= set(members(document.groups[0], day))
