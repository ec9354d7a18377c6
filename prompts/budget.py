"""Fitting text to a token limit, never cutting inside what matters. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence


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


def affordable(costs: Sequence[int], values: Sequence[float], limit: int) -> tuple[int, ...]:
    """Which items to take within a limit: the first always, then those of most value for each token.

    Args:
        costs: tokens of each item.
        values: what each is worth, above 0; the first item is the best.
        limit: most tokens together.

    Returns:
        The places of those taken, in their order.

    >>> affordable([60, 50, 10], [9.0, 8.0, 7.0], 100)
    (0, 2)
    """
    taken = list(range(min(1, len(costs))))
    left = limit - sum(costs[place] for place in taken)
    for place in sorted(range(1, len(costs)), key=lambda place: (-values[place] / max(costs[place], 1), place)):
        if costs[place] <= left:
            taken.append(place)
            left -= costs[place]
    return tuple(sorted(taken))


def _cut(text: str, start: int, end: int) -> str:
    start, end = max(start, 0), min(end, len(text))
    return f"{'[...] ' if start else ''}{text[start:end]}{' [...]' if end < len(text) else ''}"
