"""How a claim and the paragraph it cites differ, as numbers. Pure: what the claim's words say is read by tables in six
languages, how near its meaning is comes from vectors. What these numbers weigh is in ``support``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.drafting.checks.attribution import Subject, mentioned, speakers_in, subject_of
from app.drafting.checks.numbers import agree, check_numbers
from app.drafting.checks.numerals import read_all, read_quantities
from app.drafting.checks.quantity import Quantity
from corpus.model import Language
from corpus.names import NameHit, find_names
from corpus.opposites import Said, find_denials, find_opposites, values_of
from corpus.terms import find_terms
from corpus.verbs import find_verbs
from retrieval.words import words_of

_NONE = "none"  # a value of the key "share"
_BREAK = re.compile(r"[,;:，；：、،؛]|\b(?:and|while|et|y|e|и|а|tandis que|mientras)\b|和|而|(?<= )و", re.IGNORECASE)
_ACROSS = 60  # what a break between a number and a State counts for, in characters
_FOCUS = 2  # sentences of the source that the claim is held against word by word


@dataclass(frozen=True, slots=True)
class Source:
    """A cited paragraph: its words, whose they are (codes; none where all adopted them), and who is quoted there."""

    text: str
    language: Language
    authors: frozenset[str]
    adopted: bool = False
    speaker: str | None = None
    borrowed: bool = False


@dataclass(frozen=True, slots=True)
class Nearness:
    """Cosines: ``whole`` of the claim and the paragraph; ``sentences`` of the claim and each sentence."""

    whole: float
    sentences: NDArray[np.float32]


def contrast(
    claim: str, language: Language, source: Source, spans: Sequence[tuple[int, int]], near: Nearness
) -> dict[str, float]:
    """What sets a claim apart from its source, by name. ``spans`` are the sentences of the source."""
    best = np.argsort(-near.sentences, kind="stable")[:_FOCUS].tolist() if len(spans) else []
    focus = " ".join(source.text[slice(*spans[place])] for place in sorted(best)) or source.text
    found = {
        "near": float(near.sentences.max(initial=near.whole)),
        "whole": near.whole,
        "same_language": float(language is source.language),
    }
    closest = source.text[slice(*spans[best[0]])] if best else source.text
    sentences = [source.text[slice(*span)] for span in spans]
    found |= _numbers(claim, language, source, closest)
    found |= _names(claim, language, source, closest, sentences)
    found |= _reported(claim, language, source, closest)
    found |= _paired(claim, language, source, sentences)
    found |= _terms(claim, language, source)
    found |= _opposed(claim, language, focus, source)
    found |= _denied(claim, language, closest, source.language)
    found |= _strength(claim, language, focus, source)
    found |= _words(claim, language, source)
    return found


def _numbers(claim: str, language: Language, source: Source, closest: str) -> dict[str, float]:
    passed, _ = check_numbers(claim, language.value, [(source.text, source.language.value)])
    own = read_quantities(claim, language.value)
    held = read_all(closest, source.language.value)
    elsewhere = [one for one in own if not any(agree(one, other) for other in held)]
    rivals = [one for one in elsewhere if any(other.unit == one.unit for other in held)]
    every = read_all(source.text, source.language.value)
    exact = [
        one for one in own if one.unit and not any(agree(one, other) and other.unit == one.unit for other in every)
    ]
    unlike = [one for one in exact if any(other.unit == one.unit for other in every)]
    return {"numbers_wrong": float(passed is False), "numbers_far": float(len(rivals) + len(unlike))}


def _names(claim: str, language: Language, source: Source, closest: str, sentences: Sequence[str]) -> dict[str, float]:
    said = {hit.code for hit in find_names(claim) if hit.kind == "state"}
    held = {hit.code for hit in find_names(source.text, adjectives=True) if hit.kind == "state"} | source.authors
    near = {hit.code for hit in find_names(closest, adjectives=True) if hit.kind == "state"}
    subject = subject_of(claim, language)
    quoted = {code for sentence in sentences for code in subject_of(sentence, source.language).codes}
    wrong = subject is not Subject.NOBODY and not subject.fits(source.authors, adopted=source.adopted)
    far = said - near - source.authors
    return {
        "names_missing": float(len(said - held)),
        "names_far": float(len(far) if near - said else 0),
        "subject_wrong": float(wrong and not subject.codes & quoted),
        "borrowed": float(source.borrowed),
    }


def _paired(claim: str, language: Language, source: Source, sentences: Sequence[str]) -> dict[str, float]:
    """Numbers that stand beside one State in the claim and beside another in the source, which names both."""
    own, wrong = _beside(claim, language), 0
    for one, state in own:
        held = [
            (other, near)
            for sentence in sentences
            for other, near in _beside(sentence, source.language)
            if agree(one, other)
        ]
        others = {near for _, near in held}
        wrong += bool(others) and state not in others and state in _states(source)
    return {"pair_far": float(wrong)}


def _beside(text: str, language: Language) -> list[tuple[Quantity, str]]:
    """Each quantity of a text that names States with the one that stands nearest to it; dates belong to nobody."""
    states = [hit for hit in find_names(text, adjectives=True) if hit.kind == "state"]
    quantities = [one for one in read_quantities(text, language.value) if one.unit not in ("year", "date", "label")]

    def far(one: Quantity, hit: NameHit) -> int:
        start, end = (one.end, hit.start) if one.end <= hit.start else (hit.end, one.start)
        return end - start + _ACROSS * len(_BREAK.findall(text, start, max(end, start)))

    return [(one, min(states, key=lambda hit: far(one, hit)).code) for one in quantities if states]


def _states(source: Source) -> set[str]:
    return {hit.code for hit in find_names(source.text, adjectives=True) if hit.kind == "state"}


def _reported(claim: str, language: Language, source: Source, closest: str) -> dict[str, float]:
    """Whether the nearest words are reported: somebody else is said to say them, whom the claim does not name."""
    others = speakers_in(closest, source.language) - source.authors - mentioned(claim, language)
    return {"reported": float(bool(others) and not source.adopted)}


def _terms(claim: str, language: Language, source: Source) -> dict[str, float]:
    said = {hit.key for hit in find_terms(claim, language)}
    held = {hit.key for hit in find_terms(source.text, source.language)}
    return {"terms_missing": float(len(said - held))}


def _opposed(claim: str, language: Language, focus: str, source: Source) -> dict[str, float]:
    said = find_opposites(claim, language)
    near = find_opposites(focus, source.language)
    all_held = find_opposites(source.text, source.language)
    denies = bool(find_denials(claim, language))
    beside = denies and bool(find_denials(focus, source.language))
    anywhere = denies and bool(find_denials(source.text, source.language))
    return {
        "opposed": float(len(_contradicted(said, near, both_deny=beside))),
        "opposed_whole": float(len(_contradicted(said, all_held, both_deny=anywhere))),
        "unsaid": float(len({one.key for one in said} - {one.key for one in all_held})),
    }


def _contradicted(said: Sequence[Said], held: Sequence[Said], *, both_deny: bool) -> set[str]:
    """Keys of which the claim says a value and the source says only others. "None" is no contradiction where both deny
    something: not any is none."""
    own, its = _values(said), _values(held)
    against = {key for key in own.keys() & its.keys() if not own[key] & its[key]}
    return {key for key in against if not (both_deny and _NONE in own[key] ^ its[key])}


def _values(said: Sequence[Said]) -> dict[str, set[str]]:
    values: dict[str, set[str]] = {}
    for one in said:
        others = [value for value in values_of(one.key) if value != one.value]
        meant = [one.value] if not one.denied else others if len(others) == 1 else [f"not {one.value}"]
        values.setdefault(one.key, set()).update(meant)
    return values


def _denied(claim: str, language: Language, focus: str, spoken: Language) -> dict[str, float]:
    own, its = len(find_denials(claim, language)), len(find_denials(focus, spoken))
    return {"denial_added": float(own > 0 and its == 0), "denial_lost": float(own == 0 and its > 0)}


def _strength(claim: str, language: Language, focus: str, source: Source) -> dict[str, float]:
    own, near = _strengths(claim, language), _strengths(focus, source.language)
    whole = _strengths(source.text, source.language)
    up = sum(own[scale] > max(near.get(scale, 0), whole.get(scale, 0)) for scale in own)
    down = sum(0 < own[scale] < near.get(scale, 0) for scale in own)
    return {"stronger": float(up), "weaker": float(down)}


def _strengths(text: str, language: Language) -> dict[str, int]:
    found: dict[str, int] = {}
    for hit in find_verbs(text, language):
        found[hit.scale] = max(found.get(hit.scale, 0), hit.strength)
    return found


def _words(claim: str, language: Language, source: Source) -> dict[str, float]:
    """The share of the claim's words that the source has, where both are in one language."""
    if language is not source.language:
        return {"words_new": 0.0}
    own = set(words_of(claim, language))
    return {"words_new": len(own - set(words_of(source.text, language))) / max(len(own), 1)}
