"""Words for lexical search: stems, pairs of Chinese characters, and Arabic spellings that differ and mean the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Language
from retrieval.words import query_words, words_of


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "inspection", "inspections"),
        ("en", "VERIFICATION", "verification"),
        ("fr", "inspections", "inspection"),
        ("es", "inspecciones", "inspección"),
        ("ru", "инспекциями", "инспекции"),
        ("ar", "المُفَتِّش", "المفتش"),
        ("ar", "إيران", "ايران"),
        ("ar", "أسلحة", "اسلحه"),
        ("ar", "مستشفى", "مستشفي"),
        ("ar", "ســلاح", "سلاح"),
        ("zh", "２０２８年", "2028年"),
        ("en", "ﬁle", "file"),
    ],
)
def test_forms_of_one_word_are_one_term(language: str, one: str, other: str) -> None:
    assert words_of(one, Language(language)) == words_of(other, Language(language)) != []


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("核裁军", ["核裁", "裁军"]),
        ("核", ["核"]),
        ("核，裁军", ["核", "裁军"]),
        ("2028年视察", ["2028", "年视", "视察"]),
        ("NPT条约", ["npt", "条约"]),
        ("", []),
        ("。，！", []),
    ],
)
def test_chinese_is_pairs_of_characters(text: str, terms: list[str]) -> None:
    assert words_of(text, Language.ZH) == terms


@given(st.text(alphabet="核裁军视察条约缔国", min_size=2, max_size=30))
def test_a_chinese_run_of_n_has_n_less_one_pairs_and_each_is_in_it(text: str) -> None:
    terms = words_of(text, Language.ZH)
    assert len(terms) == len(text) - 1
    assert all(term == text[n : n + 2] for n, term in enumerate(terms))


def test_numbers_are_left_as_they_are_and_repeats_are_kept() -> None:
    assert words_of("42 inspections, 42 ports", Language.EN) == ["42", "inspect", "42", "port"]


def test_a_questions_words_are_also_kept_as_written_and_once() -> None:
    assert query_words("Verification and verification", Language.EN) == ["verif", "and", "verification"]


@given(st.text(max_size=60), st.sampled_from(list(Language)))
def test_terms_are_plain_words_and_a_question_holds_all_of_a_papers(text: str, language: Language) -> None:
    terms = words_of(text, language)
    assert all(term and not term.isspace() and '"' not in term for term in terms)
    assert set(terms) <= set(query_words(text, language))
    assert len(query_words(text, language)) == len(set(query_words(text, language)))
