"""Sentences with their offsets. Nothing is changed: ``text[start:end]`` is the sentence.

One scan for stops. Whether a stop ends its sentence is decided by what follows and by the word before it, with the
forms of ``corpus/data/abbreviations.tsv``. The kinds of form: ``before`` never ends a sentence; ``number`` does unless
a number follows; ``name`` only before an ``opening`` word, like initials; ``unit`` only after a number, see
`_ends_after_unit`; after a ``label`` a single letter is a number and no initial.
"""

from __future__ import annotations

import csv
import functools
import importlib.resources
import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

from corpus.model import Language

_REMEMBERED = 8192  # texts: the same paragraphs are asked for again and again
_WIDE = "。！？；｡"  # no space need follow
_STOPS = ".!?…؟۔。！？｡"
_CHINESE_STOPS = f"{_WIDE}!?"
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_CLOSERS = "”’»›\"')]）］」』】》*†‡" + _RAISED
_CLOSING = rf"[{re.escape(_CLOSERS)}]|\s?[»›{_RAISED}]|\[\d{{1,3}}\]|[\u200e\u200f\u202a-\u202e\u2066-\u2069]"
_PLAIN_MARK = r"(?:(?<=[a-zß-ÿа-яё]{2}\.)|(?<=\.[”’»\"]))\d{1,2}(?=\s+[A-ZÀ-ÞЀ-Я«“\"])"  # "complete.4 Two"
_ANY = re.compile(rf"[{_STOPS}](?:[{_STOPS}]|{_CLOSING}|[“‘](?!\w)|\(\d{{1,3}}\)|{_PLAIN_MARK})*")
_CHINESE = re.compile(rf"[{_CHINESE_STOPS}](?:[{_CHINESE_STOPS}]|{_CLOSING})*")

_LETTER = re.compile(r"[^\W_]")
_SPACE = re.compile(r"\s*")
_CONTINUES = re.compile(r"\s*(?:[,;:，、：]|(?:以及|并且?|或者?|和|及)\s*\Z)")  # "；以及" may close the item of a list
_NEXT = re.compile(r"[-–—•·*§№#«“„‘‚”’\"'‹(\[（［「『《【¿¡$€£¥…\s]{0,12}([^\W_]\w*)")
_LOWER_START = re.compile(r"[^\W\d_]{1,3}[A-ZÀ-ÞЀ-Я]|https?://|www\.")  # "eDeclare", an address
_SUB_PARAGRAPH = re.compile(r"\s*\(?[^\W\d_]{1,4}\)\s+[«“]?([^\W\d_])")
_NUMBER = re.compile(r"\s*[(\[«“§№]*(?:\d|[IVXLCDM]+\b|(?![AEOYÀАИВСКОУЯ]\s+\w)[A-ZА-Я](?:\b|\d))")
_MARKER = re.compile(  # "1.", "IV.", "A.", "4 bis."
    r"(?:^|[:;؛]\s+)\W*(?:\d{1,3}(?:\.\d+)*[A-Za-z]?(?:\s(?:bis|ter|quater|alt|бис|مكررا(?:\s\w+)?))?|[IVXLC]{1,6}|[^\W\d_])$"
)
_WORD = re.compile(r"(?:[^\W\d_][\w-]*\.[ \u00a0\u202f]?-?)*[^\W\d_][\w-]*$")
_INITIALS = re.compile(r"(?<![\w./])(?:[A-ZÀ-ÞЀ-Яء-ي]\.[\s-]?)*[A-ZÀ-ÞЀ-Яء-ي]$")
_AFTER_NUMBER = re.compile(r"(?:\d|\b[IVX]+)\s*\w+$")
_YEAR_FIRST = re.compile(
    r"(?:^|,\s*)\W*(?:(?:а|и|но|что|где|когда|однако)\s+)?"
    r"(?:в|во|с|к|до|от|на|по|за|после|около|начиная|весной|летом|осенью|зимой|\d)\b[^,;:]{0,30}$",
    re.IGNORECASE,
)
_INSTRUMENTAL = re.compile(r"\w+(?:ом|ем|ей|ой|ами|ями|ым|им)$")
_BRACKET = re.compile(r"[()\[\]（）［］]")
_PAIRS = {")": "(", "]": "[", "）": "（", "］": "［"}
_QUOTED_QUESTION = re.compile(
    r"(?<![:：])(?<![:：]\s)(?:“[^“”.。]*[?!？！؟]”|”[^“”.。]*[?!؟]“|«[^«».。]*[?!؟]\s?»|「[^「」。]*[？！]」|『[^『』。]*[？！]』)"
)
_LONGEST_BRACKET = 600
_LOOK_BACK = 64


@dataclass(frozen=True, slots=True)
class _Forms:
    """What the words of a language tell about the stop after them."""

    kinds: Mapping[str, str]
    openings: frozenset[str]
    labels: re.Pattern[str]

    def kind(self, before: str) -> str:
        """The kind of the longest abbreviation at the end of a text, or nothing."""
        match = _WORD.search(before)
        parts = "".join(match.group().split()).split(".") if match else []
        for first in range(len(parts)):
            form = ".".join(parts[first:])
            # A single capital is an initial, not a small letter at the start of a sentence.
            kind = self.kinds.get(form) or (self.kinds.get(form.lower()) if len(form) > 1 else None)
            if kind:
                return kind
        return ""


