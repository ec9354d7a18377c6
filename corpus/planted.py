"""Sentences of a paper that speak to the machine that reads it. Pure.

They stay in the text, are found and can be quoted. They are never given to a language model and bear nothing out: what
a paper tells its reader's machine to say is not what the paper says. ``corpus/data/machine_words.tsv`` holds the words.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib import resources

from corpus.look_alikes import folded
from corpus.model import Language
from corpus.sentences import split_sentences

# No part of a pattern here may begin anywhere in a run of signs and go on to its end: that takes the square of it.
_MARKERS = re.compile(
    r"<\|\w+\|>|\[/?(?:INST|SYS)\]|<</?SYS>>|^[^\w\n]*?(?<!#)#{2,}[^\S\n]*(?:system|instruction|assistant|user)\b"
    r"|^[^\w\n]*(?:system|assistant|user|developer)[^\S\n]*[:：>]|\]\(\s*(?:https?:|data:|javascript:|//)|<\s*(?:img|script|iframe)\b",
    re.IGNORECASE | re.MULTILINE,
)
_OFFICES = re.compile(
    r"\bassistant(?:e|s)?[\s-]+(?:secretar|director|under|administrator|deputy|professor|comm|general)\w*", re.I
)
_CALLS = r"(?:dear|hey|cher|chère|estimado|уважаемый|أيها|يا|ai|ia)\s+|致|亲爱的"
_FEWEST_ACTS = 2  # what a machine is told to do takes more than one word of it
_WORD = re.compile(r"[^\W\d_]+")


def planted(text: str, language: Language) -> tuple[int, int] | None:
    """Where a paragraph begins to speak to a machine, and its end: what follows such a sentence is not trusted either.
    None where it does not."""
    for start, end in split_sentences(text, language):
        if _speaks_to_a_machine(text[start:end]):
            return start, len(text)
    return (0, len(text)) if _speaks_to_a_machine(text) else None


def without_planted(text: str, language: Language) -> str:
    """A paragraph with blanks where it speaks to a machine: as long as before, so that places in it stay."""
    span = planted(text, language)
    return text if span is None else text[: span[0]] + " " * (span[1] - span[0])


def _speaks_to_a_machine(sentence: str) -> bool:
    text = _level(sentence)
    if _MARKERS.search(sentence) or _MARKERS.search(text):
        return True
    text = " ".join(_OFFICES.sub(" ", text).split())
    return any(each.speaks(text) for each in _words())


def _level(text: str) -> str:
    """Without signs that are not seen, and with words of mixed alphabets as they look."""
    shown = "".join(sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf")
    return " ".join(_WORD.sub(lambda word: _unmixed(word[0]), shown).lower().split())


def _unmixed(word: str) -> str:
    if word.isascii() or not any(sign.isascii() for sign in word):
        return word
    looks = folded(word).text
    return looks if looks.isascii() and not any("\u00c0" <= sign <= "\u024f" for sign in word) else word


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of one language. A paper may speak to a machine in another language than its own."""

    called: re.Pattern[str]
    named: re.Pattern[str]
    act: re.Pattern[str]
    sure: re.Pattern[str]

    def speaks(self, text: str) -> bool:
        if self.sure.search(text) or self.called.search(text):
            return True
        return bool(self.named.search(text)) and len({hit[0] for hit in self.act.finditer(text)}) >= _FEWEST_ACTS


@cache
def _words() -> tuple[_Words, ...]:
    forms: dict[str, dict[str, list[str]]] = defaultdict(dict)
    with (resources.files("corpus") / "data" / "machine_words.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            forms[row["language"]][row["kind"]] = row["forms"].lower().split(" | ")
    return tuple(
        _Words(
            re.compile(rf"(?:^|(?<=[^\w\s])|(?<=[^\w\s]\s))(?:{_CALLS})?(?:{_joined(each['reader'])})\s*[,:;،：，—–!]"),
            _any_of(language, [*each["reader"], *each["topic"]]),
            _any_of(language, each["act"]),
            _any_of(language, each["sure"]),
        )
        for language, each in forms.items()
    )


def _any_of(language: str, words: list[str]) -> re.Pattern[str]:
    if language == Language.ZH:
        return re.compile(_joined(words))
    return re.compile(rf"(?<!\w){'[وفبل]?' if language == Language.AR else ''}(?:{_joined(words)})(?!\w)")


def _joined(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
