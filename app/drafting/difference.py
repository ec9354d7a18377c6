"""What changed from one text to another, word by word, fit for tracked changes. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from app.drafting.draft_model import Change

_TOKEN = re.compile(r"[\u3400-\u9fff]|\s+|[^\W\u3400-\u9fff]+|[^\w\s]")
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


def _slight(tokens: Sequence[str]) -> bool:
    return sum(not token.isspace() for token in tokens) < _SHORTEST_SAME and not any(
        len(token) > 1 and token.isalnum() for token in tokens
    )


def _changed(removed: str, added: str) -> list[Change]:
    return [Change(op, text) for op, text in (("removed", removed), ("added", added)) if text]