@functools.lru_cache(maxsize=_REMEMBERED)
def split_sentences(text: str, language: Language) -> tuple[tuple[int, int], ...]:
    """Spans of the sentences, without the spaces around them, in order and not overlapping.

    Every character that is no space lies in a span. Only Chinese is split at semicolons. Any text is accepted.
    """
    spans: list[tuple[int, int]] = []
    kept: tuple[list[int], list[int]] | None = None
    start, letter = _next_sentence(text, 0)
    for match in (_CHINESE if language is Language.ZH else _ANY).finditer(text):
        stop, end = _stop_and_end(text, match)
        if stop < letter or not _may_end(text, stop, end):
            continue
        kept = _kept_whole(text, language) if kept is None else kept
        inside = bisect_left(kept[0], stop)
        if (inside and stop < kept[1][inside - 1]) or not _ends(text, start, stop, end, language):
            continue
        spans.append((start, end))
        start, letter = _next_sentence(text, end)
    if start < len(text):
        first = start if letter < len(text) or not spans else spans.pop()[0]  # signs alone are no sentence
        spans.append((first, len(text.rstrip())))
    return tuple(spans)


def _next_sentence(text: str, position: int) -> tuple[int, int]:
    """Where the next sentence starts, and its first letter or digit; both may be the end of the text."""
    space = _SPACE.match(text, position)
    start = space.end() if space else position
    letter = _LETTER.search(text, start)
    return start, letter.start() if letter else len(text)


def _stop_and_end(text: str, match: re.Match[str]) -> tuple[int, int]:
    """The last stop of a run, and the end of what closes after it."""
    stop, end = match.end() - 1, match.end()
    while text[stop] not in _STOPS and text[stop] not in _WIDE:
        stop -= 1
    if text[stop] in _WIDE:
        quote = text.find('"', stop, end)
        if quote >= 0 and text.count('"', 0, quote) % 2 == 0:  # it opens what follows
            end = quote
    return stop, end


def _may_end(text: str, stop: int, end: int) -> bool:
    """Whether what follows could be a new sentence."""
    if text[stop] in _WIDE:
        return not _CONTINUES.match(text, end)
    following = _NEXT.match(text, end)
    if not following or not text[end].isspace():
        return False
    if text[stop] == "…" or text[stop - 1 : stop + 1] == "..":
        left_out = text[max(0, stop - 8) : stop].rstrip(".…").endswith(("[", "("))
        return following.group(1)[0].isupper() and not left_out
    if not following.group(1)[0].islower() or _LOWER_START.match(text, following.start(1)):
        return True
    below = _SUB_PARAGRAPH.match(text, end)
    return bool(below and not below.group(1).islower())


def _ends(text: str, start: int, stop: int, end: int, language: Language) -> bool:
    """Whether a stop that a new sentence could follow ends its own."""
    before, following = text[max(start, stop - _LOOK_BACK) : stop], _NEXT.match(text, end)
    if text[stop] != "." or before.endswith(".") or not following:
        return True
    if _MARKER.search(before):
        return False
    forms, word = _forms(language), following.group(1)
    kind, initials = forms.kind(before), _INITIALS.search(before)
    if kind in ("before", "number"):
        return kind == "number" and not (text[stop + 1 : end].isdecimal() or _NUMBER.match(text, end))
    if kind == "unit":
        return _ends_after_unit(before, word, forms)
    if kind != "name" and (not initials or forms.labels.search(before, 0, initials.start())):
        return True
    return word in forms.openings and text[following.end() : following.end() + 1] != "."


def _ends_after_unit(before: str, word: str, forms: _Forms) -> bool:
    """Russian "г.": a town when no number stands before it; a year often stands before its clause or its doer."""
    if not _AFTER_NUMBER.search(before):
        return False
    return word in forms.openings or not (_YEAR_FIRST.search(before) or _INSTRUMENTAL.match(word))


def _kept_whole(text: str, language: Language) -> tuple[list[int], list[int]]:
    """Where no sentence ends: brackets opened inside a sentence, quoted questions that are a part of one.

    Two lists: where such a piece starts, and how far this one and those before it reach.
    """
    kept, opened = [], []
    for match in _BRACKET.finditer(text):
        if match.group() in _PAIRS.values():
            opened.append(match.start())
        elif opened and text[opened[-1]] == _PAIRS[match.group()]:
            first = opened.pop()
            lead = text[max(0, first - 8) : first].rstrip(" \u00a0\u202f" + _CLOSERS)
            if lead and lead[-1] not in _STOPS + _WIDE and match.start() - first <= _LONGEST_BRACKET:
                kept.append((first, match.start()))
    # With no capital letters to tell, a quoted question goes on unless a colon came before it.
    caseless = language in (Language.AR, Language.ZH)
    kept += [(m.start(), m.end() if caseless else m.end() - 2) for m in _QUOTED_QUESTION.finditer(text)]
    kept.sort()
    return [first for first, _ in kept], list(accumulate((last for _, last in kept), max))


@functools.cache
def _forms(language: Language) -> _Forms:
    source = importlib.resources.files("corpus") / "data" / "abbreviations.tsv"
    with source.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["language"] in ("mul", language.value)]
    labels = "|".join(row["form"] for row in rows if row["kind"] == "label")
    return _Forms(
        {row["form"]: row["kind"] for row in rows if row["kind"] not in ("label", "opening")},
        frozenset(row["form"] for row in rows if row["kind"] == "opening"),
        re.compile(rf"(?:{labels})\w*\s$", re.IGNORECASE),
    )
