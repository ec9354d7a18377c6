"""Which language a text is in."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.language import detect_language, script_shares
from corpus.model import Language
from corpus.read import read_document

FILES = sorted((Path(__file__).parents[2] / "corpus" / "documents").glob("*.txt"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_paragraph_of_the_specimen_reads_as_its_language(path: Path) -> None:
    document = read_document(path.read_bytes(), path.name, "x")
    assert {detect_language(paragraph.text) for paragraph in document.paragraphs} == {document.language}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("What does Sweden say about verification?", "en"),
        ("Quelle est la position de la Suède sur la vérification ?", "fr"),
        ("¿Cuál es la posición de Suecia sobre la verificación?", "es"),
        ("Какова позиция Швеции по проверке?", "ru"),
        ("ما موقف السويد من التحقق؟", "ar"),
        ("瑞典对核查的立场是什么？", "zh"),
        ("NPT/CONF.2020/PC.II/WP.30第5段说了什么？", "zh"),
        ("resolution 1540 (2004)", "en"),
        ("article VI", "en"),
        ("vérification", "fr"),
        ("Что говорится в NPT/CONF.2020/1?", "ru"),
        ("", "en"),
        ("12345 … — !", "en"),
    ],
)
def test_questions(text: str, language: str) -> None:
    assert detect_language(text).value == language


@given(st.text(max_size=80))
def test_shares_are_a_whole_or_nothing_and_some_language_is_always_found(text: str) -> None:
    shares = script_shares(text)
    assert not shares or sum(shares.values()) == pytest.approx(1.0)
    assert all(0 < share <= 1 for share in shares.values())
    assert detect_language(text) in Language


def test_one_han_character_weighs_three_letters() -> None:
    assert script_shares("中abc") == {None: 0.5, Language.ZH: 0.5}
