"""A text that somebody wrote, taken apart: its sentences, and the papers and paragraphs that each cites. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.language import detect_language
from corpus.model import Language
from corpus.sentences import split_sentences
from corpus.symbol import find_look_alikes, find_symbols

_WORDS = (
    r"paras?\.?|paragraphs?|pars?\.|paragraphes?|párrs?\.|párrafos?|пп?\.|пункт\w{0,3}"
    r"|[وفبلك]?(?:ال|لل)?فقر(?:ة|ات|تين|تان)|第"
)
_LABEL = r"\d{1,3}(?:\s?\([a-z\u0621-\u064a]{1,4}\))*"
_LOCATOR = re.compile(
    rf"\s*[,，،:]?\s*(?:{_WORDS})\s*(?P<labels>{_LABEL}(?:\s?(?:[-–—,،、]|and|et|y|и|و|至|to|à|a)\s?{_LABEL})*)\s*段?",
    re.IGNORECASE,
)
_RANGE = re.compile(r"(\d{1,3})\s?(?:[-–—]|至|to|à|a)\s?(\d{1,3})")
_LONGEST_RANGE = 50
_AROUND = re.compile(r"[(（\[]\s*[;；,，،]?\s*[)）\]]")
_FEWEST_WORDS = 4
_HAN = re.compile(r"[\u3400-\u9fff]")


LONGEST = 4_000  # characters of a sentence; the longest in the four real papers has 407


@dataclass(frozen=True, slots=True)
class Reference:
    """A paper that a sentence cites, and the paragraphs, where it names them."""

    symbol: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of a text: as it stands, without what it cites, and what that is. A heading is ``short``."""

    text: str
    claim: str
    language: Language
    references: tuple[Reference, ...]
    short: bool

    @property
    def too_long(self) -> bool:
        """Longer than any sentence of a paper, it is not read, nor held against anything."""
        return len(self.text) > LONGEST


def statements(text: str, language: Language | None = None) -> tuple[Statement, ...]:
    """The sentences of a text, in its order.

    >>> statements("Norway agrees with it (LT/CONF.2031/WP.3, para. 5).")[0].references
    (Reference(symbol='LT/CONF.2031/WP.3', labels=('5',)),)
    """
    found: list[Statement] = []
    for block in filter(None, (" ".join(block.split()) for block in text.splitlines())):
        spoken = language or detect_language(block)
        for start, end in split_sentences(block, spoken):
            statement = statement_of(block[start:end].strip(), spoken)
            if not statement.claim and found:  # a citation after the full stop belongs to what stands before it
                before = found.pop()
                joined = (*before.references, *statement.references)
                words = f"{before.text} {statement.text}"
                found.append(Statement(words, before.claim, before.language, joined, before.short))
            elif statement.text:
                found.append(statement)
    return tuple(found)


def statement_of(text: str, language: Language) -> Statement:
    """One sentence, apart from what it cites."""
    if len(text) > LONGEST:
        return Statement(text, text, language, (), short=False)
    claim, references = text, []
    named = sorted((*find_symbols(text), *find_look_alikes(text)), key=lambda hit: hit.start)
    for hit in reversed(named):
        located = _LOCATOR.match(text, hit.end)
        references.append(Reference(hit.symbol.rstrip("*"), tuple(_labels(located["labels"])) if located else ()))
        claim = claim[: hit.start] + claim[located.end() if located else hit.end :]
    claim = _AROUND.sub("", claim) if references else claim
    claim = re.sub(r"\s+([.,;:。，；])", r"\1", " ".join(claim.split()))
    worded = re.sub(r"\W", "", claim)
    short = len(claim.split()) < _FEWEST_WORDS and len(_HAN.findall(claim)) < 2 * _FEWEST_WORDS
    return Statement(text, claim if worded else "", language, tuple(reversed(references)), short)


def _labels(written: str) -> Iterator[str]:
    for first, last in _RANGE.findall(written):
        if int(first) < int(last) <= int(first) + _LONGEST_RANGE:
            yield from map(str, range(int(first), int(last) + 1))
    for label in re.findall(_LABEL, _RANGE.sub(" ", written)):
        yield re.sub(r"\s", "", label)
