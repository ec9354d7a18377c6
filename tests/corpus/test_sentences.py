"""Sentences as spans: nothing changed, nothing lost, and the abbreviations of United Nations papers."""

from __future__ import annotations

import csv
import functools
import tomllib
from pathlib import Path
from typing import TypedDict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Language
from corpus.read import read_document
from corpus.sentences import split_sentences

DOCUMENTS = Path(__file__).parents[2] / "corpus" / "documents"


class Case(TypedDict):
    """A text and the sentences it has."""

    language: str
    about: str
    text: str
    sentences: list[str]


def read_cases() -> list[Case]:
    cases: list[Case] = tomllib.loads(Path(__file__).with_name("sentence_cases.toml").read_text(encoding="utf-8"))[
        "case"
    ]
    return cases


def read_forms() -> list[tuple[str, str, str]]:
    """Language, kind and form of every abbreviation; what goes for several languages is tried in English."""
    table = Path(__file__).parents[2] / "corpus" / "data" / "abbreviations.tsv"
    rows = csv.DictReader(table.read_text(encoding="utf-8").splitlines(), delimiter="\t")
    return [
        (row["language"].replace("mul", "en"), row["kind"], row["form"])
        for row in rows
        if row["kind"] not in ("label", "opening")
    ]


CASES = read_cases()
FORMS = read_forms()
TEXT = st.text(
    alphabet=st.sampled_from(list('abA ж Г عم 中国。！？；….?!؟ 12,:“’”«»"()（） ¹\n\u00a0\u200f')), max_size=80
)


def sentences(text: str, language: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, Language(language))]


def expected_spans(case: Case) -> tuple[tuple[int, int], ...]:
    """The spans of a case's sentences, found one after the other with nothing but spaces between them."""
    spans: list[tuple[int, int]] = []
    position = 0
    for sentence in case["sentences"]:
        start = case["text"].index(sentence, position)
        assert not case["text"][position:start].strip(), "the case leaves out a part of its text"
        position = start + len(sentence)
        spans.append((start, position))
    assert not case["text"][position:].strip(), "the case leaves out the end of its text"
    return tuple(spans)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['language']} {case['about']}")
def test_the_hard_cases(case: Case) -> None:
    assert sentences(case["text"], case["language"]) == case["sentences"]
    assert split_sentences(case["text"], Language(case["language"])) == expected_spans(case)


@pytest.mark.parametrize("language", Language)
def test_there_are_enough_hard_cases_and_none_twice(language: Language) -> None:
    texts = [case["text"] for case in CASES if case["language"] == language]
    assert len(texts) >= 25
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize(("language", "kind", "form"), FORMS)
def test_every_abbreviation_is_heeded(language: str, kind: str, form: str) -> None:
    lead = "Абв" if language == "ru" else "Abc"
    numbered, named = f"{lead} {form}. 5 {lead}.", f"{lead} {form}. Zzz."
    if kind == "number":
        assert len(sentences(numbered, language)) == 1
        assert len(sentences(named, language)) == 2
    else:
        assert len(sentences(named, language)) == 1


@pytest.mark.parametrize("text", ["", " ", "\n \n"])
@pytest.mark.parametrize("language", Language)
def test_nothing_has_no_sentences(text: str, language: Language) -> None:
    assert split_sentences(text, language) == ()


def test_only_the_case_of_an_abbreviation_that_begins_a_sentence_is_free() -> None:
    assert len(sentences("It said no. 5 States agreed.", "en")) == 2
    assert len(sentences("Vol. 5 is here.", "en")) == 1


def check_spans(text: str, language: Language) -> None:
    position = 0
    for start, end in split_sentences(text, language):
        assert position <= start < end <= len(text)
        assert not text[position:start].strip()
        assert text[start:end] == text[start:end].strip()
        position = end
    assert not text[position:].strip()


@given(TEXT | st.text(), st.sampled_from(list(Language)))
def test_spans_are_ordered_apart_trimmed_and_cover_every_letter(text: str, language: Language) -> None:
    check_spans(text, language)


@given(st.lists(st.sampled_from(CASES), min_size=1, max_size=6), st.sampled_from(list(Language)))
def test_spans_of_cases_joined_and_read_in_any_language(cases: list[Case], language: Language) -> None:
    check_spans(" ".join(case["text"] for case in cases), language)


@functools.cache
def paragraphs(language: Language) -> tuple[str, ...]:
    files = sorted(DOCUMENTS.glob(f"*.{language}.txt"))
    return tuple(p.text for file in files for p in read_document(file.read_bytes(), file.name, "x").paragraphs)


@pytest.mark.parametrize("language", Language)
def test_the_specimen_is_covered(language: Language) -> None:
    assert len(paragraphs(language)) == len(paragraphs(Language.EN)) >= 40
    for text in paragraphs(language):
        check_spans(text, language)


@pytest.mark.parametrize("language", Language)
def test_the_specimen_has_about_as_many_sentences_in_every_language(language: Language) -> None:
    def count(own: Language) -> int:
        return sum(len(split_sentences(text, own)) for text in paragraphs(own))

    assert abs(count(language) - count(Language.EN)) <= 0.12 * count(Language.EN)
