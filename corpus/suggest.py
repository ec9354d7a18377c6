"""What a file lost, guessed and never put into the text: a Chinese character gone at a gap, a letter gone in a word.

A glyph that a font does not map is lost everywhere in a paper. So one character is looked for that the paper has
nowhere and that makes a word at every gap; nothing is suggested when none stands out.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from corpus.model import Language, Paragraph, Suggestion

_HAN = "[\u3400-\u9fff]"
_GAP = re.compile(rf"(?<={_HAN}|[，。、；：）》”]) (?={_HAN})")
_MOST_GAPS = 0.02  # of the characters: more is a text set with spaces
_WORD = 3  # characters of the longest word looked up
_FEWEST = 50  # how often a word is seen in the dictionary's texts before it counts
_MARGIN = 1.25  # how far the best character stands above the next
_BROKEN = re.compile(r"[^\W\d_]*\ufffd[^\W\d_\ufffd]*")
_SHORTEST = 5  # letters of a word that can be told with one missing
_WHY_CHINESE = "the file has a gap here; this character is nowhere else in it and makes a word at every such gap"
_WHY_WORD = "one letter is unreadable; this word stands elsewhere in the paper"


def with_suggestions(paragraphs: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """The paragraphs with what may have stood where the file lost a character."""
    if not paragraphs:
        return ()
    if paragraphs[0].language is Language.ZH:
        return tuple(_chinese(paragraphs))
    if any("\ufffd" in paragraph.text for paragraph in paragraphs):
        return tuple(_lettered(paragraphs))
    return tuple(paragraphs)


def _chinese(paragraphs: Sequence[Paragraph]) -> Iterator[Paragraph]:
    gaps = [(p.text, match.start()) for p in paragraphs for match in _GAP.finditer(p.text)]
    length = sum(len(paragraph.text) for paragraph in paragraphs)
    usual = not 0 < len(gaps) <= _MOST_GAPS * length
    lost = "" if usual else _lost_character(gaps, {character for p in paragraphs for character in p.text})
    for paragraph in paragraphs:
        places = _GAP.finditer(paragraph.text) if lost else ()
        found = tuple(Suggestion(match.start(), match.end(), lost, _WHY_CHINESE) for match in places)
        yield replace(paragraph, suggestions=found) if found else paragraph


def _lost_character(gaps: Sequence[tuple[str, int]], present: set[str]) -> str:
    scores = sorted(
        ((_score(character, gaps), character) for character in _common_characters() if character not in present),
        reverse=True,
    )
    (best, character), (second, _) = scores[:2]
    return character if best > 0 and best >= _MARGIN * second else ""


def _score(character: str, gaps: Iterable[tuple[str, int]]) -> float:
    """The sum of the logarithms of how common the words are that it makes; 0 when it makes none at some gap."""
    total = 0.0
    for text, at in gaps:
        left, right = text[max(at - _WORD + 1, 0) : at], text[at + 1 : at + _WORD]
        words = {
            left[len(left) - before :] + character + right[:after]
            for before in range(len(left) + 1)
            for after in range(len(right) + 1)
            if 0 < before + after < _WORD
        }
        seen = max((_dictionary().suggest_freq(word) for word in words if _dictionary().has_word(word)), default=0)
        if seen < _FEWEST:
            return 0.0
        total += math.log(seen)
    return total


@functools.cache
def _common_characters() -> tuple[str, ...]:
    """The 3,755 characters of the first level of GB 2312: those in common use."""
    rows, cells = range(0xB0, 0xD8), range(0xA1, 0xFF)
    found = (bytes((row, cell)).decode("gb2312", "ignore") for row in rows for cell in cells)
    return tuple(character for character in found if character)


@functools.cache
def _dictionary() -> Any:
    import rjieba

    return rjieba.Jieba()


def _lettered(paragraphs: Sequence[Paragraph]) -> Iterator[Paragraph]:
    words = {word for p in paragraphs for word in re.findall(r"[^\W\d_]+", p.text) if len(word) >= _SHORTEST}
    for paragraph in paragraphs:
        found = []
        for match in _BROKEN.finditer(paragraph.text):
            pattern = re.compile(match.group().replace("\ufffd", r"[^\W\d_]"))
            fitting = {word for word in words if pattern.fullmatch(word)}
            if len(fitting) == 1 and len(match.group()) >= _SHORTEST:
                found.append(Suggestion(match.start(), match.end(), fitting.pop(), _WHY_WORD))
        yield replace(paragraph, suggestions=tuple(found)) if found else paragraph
