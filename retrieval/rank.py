"""Ranking, without any I/O: paragraph and best sentence together, words as a nudge, languages made equal, versions
counted once, no State crowding out the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from retrieval.model import Hit
from retrieval.ports import Vectors

SENTENCE_WEIGHT = 0.5  # measured on XQuAD and on real papers: 0.3 to 0.7 all help, half and half most
LEXICAL_WEIGHT = 0.1  # what a paragraph that holds all of a question's words gains; it reorders, it never gates
PREFERENCE = 0.02  # what the question only implies weighs less than a good match of words
CROWDING = 0.01  # each further passage of one author must be better by this much
_IN_REACH = 4  # times as many candidates as are wanted: none further down can come up


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with its fused score, the index of its best sentence, and the legs that found it."""

    paragraph_id: str
    score: float
    best_sentence: int
    found_by: tuple[str, ...]


def fuse(
    query: Vectors,
    dense: Sequence[Hit],
    lexical: Sequence[Hit],
    matrices: Mapping[str, Vectors],
    lifts: Mapping[str, float] | None = None,
) -> tuple[Ranked, ...]:
    """All candidates of both legs, best first. Neither leg's own score of a vector counts: the vectors do.

    Args:
        query: unit vector, shape (dimension,).
        dense: hits of the vector leg.
        lexical: hits of the lexical leg; a score is the share of the question that the paragraph holds, 0 to 1.
        matrices: of each candidate, row 0 the paragraph, the others its sentences. A candidate without one is left out.
        lifts: what is added to the paragraphs of each language, see ``retrieval.lifts``.
    """
    nudges = {hit.paragraph_id: LEXICAL_WEIGHT * hit.score for hit in lexical}
    legs = {"dense": {hit.paragraph_id for hit in dense}, "lexical": set(nudges)}
    held = [id_ for id_ in dict.fromkeys([hit.paragraph_id for hit in (*dense, *lexical)]) if id_ in matrices]
    ranked = []
    scored = paragraph_scores(query, [matrices[id_] for id_ in held])
    for paragraph_id, (best, score) in zip(held, scored, strict=True):
        added = nudges.get(paragraph_id, 0.0) + (lifts or {}).get(language_of(paragraph_id), 0.0)
        found_by = tuple(leg for leg, ids in legs.items() if paragraph_id in ids)
        ranked.append(Ranked(paragraph_id, score + added, best, found_by))
    return tuple(sorted(ranked, key=best_first))


def paragraph_scores(query: Vectors, matrices: Sequence[Vectors]) -> list[tuple[int, float]]:
    """Of each matrix, the index of the best sentence, and half its cosine with half the paragraph's."""
    if not matrices:
        return []
    cosines = np.einsum("ij,j->i", np.concatenate(matrices), query)  # row by row: the same among any others
    found = []
    end = 0
    for matrix in matrices:
        whole, *sentences = cosines[end : (end := end + len(matrix))].tolist()
        if not sentences:
            found.append((0, whole))
            continue
        best = max(range(len(sentences)), key=sentences.__getitem__)
        found.append((best, (1 - SENTENCE_WEIGHT) * whole + SENTENCE_WEIGHT * max(sentences[best], 0.0)))
    return found


def best_first(item: Ranked) -> tuple[float, str]:
    """The order of candidates; equal ones by id, so that it is always the same."""
    return -item.score, item.paragraph_id


def prefer(ranked: Iterable[Ranked], documents: Collection[str]) -> tuple[Ranked, ...]:
    """The candidates again, those of these documents a little higher."""
    lifted = (
        replace(item, score=item.score + PREFERENCE) if document_of(item.paragraph_id) in documents else item
        for item in ranked
    )
    return tuple(sorted(lifted, key=best_first))


def one_per_work(ranked: Iterable[Ranked], language: str) -> tuple[tuple[Ranked, tuple[str, ...]], ...]:
    """Language versions of one paragraph count once: the reader's own language where it is among the candidates,
    otherwise the best. With it, the ids of the versions left out.

    Args:
        ranked: candidates, best first.
        language: the reader's language.
    """
    groups: dict[str, list[Ranked]] = {}
    for item in ranked:
        groups.setdefault(item.paragraph_id.rpartition("@")[0], []).append(item)
    kept = []
    for group in groups.values():
        own = [item for item in group if language_of(item.paragraph_id) == language]
        shown = own[0] if own else group[0]
        others = tuple(item.paragraph_id for item in group if item is not shown)
        legs = tuple(dict.fromkeys(leg for item in group for leg in item.found_by))
        kept.append((Ranked(shown.paragraph_id, group[0].score, shown.best_sentence, legs), others))
    return tuple(kept)


def spread(
    kept: Sequence[tuple[Ranked, tuple[str, ...]]], author: Callable[[str], Collection[str]], limit: int
) -> tuple[tuple[Ranked, tuple[str, ...]], ...]:
    """The best ``limit``, no author crowding out the others: each further paragraph of one author must be better. What
    is chosen keeps its score.

    Args:
        kept: candidates with their other versions, best first.
        author: the authors of a paragraph, by its id.
        limit: how many.
    """
    left = [(found, author(found[0].paragraph_id)) for found in kept[: _IN_REACH * limit]]
    chosen: list[tuple[Ranked, tuple[str, ...]]] = []
    had: Counter[str] = Counter()
    while left and len(chosen) < limit:
        costs = [CROWDING * max((had[name] for name in names), default=0) for _, names in left]
        best = max(range(len(left)), key=lambda place: left[place][0][0].score - costs[place])
        found, names = left.pop(best)
        chosen.append(found)
        had.update(names)
    return tuple(chosen)


def language_of(paragraph_id: str) -> str:
    """The language of a paragraph, by its id ``WORK#LABEL@LANGUAGE``."""
    return paragraph_id.rpartition("@")[2]


def document_of(paragraph_id: str) -> str:
    """The id of a paragraph's document, ``WORK@LANGUAGE``."""
    base, _, language = paragraph_id.rpartition("@")
    return f"{base.partition('#')[0]}@{language}"
