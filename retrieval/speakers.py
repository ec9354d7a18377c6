"""Whose view a question asks for, and who is spoken about or only mentioned. No model; six languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from corpus.names import STATE, NameHit, find_names
from retrieval import cue_words as words
from retrieval.cues import Cue

_NEAR = 80  # characters before and after a name that say what it does in the question
_ABOUT, _ASKED, _NAMED = "about", "asked", "named"


def find_speakers(text: str) -> Iterator[Cue]:
    """A cue for every State and group: hard when it is asked for its view ("What does Sweden say"), ``about`` when a
    word before it makes it the subject ("about Iran"), otherwise soft. Groups spoken about give no cue."""
    for hit in find_names(text, adjectives=True):
        if hit.form == "adjective" and _owns(text, hit):
            about = _is_subject(text[max(hit.start - _NEAR, 0) : hit.start])
            yield Cue("about" if about else hit.kind, hit.code, hit.start, hit.end, hard=not about)
    names = [hit for hit in find_names(text) if hit.form != "adjective"]
    for chain in _chains(text, names):
        role = _role(text, chain)
        for hit in chain:
            if role != _ABOUT:
                yield Cue(hit.kind, hit.code, hit.start, hit.end, hard=role == _ASKED)
            elif hit.kind == STATE:
                yield Cue("about", hit.code, hit.start, hit.end)


def _chains(text: str, names: Sequence[NameHit]) -> Iterator[list[NameHit]]:
    """Names that are listed together ("Sweden, Norway and Iran") have one part in the question."""
    if not names:
        return
    chain = [names[0]]
    for before, hit in pairwise(names):
        if words.JOINED.fullmatch(text[before.end : hit.start]):
            chain.append(hit)
        else:
            yield chain
            chain = [hit]
    yield chain


def _role(text: str, chain: Sequence[NameHit]) -> str:
    start, end = chain[0].start, chain[-1].end
    before, after = text[max(start - _NEAR, 0) : start], text[end : end + 2 * _NEAR]
    if words.ASKED_BEFORE.search(before):
        return _ASKED
    asked_after = bool(words.ASKED_AFTER.match(_until_next_name(after)))
    if _is_subject(before) or (words.ABOUT.search(before) and not asked_after):
        return _ABOUT
    asks = words.ASKS_BEFORE.search(before) and not words.WHO.search(text)
    return _ASKED if asked_after or asks else _NAMED


def _is_subject(before: str) -> bool:
    """Whether a word before a name makes it what is spoken about; "in" does not where a paper or view follows."""
    return bool(words.ABOUT.search(before)) and not words.WITHIN.search(before)


def _until_next_name(after: str) -> str:
    """What follows a name, without what stands after the next one that is the subject of a clause of its own."""
    for hit in find_names(after):
        if not words.ABOUT.search(after[: hit.start]):
            return after[: hit.start]
    return after


def _owns(text: str, hit: NameHit) -> bool:
    """Whether an adjective names the author of a paper or a view: "the Swedish position"."""
    before, after = text[max(hit.start - _NEAR, 0) : hit.start], text[hit.end : hit.end + _NEAR]
    return bool(words.ADJECTIVE_AFTER.match(after) or words.ADJECTIVE_BEFORE.search(before))
