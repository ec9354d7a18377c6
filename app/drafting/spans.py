"""Which span of a found paragraph to quote: the best sentence, with its neighbours when it is too short to stand alone.

Pure. A span is always whole sentences of one paragraph, so what is quoted stays the source's own words.
"""

from __future__ import annotations

import re

from corpus.planted import planted
from corpus.sentences import split_sentences
from retrieval.model import Passage

_HAN = re.compile(r"[\u3400-\u9fff]")
_HAN_WEIGHT = 2.5  # letters of an alphabet that say as much as one Chinese character
SHORTEST_PARAGRAPH = 80  # weighted letters; below it a block is a list item that says little by itself
SHORTEST_QUOTE = 140  # at 100 a quotation often left out the figure in the next sentence
LONGEST_QUOTE = 600


def weight(text: str) -> float:
    """How much a text says, in letters of an alphabet."""
    han = len(_HAN.findall(text))
    return len(text) - han + _HAN_WEIGHT * han


def stands_alone(passage: Passage) -> bool:
    """Whether a passage can be quoted by itself: not a short list item, not a line that only announces a list."""
    start, end = span_to_quote(passage)
    words = passage.paragraph.text[start:end]
    return weight(passage.paragraph.text) >= SHORTEST_PARAGRAPH and not words.endswith((":", "："))


def span_to_quote(passage: Passage) -> tuple[int, int]:
    """The best sentence; when it is short, what follows it, then what goes before it, until it can be understood."""
    text = passage.paragraph.text
    spans = split_sentences(text, passage.paragraph.language)
    if passage.best not in spans:
        return passage.best
    at = planted(text, passage.paragraph.language)  # what speaks to a machine is quoted only where it is the answer
    if at and passage.best[0] < at[0]:
        spans = tuple(span for span in spans if span[0] < at[0])
    first = last = spans.index(passage.best)
    while weight(text[spans[first][0] : spans[last][1]]) < SHORTEST_QUOTE:
        if last + 1 < len(spans) and weight(text[spans[first][0] : spans[last + 1][1]]) <= LONGEST_QUOTE:
            last += 1
        elif first > 0 and weight(text[spans[first - 1][0] : spans[last][1]]) <= LONGEST_QUOTE:
            first -= 1
        else:
            break
    return spans[first][0], spans[last][1]
