"""What sets a claim apart from its source, and what that weighs."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.drafting.checks.contrast import Nearness, Source, contrast
from app.drafting.checks.support import SUPPORTED, UNSUPPORTED, agreed, check_support, sure
from corpus.model import Language
from corpus.sentences import split_sentences

LANGUAGES = st.sampled_from(list(Language))
PAIRS = [
    ("Norway gives $8 and Sweden $5.", "Sweden gives $5, Norway gives $8."),
    ("In 2031 Norway met.", "Sweden met in 2031, Norway in 2032."),
    ("It costs 5 per cent.", "Sweden pays 5 per cent, Norway 8 per cent."),
]
FAULTS = ("numbers_far", "names_far", "opposed", "opposed_whole", "denial_added", "denial_lost", "terms_missing")


def found(
    claim: str, text: str, language: str = "en", spoken: str = "en", by: tuple[str, ...] = ()
) -> dict[str, float]:
    source = Source(text, Language(spoken), frozenset(by))
    spans = split_sentences(text, source.language)
    near = Nearness(0.9, np.full(len(spans), 0.9, np.float32))
    return contrast(claim, Language(language), source, spans, near)


@given(st.text(max_size=80), st.text(max_size=160), LANGUAGES, LANGUAGES)
def test_any_two_texts_can_be_set_apart(claim: str, text: str, language: Language, spoken: Language) -> None:
    apart = found(claim, text, language, spoken)
    assert all(math.isfinite(value) for value in apart.values())
    assert 0 <= sure(apart) <= 1


@pytest.mark.parametrize(
    ("claim", "text", "language", "spoken", "fault"),
    [
        ("Norway supports the moratorium.", "挪威反对暂停部署。", "en", "zh", "opposed"),
        ("La Norvège souhaite augmenter le budget.", "Norway wants to reduce the budget.", "fr", "en", "opposed"),
        ("挪威支持暂停部署。", "Norway does not support a moratorium.", "zh", "en", "opposed"),
        ("They did not meet.", "They met in Oslo.", "en", "en", "denial_added"),
        ("They met in Oslo.", "They did not meet in Oslo.", "en", "en", "denial_lost"),
        ("States must report.", "States may report.", "en", "en", "stronger"),
        ("States should report.", "States must report.", "en", "en", "weaker"),
        ("It costs 5 per cent more.", "It costs 7 per cent more.", "en", "en", "numbers_wrong"),
        ("Sweden is named.", "Nobody is named.", "en", "en", "names_missing"),
        ("Norway gives $5.", "Sweden gives $5, Norway gives $8.", "en", "en", "pair_far"),
        ("La Norvège donne 50 000 dollars.", "瑞典认捐5万美元，挪威认捐8万美元。", "fr", "zh", "pair_far"),
        ("Norway believes that it is too early.", "It is too early, some States believe.", "en", "en", "reported"),
        ("瑞典认为为时过早。", "Norway recalls that Iran said it was too early.", "zh", "en", "reported"),
    ],
)
def test_each_fault_is_told_by_its_name(claim: str, text: str, language: str, spoken: str, fault: str) -> None:
    assert found(claim, text, language, spoken)[fault] > 0


def test_what_agrees_has_no_fault() -> None:
    apart = found("挪威不支持暂停部署。", "Norway does not support a moratorium.", "zh", "en", ("NOR",))
    assert not any(apart[fault] for fault in (*FAULTS, "numbers_wrong", "names_missing", "subject_wrong"))


def test_a_number_that_stands_elsewhere_in_the_paragraph_is_far() -> None:
    text = "Inspections cost 23 per cent more. Contributions rose by 16 per cent."
    source = Source(text, Language.EN, frozenset())
    near = Nearness(0.9, np.array([0.95, 0.7], np.float32))
    spans = split_sentences(text, Language.EN)
    assert contrast("Inspections cost 16 per cent more.", Language.EN, source, spans, near)["numbers_far"] == 1
    assert contrast("Inspections cost 23 per cent more.", Language.EN, source, spans, near)["numbers_far"] == 0


def test_a_view_that_the_source_reports_may_be_cited_as_its_holders() -> None:
    text = "Norrund considers that the cost is too high."
    assert found("Norrund considers that the cost is too high.", text, by=("XAV",))["subject_wrong"] == 0
    assert found("Norrund considers it.", "The cost is too high for Norrund.", by=("XAV",))["subject_wrong"] == 1


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_the_more_a_model_believes_it_the_surer(score: float, less: float, more: float) -> None:
    low, high = sorted((less, more))
    assert 0 <= agreed(score, low) <= agreed(score, high) <= 1


def test_a_fault_never_makes_it_surer() -> None:
    clean = found("挪威不支持暂停部署。", "Norway does not support a moratorium.", "zh", "en", ("NOR",))
    for fault in FAULTS:
        assert sure(clean | {fault: 1.0}) < sure(clean)


def test_between_the_bounds_it_is_undecided() -> None:
    assert check_support(UNSUPPORTED - 0.01).passed is False
    assert check_support(UNSUPPORTED).passed is None
    assert check_support(SUPPORTED).passed is True


@pytest.mark.parametrize(("claim", "text"), PAIRS)
def test_a_number_beside_its_own_state_is_not_said_to_be_beside_another(claim: str, text: str) -> None:
    assert found(claim, text)["pair_far"] == 0


def test_not_any_is_none_and_all_is_not() -> None:
    assert found("四十枚水雷无一出现故障。", "测试了全部40枚水雷，未发现任何故障。", "zh", "zh")["opposed"] == 0.0
    assert found("None of the mines failed.", "All of the mines failed.")["opposed"] > 0
