"""Fitting text to a token limit, never cutting inside what matters. Pure."""

from __future__ import annotations

from collections.abc import Callable


def window(text: str, span: tuple[int, int], limit: int, count: Callable[[str], int]) -> str:
    """The part of a text around a span that fits a token limit.

    The whole text when it fits; otherwise the span with as much around it as fits, evenly, marked with ``[...]`` where
    something was left out (without the marks when they no longer fit). The span itself is always whole, also when it
    alone is over the limit.

    Args:
        text: the paragraph.
        span: (start, end) of what must be kept.
        limit: most tokens.
        count: tokens of a text.
    """
    if count(text) <= limit:
        return text
    start, end = span
    low, high = 0, max(start, len(text) - end)
    while low < high:
        reach = (low + high + 1) // 2
        if count(_cut(text, start - reach, end + reach)) <= limit:
            low = reach
        else:
            high = reach - 1
    fitted = _cut(text, start - low, end + low)
    return fitted if count(fitted) <= limit else text[start:end]


def _cut(text: str, start: int, end: int) -> str:
    start, end = max(start, 0), min(end, len(text))
    return f"{'[...] ' if start else ''}{text[start:end]}{' [...]' if end < len(text) else ''}"
