"""The program's own words: all of them in six languages, with the same holes, and all of them used."""

from __future__ import annotations

import importlib.resources
import re
import string
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from app.drafting import phrases
from corpus.language import detect_language
from corpus.model import Language, Status
from retrieval.model import Passage

Make = Callable[..., Passage]
TABLE = tomllib.loads((importlib.resources.files("app.drafting") / "phrases.toml").read_text(encoding="utf-8"))
APP = Path(phrases.__file__).parents[1]


def holes(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def test_the_keys_are_those_of_the_table() -> None:
    assert set(phrases.phrase_keys()) == set(TABLE)


@pytest.mark.parametrize("key", TABLE)
def test_a_phrase_has_six_languages_and_the_same_holes(key: str) -> None:
    assert set(TABLE[key]) == set(Language)
    assert {language: holes(text) for language, text in TABLE[key].items()} == dict.fromkeys(
        TABLE[key], holes(TABLE[key]["en"])
    )


@pytest.mark.parametrize("key", TABLE)
def test_a_phrase_is_filled_and_is_not_the_same_twice(key: str) -> None:
    values = {name: f"<{name}>" for name in holes(TABLE[key]["en"])}
    for language in Language:
        filled = phrases.phrase(key, language, **values)
        assert all(value in filled for value in values.values())
        assert filled == filled.strip()
    if len(TABLE[key]["en"]) > 40:
        assert len(set(TABLE[key].values())) == len(Language)


@pytest.mark.parametrize("key", [key for key, texts in TABLE.items() if len(texts["en"]) > 50])
@pytest.mark.parametrize("language", Language)
def test_a_long_phrase_is_in_its_language(key: str, language: Language) -> None:
    assert detect_language(TABLE[key][language]) is language


@pytest.mark.parametrize("key", TABLE)
def test_a_phrase_is_used(key: str) -> None:
    sources = [*APP.rglob("*.py"), *APP.rglob("*.html")]
    assert any(re.search(rf"""["']{key}["']""", path.read_text(encoding="utf-8")) for path in sources)


def test_a_phrase_without_its_value_or_its_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        phrases.phrase("says", Language.EN)
    with pytest.raises(KeyError):
        phrases.phrase("no_such_phrase", Language.EN)


@pytest.mark.parametrize(
    ("language", "listed"),
    [("en", "Averland, Norrund"), ("es", "Averlandia, Norrundia"), ("zh", "阿弗兰、诺伦德"), ("ar", "أفرلاند، نورند")],
)
def test_names_are_listed_as_the_language_lists(language: str, listed: str) -> None:
    assert phrases.names(("XAV", "XNR"), Language(language)) == listed


def test_a_group_and_a_state_of_one_code_keep_their_names() -> None:
    assert phrases.names(("NAM",), Language.EN) == "Namibia"
    assert "Non-Aligned" in phrases.names((), Language.EN, ("NAM",))


@pytest.mark.parametrize(
    ("facts", "author"),
    [
        ({}, "Averland"),
        ({"by": (), "groups": ("NAM",), "status": Status.GROUP}, "Non-Aligned"),
        ({"by": (), "status": Status.CHAIR}, "The Chair"),
        ({"by": ()}, "Author not stated"),
        ({"status": Status.ADOPTED}, "The Conference"),
    ],
)
def test_whose_view_a_paper_is(passage: Make, facts: dict[str, object], author: str) -> None:
    assert author in phrases.author_of(passage("Words.", **facts).document, Language.EN)


@pytest.mark.parametrize(
    ("language", "label", "locator"),
    [
        ("en", "9(a)", "para. 9(a)"),
        ("fr", "9", "par. 9"),
        ("zh", "9", "第9段"),
        ("en", "~4", "page 2, block 4"),
        ("ru", "~4", "с. 2, блок 4"),
        ("en", "4 bis", "para. 4 bis"),
        ("en", "Annex 1", "annex, para. 1"),
        ("fr", "Annex II 3", "annexe II, par. 3"),
        ("zh", "Annex 2", "附件，第2段"),
    ],
)
def test_a_locator_of_ours_never_looks_like_a_printed_number(
    passage: Make, language: str, label: str, locator: str
) -> None:
    assert phrases.locator_of(passage("Words.", label=label).paragraph, Language(language)) == locator


def test_an_undated_paper_is_said_to_be_undated(passage: Make) -> None:
    assert phrases.year_of(passage("Words.", date=None).document, Language.FR) == "sans date"
    assert phrases.year_of(passage("Words.").document, Language.FR) == "2029"
