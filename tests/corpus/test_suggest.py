"""What a file lost: guessed where one character stands out, never put into the text."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.model import Document
from corpus.read import read_document

FILLING = "缔约国重申其对条约各项规定的承诺，并强调全面执行的重要性。" * 8


def read(*paragraphs: str) -> Document:
    text = "\n\n".join(f"{n}. {words}" for n, words in enumerate(paragraphs, start=1))
    return read_document(text.encode(), "paper.txt", "paper")


def found(document: Document) -> list[tuple[str, str]]:
    return [
        (paragraph.label, suggestion.text) for paragraph in document.paragraphs for suggestion in paragraph.suggestions
    ]


LOST = ("各国应采取 高标准，这项工作 终取得了成果。", "这是 近几年来 重要的进展。", FILLING)


def test_a_character_lost_everywhere_is_suggested_everywhere() -> None:
    document = read(*LOST)
    assert found(document) == [("1", "最"), ("1", "最"), ("2", "最"), ("2", "最")]
    assert any("lost a character at 4 places" in warning for warning in document.warnings)


def test_the_text_keeps_its_gap_and_only_the_mended_text_is_whole() -> None:
    first = read(*LOST).paragraphs[0]
    assert first.text == LOST[0]
    assert first.mended == LOST[0].replace(" 高", "最高").replace(" 终", "最终")


def test_nothing_is_suggested_where_the_character_stands_elsewhere_in_the_paper() -> None:
    assert ("1", "最") not in found(read(*LOST[:2], FILLING + "这是最好的。"))


def test_a_text_set_with_spaces_has_lost_nothing() -> None:
    assert found(read(" ".join("缔约国重申其对条约各项规定的承诺。"))) == []


def test_a_word_with_one_unreadable_letter_is_known_by_its_fellow() -> None:
    words = "The inspectors report to the Conference on every inspection that they carried out in the States parties. "
    document = read(words * 4, "The insp\ufffdctors are ready. The \ufffdxyz is not.")
    assert found(document) == [("2", "inspectors")]
    assert "insp\ufffdctors" in document.paragraphs[1].text


def test_the_lost_glyph_of_the_real_paper(real_papers: Path) -> None:
    path = next(real_papers.glob("002_*.txt"))
    document = read_document(path.read_bytes(), path.name, "paper")
    assert [text for _, text in found(document)] == ["最"] * 4


@pytest.mark.parametrize("name", ["000", "001", "004"])
def test_the_other_real_papers_lost_nothing(real_papers: Path, name: str) -> None:
    path = next(real_papers.glob(f"{name}_*.txt"))
    assert found(read_document(path.read_bytes(), path.name, "paper")) == []
