"""Exact terms: one date, article, resolution or symbol is one term however it is written; and a question's names.
Both are asked of the file of words too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Document, Language
from corpus.read import read_document
from retrieval.adapters.lexical import LexicalFile
from retrieval.expansion import exact_terms, read_words

LEVANT = (
    "كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران",
    "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول",
)  # fmt: skip
DAYS = st.integers(0, 40_000).map(lambda days: date(1950, 1, 1) + timedelta(days=days))
SPECIMEN = Path(__file__).parents[2] / "corpus" / "documents"
DEC1 = "LT/CONF.2031/DEC.1"


def found(text: str) -> set[str]:
    return {hit.term for hit in exact_terms(text)}


@given(DAYS)
def test_a_day_is_one_term_in_all_languages(day: date) -> None:
    written = [format_date(day, "d MMMM y", locale=locale) for locale in ("en", "fr", "ru")]
    written += [format_date(day, "MMMM d, y", locale="en"), format_date(day, "d 'de' MMMM 'de' y", locale="es")]
    written += [format_date(day, "y年M月d日", locale="zh"), format_date(day, "y 年 M 月 d 日", locale="zh")]
    written += [f"{day.day} {LEVANT[day.month - 1]}/{format_date(day, 'MMMM', locale='ar')} {day.year}"]
    written += [format_date(day, "d MMMM y", locale="ar").translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))]
    wanted = {f"xxd{day:%Y%m%d}", f"xxm{day:%Y%m}"}
    for text in written:
        assert found(f"({text})") == wanted, text


@pytest.mark.parametrize(
    "text",
    [
        "between 5 June and 12 September 2028",
        "entre le 5 juin et le 12 septembre 2028",
        "entre el 5 de junio y el 12 de septiembre de 2028",
        "с 5 июня по 12 сентября 2028 года",
        "بين 5 حزيران/يونيه و 12 أيلول/سبتمبر 2028",
        "2028年6月5日至9月12日",
    ],
)
def test_two_days_share_the_year_that_is_said_once(text: str) -> None:
    assert found(text) == {"xxd20280605", "xxm202806", "xxd20280912", "xxm202809"}


@pytest.mark.parametrize(
    "text", ["2–13 April 2029", "2 a 13 de abril de 2029", "2-13 نيسان/أبريل 2029", "2029年4月2日至13日"]
)
def test_a_range_within_a_month_is_its_two_days(text: str) -> None:
    assert found(text) == {"xxd20290402", "xxd20290413", "xxm202904"}


def test_a_day_without_a_year_takes_none_from_far_off() -> None:
    assert found("On 5 June the ports were closed, which nobody had foreseen; the Office met on 7 May 2030.") == {
        "xxd20300507",
        "xxm203005",
    }


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("under article VI", {"xxart6"}),
        ("Articles IV and VI", {"xxart4", "xxart6"}),
        ("l’article 6", {"xxart6"}),
        ("los artículos IV, V y VI", {"xxart4", "xxart5", "xxart6"}),
        ("по статье VI", {"xxart6"}),
        ("статьями IV и VI", {"xxart4", "xxart6"}),
        ("والمادة السادسة", {"xxart6"}),
        ("للمادتين الرابعة والسادسة", {"xxart4", "xxart6"}),
        ("المادة الثانية عشرة", {"xxart12"}),
        ("المادة (٦)", {"xxart6"}),
        ("第六条", {"xxart6"}),
        ("第二十一条", {"xxart21"}),
        ("第 6 条", {"xxart6"}),
        ("resolution 1540 (2004)", {"xxres1540"}),
        ("resolutions 1540 (2004) and 2231 (2015)", {"xxres1540", "xxres2231"}),
        ("General Assembly resolution 76/234", {"xxres76/234"}),
        ("la résolution du Conseil de sécurité 1540", {"xxres1540"}),
        ("«резолюция 2231»", {"xxres2231"}),
        ("قرار مجلس الأمن 1540 (2004)", {"xxres1540"}),
        ("第1540号决议", {"xxres1540"}),
        ("第2231（2015）号决议", {"xxres2231"}),
        ("see npt/conf.2020/ wp. 30.", {"xxs:npt/conf.2020/wp.30", "xxs:wp.30"}),
        ("NPT / CONF.2020 / WP.30", {"xxs:npt/conf.2020/wp.30", "xxs:wp.30"}),
        ("(LT/CONF.2031/PC.II/WP.4/Rev.1)", {"xxs:lt/conf.2031/pc.ii/wp.4/rev.1", "xxs:wp.4/rev.1"}),
        ("WP.30", {"xxs:wp.30"}),
        ("articles of clothing, and/or 5 resolutions of 12 States in May", set()),
        ("5 mayors and 3 marches, 2028", set()),
    ],
)
def test_articles_resolutions_and_symbols(text: str, terms: set[str]) -> None:
    assert found(text) == terms


@pytest.mark.parametrize(("paper", "article"), [("LT_CONF.2026_DEC.2", 6), ("LT_CONF.2031_DEC.1", 5)])
def test_the_specimen_names_an_article_in_all_six_languages(paper: str, article: int) -> None:
    for language in Language:
        text = (SPECIMEN / f"{paper}.{language}.txt").read_text(encoding="utf-8")
        assert f"xxart{article}" in found(text), language


def test_the_specimen_gives_the_same_days_in_all_six_languages() -> None:
    days = {}
    for language in Language:
        text = (SPECIMEN / f"LT_CONF.2031_DEC.1.{language}.txt").read_text(encoding="utf-8")
        days[language] = {term for term in found(text) if term.startswith("xxd")}
    assert {"xxd20331231", "xxd20320101", "xxd20330630"} <= set.intersection(*days.values())


@given(st.text(max_size=300))
def test_any_text_can_be_read_and_hits_lie_in_it(text: str) -> None:
    for hit in exact_terms(text):
        assert 0 <= hit.start < hit.end <= len(text)
        assert not set(hit.term) & set(' "()*')


def test_a_term_of_the_table_is_asked_for_in_all_languages() -> None:
    question = read_words("Who wants negative security assurances?", Language.EN)
    ((covered, names),) = question.named
    assert covered == ("ennegat", "ensecur", "enassur")
    assert names[Language.ZH] == ("zh消极", "zh极安", "zh安全", "zh全保", "zh保证")
    assert all(term.startswith(language.value) for language, terms in names.items() for term in terms)


def test_a_state_is_asked_for_by_its_name_in_all_languages() -> None:
    ((_, names),) = read_words("¿Qué propone Norrundia?", Language.ES).named
    assert names[Language.ZH] == ("zh诺伦", "zh伦德")
    assert names[Language.EN] == ("ennorrund",)


def test_what_is_said_exactly_is_not_asked_again_word_by_word() -> None:
    question = read_words("obligations under article VI", Language.EN)
    assert question.exact == ("xxart6",)
    assert list(question.own[Language.EN]) == ["enoblig", "enunder"]


def test_a_full_date_asks_for_its_day_and_a_month_for_the_month() -> None:
    assert read_words("5 June 2028", Language.EN).exact == ("xxd20280605",)
    assert read_words("in June 2028", Language.EN).exact == ("xxm202806",)


def test_a_long_text_has_bounded_terms() -> None:
    question = read_words(" ".join(f"word{n} Averland" for n in range(10_000)), Language.EN)
    assert len(question.all_terms()) < 300
    assert max(map(len, question.own.values())) <= 64


@given(st.lists(st.sampled_from(["moratorium", "article VI", "Averland", "“the sea”", "2028"]), min_size=1))
def test_a_question_weighs_more_than_nothing_and_so_does_each_of_its_terms(parts: list[str]) -> None:
    question = read_words(" ".join(parts), Language.EN)
    weights, whole = question.weigh(lambda term: 1.0, lambda term: False)
    assert whole > 0
    assert all(weight > 0 for each in weights.values() for weight in each.values())


@pytest.fixture(scope="module")
def specimen(tmp_path_factory: pytest.TempPathFactory) -> LexicalFile:
    held = LexicalFile(tmp_path_factory.mktemp("lexical") / "lexical.db")
    for path in sorted(SPECIMEN.glob("LT_CONF.2031_[DP]*.txt")):
        document = read_document(path.read_bytes(), path.name, path.stem)
        held.add(document, document.paragraphs)
    return held


def ids(held: LexicalFile, text: str, language: str, documents: list[str] | None = None) -> list[str]:
    return [hit.paragraph_id for hit in held.matching(text, Language(language), 10, documents)]


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "trial of a hotline from 1 January 2032"),
        ("fr", "essai à partir du 1er janvier 2032"),
        ("es", "ensayo del 1 de enero de 2032"),
        ("ru", "испытание с 1 января 2032 года"),
        ("ar", "تجربة من 1 كانون الثاني/يناير 2032"),
        ("zh", "2032年1月1日起试运行"),
    ],
)
def test_a_date_finds_its_paragraph_in_every_language(specimen: LexicalFile, language: str, question: str) -> None:
    for other in Language:
        assert f"{DEC1}#7@{other}" in ids(specimen, question, language, [f"{DEC1}@{other}"])[:2]


def test_a_name_finds_paragraphs_of_other_languages_by_words(specimen: LexicalFile) -> None:
    paper = "LT/CONF.2031/PC.II/WP.8"
    for other in Language:
        assert ids(specimen, "When did Tavenne leave the Open Strait Group?", "en", [f"{paper}@{other}"])[0] == (
            f"{paper}#1@{other}"
        )


@pytest.mark.parametrize(
    ("text", "question", "language"),
    [
        ("As set out in LT/CONF.2031/PC.I/WP.3, para. 9.", "lt / conf.2031/pc.i/wp. 3", "en"),
        ("Security Council resolution 1540 (2004) applies.", "第1540号决议", "zh"),
        ("Under article VI of the Treaty.", "المادة السادسة", "ar"),
        ("Under article VI of the Treaty.", "статья VI", "ru"),
    ],
)
def test_exact_terms_cross_languages(
    tmp_path: Path, paper: Callable[..., Document], text: str, question: str, language: str
) -> None:
    lexical = LexicalFile(tmp_path / "lexical.db")
    document = paper("LT/1", "Article V and resolution 2231 (2015) and WP.30.", text, "Nothing.")
    lexical.add(document, document.paragraphs)
    assert ids(lexical, question, language)[0] == "LT/1#2@en"
