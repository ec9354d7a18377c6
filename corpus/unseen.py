"""Signs that are not seen: what turns text around, hides words or shows nothing. Pure.

Stored text keeps them, so that a quotation stays exact. Wherever a text is shown to a person it is shown by ``seen``.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

_OPENS, _CLOSES = (
    {"\u202a": "\u202c", "\u202b": "\u202c", "\u2066": "\u2069", "\u2067": "\u2069", "\u2068": "\u2069"},
    "\u202c\u2069",
)
_NEVER = re.compile(
    "[\u202d\u202e\u2060-\u2065\u206a-\u206f\ufff9-\ufffb\U000e0000-\U000e0fff\U0001d173-\U0001d17a\u180e\u115f\u1160\u3164\uffa0]+"
    "|[\u200b-\u200d\u2060\ufeff]{3,}"  # joiners have their uses, a row of them has not
)
_TURNING = re.compile("[\u202a-\u202c\u2066-\u2069]")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_DOUBTFUL = re.compile(f"{_NEVER.pattern}|{_TURNING.pattern}")
_MOST_NAMED = 4


def seen(text: str) -> str:
    """A text as it may be shown: an override of direction, a tag, a row of joiners and whatever else is there to hide
    or to turn what stands beside it is written out as its code point. Directions that are closed again stay.

    >>> seen("a\\u202eb")
    'a[U+202E]b'
    """
    if text.isascii():
        return text
    text = _NEVER.sub(lambda found: _written(found[0]), text)
    return text if _is_closed(text) else _TURNING.sub(lambda found: _written(found[0]), text)


def on_a_screen(text: str) -> str:
    """A text for a terminal, which obeys control characters: they are written out too, all but tab and new line."""
    return _CONTROLS.sub(lambda found: f"\\x{ord(found[0]):02x}", seen(text))


def doubtful(text: str) -> tuple[str, ...]:
    """The signs of a text that could hide something, by name, the commonest first; none in an ordinary text."""
    found = Counter(sign for run in _DOUBTFUL.findall(text) for sign in run)
    names = [f"{unicodedata.name(sign, 'no name').lower()} (U+{ord(sign):04X})" for sign, _ in found.most_common()]
    more = len(names) - _MOST_NAMED
    return (*names[:_MOST_NAMED], *([f"{more} more"] if more > 0 else []))


def warnings(texts: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """One warning for all places, each given by its name and its text, that hold such signs."""
    places = [(name, signs) for name, text in texts if (signs := doubtful(text))]
    if not places:
        return ()
    told = "; ".join(f"{name}: {', '.join(signs)}" for name, signs in places[:_MOST_NAMED])
    more = f"; and in {len(places) - _MOST_NAMED} places more" if len(places) > _MOST_NAMED else ""
    return (
        f"Invisible characters that can hide or turn words. They are kept, and shown as code points. {told}{more}.",
    )


def _written(run: str) -> str:
    codes = [f"U+{ord(sign):04X}" for sign in dict.fromkeys((run[0], run[-1]))]
    return f"[{'…'.join(codes)}]"


def _is_closed(text: str) -> bool:
    """Whether every turn of direction ends where it should, on its own line."""
    for line in text.splitlines():
        waiting: list[str] = []
        for sign in _TURNING.findall(line):
            if sign in _OPENS:
                waiting.append(_OPENS[sign])
            elif sign in _CLOSES and (not waiting or waiting.pop() != sign):
                return False
        if waiting:
            return False
    return True
