"""What a rendering is told beforehand: names, terms and amounts of its sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.drafting.glossary import glossary
from corpus.model import Language
from corpus.terms import chinese_terms


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("阿弗兰支持核查。", {("阿弗兰", "Averland"), ("核查", "verification")}),
        ("无核武器国家", {("无核武器国家", "non-nuclear-weapon States")}),
        ("捐款 2.76 亿美元", {("2.76 亿", "276 million")}),
        ("捐款 1 400 万美元", {("1 400 万", "14 million")}),
        ("捐款 120 万美元和 85%", {("120 万", "1.2 million")}),
        ("九名视察员", {("视察员", "inspectors")}),
        ("今天天气很好。", set()),
    ],
)
def test_it_names_what_the_sentence_holds(text: str, pairs: set[tuple[str, str]]) -> None:
    assert set(glossary(text, Language.ZH)) == pairs


def test_other_languages_have_names_only() -> None:
    assert glossary("Норрундия выступает против.", Language.RU) == (("Норрундия", "Norrund"),)


@given(st.text(alphabet="核武器无国家裁军不扩散条约2亿万 。", max_size=30))
def test_every_term_stands_in_the_text(text: str) -> None:
    assert all(term in text for term, _ in glossary(text, Language.ZH))
    terms = [term for term, _ in chinese_terms(text)]
    assert len(terms) == len(set(terms))
