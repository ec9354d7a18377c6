"""Fusion, preference, versions counted once, authors spread: nothing found is lost, and words only nudge."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.model import Hit
from retrieval.ports import Vectors
from retrieval.rank import (
    CROWDING,
    LEXICAL_WEIGHT,
    PREFERENCE,
    SENTENCE_WEIGHT,
    Ranked,
    document_of,
    fuse,
    language_of,
    one_per_work,
    paragraph_scores,
    prefer,
    spread,
)

QUERY = np.array([1.0, 0.0], np.float32)
IDS = [f"W{work}#{label}@{language}" for work in "AB" for label in "12" for language in ("en", "fr", "zh")]
SCORES = st.floats(-1, 1, allow_nan=False)
LEG = st.dictionaries(st.sampled_from(IDS), st.floats(0, 1))
MATRICES = st.fixed_dictionaries({name: st.lists(SCORES, min_size=1, max_size=5) for name in IDS})
Kept = Sequence[tuple[Ranked, tuple[str, ...]]]


def hits(scores: dict[str, float]) -> list[Hit]:
    return [Hit(name, score) for name, score in sorted(scores.items(), key=lambda item: -item[1])]


def rows(*cosines: float) -> Vectors:
    return np.array([[c, math.sqrt(max(0.0, 1 - c * c))] for c in cosines], np.float32).reshape(-1, 2)


def matrices(cosines: dict[str, list[float]]) -> dict[str, Vectors]:
    return {name: rows(*row) for name, row in cosines.items()}


def work_of(name: str) -> str:
    return name.partition("@")[0]


@given(LEG, LEG, MATRICES)
def test_words_never_gate_and_are_only_a_nudge(
    dense: dict[str, float], lexical: dict[str, float], cosines: dict[str, list[float]]
) -> None:
    without = {item.paragraph_id: item.score for item in fuse(QUERY, hits(dense), (), matrices(cosines))}
    fused = {item.paragraph_id: item for item in fuse(QUERY, hits(dense), hits(lexical), matrices(cosines))}
    assert set(without) == set(dense)
    assert set(fused) == {*dense, *lexical}
    for name, score in without.items():
        assert -1e-6 <= fused[name].score - score <= LEXICAL_WEIGHT + 1e-6
        assert "dense" in fused[name].found_by


@given(LEG, LEG, LEG, MATRICES)
def test_the_vector_legs_own_scores_change_nothing(
    dense: dict[str, float], other: dict[str, float], lexical: dict[str, float], cosines: dict[str, list[float]]
) -> None:
    again = [Hit(name, other.get(name, 0.0)) for name in dense]
    first = fuse(QUERY, hits(dense), hits(lexical), matrices(cosines))
    assert fuse(QUERY, again, hits(lexical), matrices(cosines)) == first


@given(LEG, LEG, MATRICES)
def test_order_is_by_score_and_the_same_every_time(
    dense: dict[str, float], lexical: dict[str, float], cosines: dict[str, list[float]]
) -> None:
    ranked = fuse(QUERY, hits(dense), hits(lexical), matrices(cosines))
    assert [item.score for item in ranked] == sorted((item.score for item in ranked), reverse=True)
    assert len({item.paragraph_id for item in ranked}) == len(ranked)
    assert fuse(QUERY, hits(dense)[::-1], hits(lexical)[::-1], matrices(cosines)) == ranked


@given(LEG, LEG, MATRICES, st.sets(st.sampled_from(IDS)))
def test_a_candidate_without_a_matrix_is_left_out_and_no_other(
    dense: dict[str, float], lexical: dict[str, float], cosines: dict[str, list[float]], lost: set[str]
) -> None:
    everything = fuse(QUERY, hits(dense), hits(lexical), matrices(cosines))
    left = {name: row for name, row in cosines.items() if name not in lost}
    found = fuse(QUERY, hits(dense), hits(lexical), matrices(left))
    assert found == tuple(item for item in everything if item.paragraph_id not in lost)


@given(st.lists(SCORES, min_size=2, max_size=6))
def test_the_best_sentence_is_the_nearest(cosines: list[float]) -> None:
    ((index, score),) = paragraph_scores(QUERY, [rows(*cosines)])
    best = max(cosines[1:])
    assert cosines[1 + index] == pytest.approx(best, abs=1e-6)
    expected = (1 - SENTENCE_WEIGHT) * cosines[0] + SENTENCE_WEIGHT * max(best, 0)
    assert score == pytest.approx(expected, abs=1e-6)


@given(SCORES)
def test_a_paragraph_of_one_row_is_scored_by_it(cosine: float) -> None:
    ((best, score),) = paragraph_scores(QUERY, [rows(cosine)])
    assert best == 0
    assert score == pytest.approx(cosine, abs=1e-6)


def test_the_score_is_half_paragraph_half_sentence_and_the_words() -> None:
    held = {"W#1@en": rows(0.8, 0.1, 0.6), "W#2@en": rows(0.8)}
    ranked = fuse(QUERY, [Hit("W#1@en", 0.3), Hit("W#2@en", 0.3)], [Hit("W#2@en", 1.0), Hit("W#1@en", 0.25)], held)
    scores = {item.paragraph_id: item.score for item in ranked}
    assert scores["W#1@en"] == pytest.approx((1 - SENTENCE_WEIGHT) * 0.8 + SENTENCE_WEIGHT * 0.6 + LEXICAL_WEIGHT / 4)
    assert scores["W#2@en"] == pytest.approx(0.8 + LEXICAL_WEIGHT)
    assert [(item.paragraph_id, item.best_sentence) for item in ranked] == [("W#2@en", 0), ("W#1@en", 1)]


def test_words_weigh_the_same_in_every_language() -> None:
    lexical = [Hit("A#1@en", 0.8), Hit("A#2@en", 0.4), Hit("B#1@zh", 0.1), Hit("B#2@zh", 0.05)]
    ranked = fuse(QUERY, (), lexical, {hit.paragraph_id: rows(0.5) for hit in lexical})
    gained = {item.paragraph_id: (item.score - 0.5) / LEXICAL_WEIGHT for item in ranked}
    assert gained == pytest.approx({hit.paragraph_id: hit.score for hit in lexical}, abs=1e-4)


def test_a_paragraph_only_words_found_is_scored_alike() -> None:
    (item,) = fuse(QUERY, (), [Hit("W#1@en", 1.0)], {"W#1@en": rows(0.4, 0.2, 0.3)})
    assert item.score == pytest.approx((1 - SENTENCE_WEIGHT) * 0.4 + SENTENCE_WEIGHT * 0.3 + LEXICAL_WEIGHT)
    assert (item.found_by, item.best_sentence) == (("lexical",), 1)


@given(LEG, LEG, MATRICES, st.dictionaries(st.sampled_from(["en", "fr", "zh"]), st.floats(0, 0.1)))
def test_a_lift_is_added_to_every_paragraph_of_its_language(
    dense: dict[str, float], lexical: dict[str, float], cosines: dict[str, list[float]], lifts: dict[str, float]
) -> None:
    plain = {item.paragraph_id: item.score for item in fuse(QUERY, hits(dense), hits(lexical), matrices(cosines))}
    lifted = fuse(QUERY, hits(dense), hits(lexical), matrices(cosines), lifts)
    assert [item.score for item in lifted] == sorted((item.score for item in lifted), reverse=True)
    expected = {name: score + lifts.get(name[-2:], 0.0) for name, score in plain.items()}
    assert {item.paragraph_id: item.score for item in lifted} == pytest.approx(expected)


def test_nothing_found_is_nothing() -> None:
    assert fuse(QUERY, (), (), {}) == ()
    assert one_per_work((), "en") == ()
    assert prefer((), {"A@en"}) == ()
    assert spread((), lambda _: (), 10) == ()


# ---- what the question implies


def some(names: list[str]) -> list[Ranked]:
    return [Ranked(name, 1.0 - n / 100, n, ("dense",)) for n, name in enumerate(names)]


RANKED = st.lists(st.sampled_from(IDS), unique=True).map(some)


@given(RANKED, st.sets(st.sampled_from(["WA@en", "WA@fr", "WB@zh", "WC@en"])))
def test_what_is_preferred_gains_a_little_and_the_order_follows(ranked: list[Ranked], documents: set[str]) -> None:
    found = prefer(ranked, documents)
    assert [item.score for item in found] == sorted((item.score for item in found), reverse=True)
    gains = {name: PREFERENCE if f"{name[:2]}{name[-3:]}" in documents else 0.0 for name in IDS}
    assert {item.paragraph_id: item.score for item in found} == pytest.approx(
        {item.paragraph_id: item.score + gains[item.paragraph_id] for item in ranked}
    )
    assert {(item.paragraph_id, item.best_sentence, item.found_by) for item in found} == {
        (item.paragraph_id, item.best_sentence, item.found_by) for item in ranked
    }


# ---- language versions


@given(RANKED, st.sampled_from(["en", "fr", "zh", "ar"]))
def test_versions_count_once_and_the_readers_language_is_shown(ranked: list[Ranked], language: str) -> None:
    kept = one_per_work(ranked, language)
    shown = [item.paragraph_id for item, _ in kept]
    assert len(set(map(work_of, shown))) == len(shown) == len({work_of(item.paragraph_id) for item in ranked})
    assert sorted([*shown, *(name for _, others in kept for name in others)]) == sorted(i.paragraph_id for i in ranked)
    assert [item.score for item, _ in kept] == sorted((item.score for item, _ in kept), reverse=True)
    for item, others in kept:
        family = [name for name in (item.paragraph_id, *others) if name.endswith(f"@{language}")]
        assert not family or item.paragraph_id in family
        assert all(work_of(name) == work_of(item.paragraph_id) for name in others)


def test_the_version_shown_has_the_best_score_its_own_sentence_and_all_legs() -> None:
    ranked = [
        Ranked("A#1@zh", 0.9, 2, ("dense",)),
        Ranked("B#1@en", 0.8, 0, ("dense",)),
        Ranked("A#1@en", 0.7, 1, ("lexical",)),
    ]
    kept = one_per_work(ranked, "en")
    assert kept[0] == (Ranked("A#1@en", 0.9, 1, ("dense", "lexical")), ("A#1@zh",))
    assert kept[1] == (ranked[1], ())


@pytest.mark.parametrize(
    ("paragraph_id", "document_id", "language"),
    [
        ("LT/CONF.2031/PC.I/WP.3#5@en", "LT/CONF.2031/PC.I/WP.3@en", "en"),
        ("LT/CONF.2026/DEC.2#Annex-1.2(a)@zh", "LT/CONF.2026/DEC.2@zh", "zh"),
        ("doc:letter@home#3@ar", "doc:letter@home@ar", "ar"),
        ("doc:letter#n#3@fr", "doc:letter@fr", "fr"),
    ],
)
def test_an_id_names_its_document_and_language(paragraph_id: str, document_id: str, language: str) -> None:
    assert (document_of(paragraph_id), language_of(paragraph_id)) == (document_id, language)


# ---- authors

AUTHORS = {name: ("SWE",) if name[1] == "A" else ("NOR", "FIN") if "#1" in name else ("NOR",) for name in IDS}


@given(RANKED, st.integers(0, 15))
def test_spreading_loses_nothing_and_keeps_scores(ranked: list[Ranked], limit: int) -> None:
    kept: Kept = [(item, ()) for item in ranked]
    chosen = spread(kept, AUTHORS.__getitem__, limit)
    assert len(chosen) == min(limit, len(kept))
    assert len(set(chosen)) == len(chosen)
    assert set(chosen) <= set(kept)
    if chosen:
        assert chosen[0] == kept[0]
    for author in ("SWE", "NOR"):
        own = [item for item, _ in chosen if AUTHORS[item.paragraph_id][0] == author]
        if author == "SWE":
            assert own == sorted(own, key=lambda item: -item.score), "among equals the better comes first"


@given(RANKED)
def test_without_authors_the_order_stays(ranked: list[Ranked]) -> None:
    kept: Kept = [(item, ()) for item in ranked]
    assert spread(kept, lambda _: (), 100) == tuple(kept)


def test_each_further_paragraph_of_an_author_must_be_better() -> None:
    kept: Kept = [(Ranked(f"A#{n}@en", 0.5 - n * CROWDING / 10, 0, ("dense",)), ()) for n in range(4)]
    kept = [*kept, (Ranked("B#1@en", 0.5 - CROWDING, 0, ("dense",)), ())]
    chosen = spread(kept, lambda name: (name[0],), 5)
    assert [item.paragraph_id for item, _ in chosen] == ["A#0@en", "B#1@en", "A#1@en", "A#2@en", "A#3@en"]
    assert [item.paragraph_id for item, _ in spread(kept, lambda name: (name[0],), 2)] == ["A#0@en", "B#1@en"]


def test_a_much_better_paragraph_of_the_same_author_stays_before() -> None:
    first, second, third = (
        Ranked(name, score, 0, ()) for name, score in (("A#1@en", 0.9), ("A#2@en", 0.8), ("B#1@en", 0.7))
    )
    kept: Kept = [(first, ()), (second, ("A#2@fr",)), (third, ())]
    assert spread(kept, lambda name: (name[0],), 3) == tuple(kept)
