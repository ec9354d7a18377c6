"""What changed from one text to another, word by word, fit for tracked changes. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from app.drafting.draft_model import Change

_TOKEN = re.compile(r"[\u3400-\u9fff]|\s+|[^\W\u3400-\u9fff]+|[^\w\s]")
_ALIKE = 0.4  # of two paragraphs that are versions of one
_SHORTEST_SAME = 2  # words; fewer between two changes are drawn into them, or nobody can read the result


def difference(before: str, after: str) -> tuple[Change, ...]:
    """Runs of the two texts in order: by word, by character in Chinese.

    >>> [(change.op, change.text) for change in difference("It may act.", "It shall act.")]
    [('same', 'It '), ('removed', 'may'), ('added', 'shall'), ('same', ' act.')]
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    changes: list[Change] = []
    removed, added = "", ""
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for place, (op, start, end, into, until) in enumerate(blocks):
        between = op == "equal" and 0 < place < len(blocks) - 1 and _slight(old[start:end])
        if op == "equal" and not between:
            changes += _changed(removed, added)
            removed = added = ""
            changes.append(Change("same", "".join(old[start:end])))
        else:
            removed += "".join(old[start:end])
            added += "".join(new[into:until])
    return (*changes, *_changed(removed, added))


def aligned(before: Sequence[str], after: Sequence[str]) -> tuple[tuple[int | None, int | None], ...]:
    """Which paragraph became which, by place; None where one is new or gone. The order of each side is kept.

    >>> aligned(["One.", "Two is here."], ["Two is there.", "Three."])
    ((0, None), (1, 0), (None, 1))
    """
    near = [[likeness(old, new) for new in after] for old in before]
    best = [[0.0] * (len(after) + 1) for _ in range(len(before) + 1)]
    for row in reversed(range(len(before))):
        for column in reversed(range(len(after))):
            together = near[row][column] + best[row + 1][column + 1] if near[row][column] >= _ALIKE else 0.0
            best[row][column] = max(together, best[row + 1][column], best[row][column + 1])
    pairs: list[tuple[int | None, int | None]] = []
    row = column = 0
    while row < len(before) or column < len(after):
        left, right = row < len(before), column < len(after)
        here = best[row][column]
        if left and right and near[row][column] >= _ALIKE and here == near[row][column] + best[row + 1][column + 1]:
            pairs.append((row, column))
            row, column = row + 1, column + 1
        elif left and (not right or here == best[row + 1][column]):
            pairs.append((row, None))
            row += 1
        else:
            pairs.append((None, column))
            column += 1
    return tuple(pairs)


def likeness(old: str, new: str) -> float:
    """The share of words that two texts have in common, 0 to 1."""
    if old == new:
        return 1.0
    matcher = SequenceMatcher(None, _TOKEN.findall(old), _TOKEN.findall(new), autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= _ALIKE else 0.0


def _slight(tokens: Sequence[str]) -> bool:
    return sum(not token.isspace() for token in tokens) < _SHORTEST_SAME and not any(
        len(token) > 1 and token.isalnum() for token in tokens
    )


def _changed(removed: str, added: str) -> list[Change]:
    return [Change(op, text) for op, text in (("removed", removed), ("added", added)) if text]
