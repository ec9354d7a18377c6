"""Words for lexical search: stems kept apart by language, pairs of Chinese characters, Arabic words and what is
attached to them, numbers, and what of a question is searched."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Language
from retrieval.words import also_of, asked_in, asking_words, named_in, names_as_written, quoted, words_of

SPECIMEN = Path(__file__).parents[2] / "corpus" / "documents"
LANGUAGES = st.sampled_from(list(Language))


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "inspection", "inspections"),
        ("en", "VERIFICATION", "verification"),
        ("fr", "inspections", "inspection"),
        ("fr", "l’inspection", "inspection"),
        ("es", "inspecciones", "inspección"),
        ("ru", "инспекциями", "инспекции"),
        ("ar", "المُفَتِّش", "المفتش"),
        ("ar", "إيران", "ايران"),
        ("ar", "أسلحة", "اسلحه"),
        ("ar", "مستشفى", "مستشفي"),
        ("ar", "ســلاح", "سلاح"),
        ("ar", "الأسلحة", "أسلحة"),
        ("ar", "والأسلحة", "أسلحة"),
        ("ar", "وللأسلحة", "أسلحة"),
        ("ar", "أسلحتها", "أسلحة"),
        ("ar", "والألغام", "ألغام"),
        ("ar", "العمليات", "عمليات"),
        ("ar", "٢٠٢٨", "2028"),
        ("zh", "２０２８年", "2028年"),
        ("en", "ﬁle", "file"),
        ("en", "9,200", "9 200"),
        ("ru", "9 200", "9.200"),
        ("es", "2,76", "2.76"),
    ],
)
def test_forms_of_one_word_are_one_term(language: str, one: str, other: str) -> None:
    assert words_of(one, Language(language)) == words_of(other, Language(language)) != []


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("核裁军", ["zh核裁", "zh裁军"]),
        ("核", ["zh核"]),
        ("核，裁军", ["zh核", "zh裁军"]),
        ("2028年视察", ["xx2028", "zh年视", "zh视察"]),
        ("NPT条约", ["xxnpt", "zh条约"]),
        ("有9,200艘", ["zh有", "xx9200", "zh艘"]),
        ("", []),
        ("。，！", []),
    ],
)
def test_chinese_is_pairs_of_characters(text: str, terms: list[str]) -> None:
    assert words_of(text, Language.ZH) == terms


@given(st.text(alphabet="核裁军视察条约缔国", min_size=2, max_size=30))
def test_a_chinese_run_of_n_has_n_less_one_pairs_and_each_is_in_it(text: str) -> None:
    terms = words_of(text, Language.ZH)
    assert terms == ["zh" + text[n : n + 2] for n in range(len(text) - 1)]


def test_numbers_are_the_same_in_all_languages_and_repeats_are_kept() -> None:
    assert words_of("42 inspections, 42 ports", Language.EN) == ["xx42", "eninspect", "xx42", "enport"]
    assert words_of("in 2028 the 105 mines of WP30", Language.EN)[1:4] == ["xx2028", "enthe", "xx105"]


@given(st.text(max_size=80), LANGUAGES, LANGUAGES)
def test_terms_are_plain_and_stems_of_two_languages_never_meet(text: str, one: Language, other: Language) -> None:
    first, second = set(words_of(text, one)), set(words_of(text, other))
    for term in first | set(also_of(text, one)) | set(names_as_written(text, one)):
        assert term[:2] in (one.value, "xx", "zh")
        assert len(term) > 2
        assert not any(character.isspace() or character in '"()*^' for character in term)
    if one is not other:
        assert all(term.startswith(("xx", "zh")) for term in first & second)


@given(st.text(max_size=80), LANGUAGES)
def test_what_a_question_asks_for_is_in_a_paper_of_the_same_words(text: str, language: Language) -> None:
    asked = asking_words(text, language)
    assert len({term for term, _ in asked}) == len(asked)
    if language is not Language.ZH:
        assert {term for term, _ in asked} <= set(words_of(text, language))


@pytest.mark.parametrize(
    ("language", "question", "terms"),
    [
        ("en", "What does the office say about inspections?", ["enoffic", "eninspect"]),
        ("fr", "Que dit-on des inspections ?", ["frinspect"]),
        ("es", "¿Qué se dice de la inspección?", ["esinspeccion"]),
        ("ru", "Что сказано об инспекциях?", ["ruинспекц"]),
        ("ar", "ماذا عن التفتيش؟", ["arتفتيش"]),
        ("zh", "什么视察？", ["zh视察"]),
        ("en", "What is it about?", ["enwhat", "enis", "enit", "enabout"]),
    ],
)
def test_words_that_ask_are_left_out_unless_nothing_else_is_there(
    language: str, question: str, terms: list[str]
) -> None:
    found = [term for term, _ in asking_words(question, Language(language))]
    assert found == terms


@pytest.mark.parametrize(
    ("attached", "word"), [("لنزع", "نزع"), ("بمعاهدة", "معاهدة"), ("ووثائق", "وثائق"), ("لألغام", "ألغام")]
)
def test_an_arabic_word_is_found_with_and_without_what_is_attached(attached: str, word: str) -> None:
    (term,) = words_of(word, Language.AR)
    assert term in also_of(attached, Language.AR)
    ((_, also),) = asking_words(attached, Language.AR)
    assert term in also


def test_a_capitalised_latin_word_is_a_name_in_all_languages() -> None:
    assert "xxaverland" in also_of("L’Averland appuie les inspections.", Language.FR)
    assert names_as_written("What does Averland offer?", Language.EN) == ["xxaverland"]
    assert names_as_written("Что говорит Averland?", Language.RU) == ["xxaverland"]
    assert names_as_written("NPT reports", Language.EN) == ["xxnpt"]
    assert names_as_written("Reports are late", Language.EN) == []


@pytest.mark.parametrize(
    "text", ['say "a hotline" now', "say “a hotline” now", "«a hotline»", "„a hotline“", "「a hotline」", "‘a hotline’"]
)
def test_a_phrase_in_marks_of_any_kind_is_quoted(text: str) -> None:
    assert quoted(text) == ("a hotline",)


@pytest.mark.parametrize("text", ['a "hotline', "the Parties’ view", "it's Norrund's", '""', "» «", "‘open"])
def test_a_mark_without_its_pair_quotes_nothing(text: str) -> None:
    assert quoted(text) == ()


def test_a_question_may_be_in_another_latin_language_than_the_readers() -> None:
    assert asked_in("Quelle est la position de la Norrundie sur le moratoire ?", Language.EN) == ("en", "fr")
    assert set(asked_in("hotline", Language.ZH)) == {"en", "fr", "es"}
    assert asked_in("视察怎么样？", Language.EN) == ("zh",)


def test_names_of_the_specimen_are_found_in_its_own_versions() -> None:
    (averland,) = (hit for hit in named_in("Averland", Language.EN) if hit.names[Language.RU].startswith("Ав"))
    for language in Language:
        text = (SPECIMEN / f"LT_CONF.2031_PC.I_WP.3.{language}.txt").read_text(encoding="utf-8")
        terms = set(words_of(text, language)) | set(also_of(text, language))
        assert set(words_of(averland.names[language], language)) <= terms, language
