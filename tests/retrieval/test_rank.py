"""Fusion and versions counted once, by property: words nudge and never gate, and nothing found is lost."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.model import Hit
from retrieval.ports import Vectors
from retrieval.rank import LEXICAL_NUDGE, SENTENCE_WEIGHT, Ranked, best_sentence, fuse, one_per_work

QUERY = np.array([1.0, 0.0], np.float32)
IDS = [f"W{work}#{label}@{language}" for work in "AB" for label in "12" for language in ("en", "fr", "zh")]
TWINS = {name: (name.split("#")[0], name.split("#")[1].split("@")[0]) for name in IDS}
SCORES = st.floats(-1, 1, allow_nan=False)
DENSE = st.dictionaries(st.sampled_from(IDS), SCORES)
LEXICAL = st.dictionaries(st.sampled_from(IDS), st.floats(0, 30))
SENTENCES = st.dictionaries(st.sampled_from(IDS), st.lists(SCORES, max_size=4))


def hits(scores: dict[str, float]) -> list[Hit]:
    return [Hit(name, score) for name, score in sorted(scores.items(), key=lambda item: -item[1])]


def rows(*cosines: float) -> Vectors:
    return np.array([[c, math.sqrt(max(0.0, 1 - c * c))] for c in cosines], np.float32).reshape(-1, 2)


def matrices(cosines: dict[str, list[float]]) -> dict[str, Vectors]:
    return {name: rows(*row) for name, row in cosines.items()}


@given(DENSE, LEXICAL, SENTENCES)
def test_words_never_gate_and_are_only_a_nudge(
    dense: dict[str, float], lexical: dict[str, float], sentences: dict[str, list[float]]
) -> None:
    without = {item.paragraph_id: item.score for item in fuse(QUERY, hits(dense), (), matrices(sentences))}
    fused = {item.paragraph_id: item for item in fuse(QUERY, hits(dense), hits(lexical), matrices(sentences))}
    assert set(without) == set(dense) <= set(fused)
    for name, score in without.items():
        assert -1e-6 <= fused[name].score - score <= LEXICAL_NUDGE + 1e-6
        assert "dense" in fused[name].found_by


@given(DENSE, LEXICAL, SENTENCES)
def test_order_is_by_score_and_the_same_every_time(
    dense: dict[str, float], lexical: dict[str, float], sentences: dict[str, list[float]]
) -> None:
    ranked = fuse(QUERY, hits(dense), hits(lexical), matrices(sentences))
    assert [item.score for item in ranked] == sorted((item.score for item in ranked), reverse=True)
    assert len({item.paragraph_id for item in ranked}) == len(ranked)
    shuffled = fuse(QUERY, hits(dense)[::-1], hits(lexical)[::-1], matrices(sentences))
    assert [item.paragraph_id for item in shuffled] == [item.paragraph_id for item in ranked]


@given(st.lists(SCORES, min_size=1, max_size=6))
def test_the_best_sentence_is_the_nearest(cosines: list[float]) -> None:
    index, score = best_sentence(QUERY, rows(*cosines))
    assert score == pytest.approx(max(cosines), abs=1e-6)
    assert cosines[index] == pytest.approx(max(cosines), abs=1e-6)


@pytest.mark.parametrize("sentences", [None, np.empty((0, 2), np.float32)])
def test_no_sentences_have_no_best(sentences: Vectors | None) -> None:
    assert best_sentence(QUERY, sentences) == (0, 0.0)


def test_the_score_is_half_paragraph_half_sentence_and_the_nudge() -> None:
    ranked = fuse(QUERY, [Hit("a", 0.8), Hit("b", 0.8)], [Hit("b", 4.0), Hit("a", 1.0)], {"a": rows(0.1, 0.6)})
    scores = {item.paragraph_id: item.score for item in ranked}
    assert scores["a"] == pytest.approx((1 - SENTENCE_WEIGHT) * 0.8 + SENTENCE_WEIGHT * 0.6 + LEXICAL_NUDGE / 4)
    assert scores["b"] == pytest.approx((1 - SENTENCE_WEIGHT) * 0.8 + LEXICAL_NUDGE)
    assert next(item.best_sentence for item in ranked if item.paragraph_id == "a") == 1


def test_a_paragraph_only_words_found_is_scored_by_its_best_sentence() -> None:
    (item,) = fuse(QUERY, (), [Hit("a", 7.0)], {"a": rows(0.4, 0.2)})
    assert item.score == pytest.approx(0.4 + LEXICAL_NUDGE)
    assert item.found_by == ("lexical",)


def test_nothing_found_is_nothing() -> None:
    assert fuse(QUERY, (), (), {}) == ()
    assert one_per_work((), {}, "en") == ()


RANKED = st.lists(st.sampled_from(IDS), unique=True).map(
    lambda names: [Ranked(name, 1.0 - n / 100, n, ("dense",)) for n, name in enumerate(names)]
)


@given(RANKED, st.sampled_from(["en", "fr", "zh", "ar"]))
def test_versions_count_once_and_the_readers_language_is_shown(ranked: list[Ranked], language: str) -> None:
    kept = one_per_work(ranked, TWINS, language)
    shown = [item.paragraph_id for item, _ in kept]
    assert len({TWINS[name] for name in shown}) == len(shown) == len({TWINS[item.paragraph_id] for item in ranked})
    assert sorted([*shown, *(name for _, others in kept for name in others)]) == sorted(i.paragraph_id for i in ranked)
    assert [item.score for item, _ in kept] == sorted((item.score for item, _ in kept), reverse=True)
    for item, others in kept:
        family = [name for name in (item.paragraph_id, *others) if name.endswith(f"@{language}")]
        assert not family or item.paragraph_id in family
        assert all(TWINS[name] == TWINS[item.paragraph_id] for name in others)


def test_the_version_shown_has_the_best_score_its_own_sentence_and_all_legs() -> None:
    ranked = [
        Ranked("A#1@zh", 0.9, 2, ("dense",)),
        Ranked("B#1@en", 0.8, 0, ("dense",)),
        Ranked("A#1@en", 0.7, 1, ("lexical",)),
    ]
    twins = {"A#1@zh": ("A", "1"), "A#1@en": ("A", "1"), "B#1@en": ("B", "1")}
    kept = one_per_work(ranked, twins, "en")
    assert kept[0] == (Ranked("A#1@en", 0.9, 1, ("dense", "lexical")), ("A#1@zh",))
    assert kept[1] == (ranked[1], ())
