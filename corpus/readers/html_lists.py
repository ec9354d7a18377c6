"""The number, letter or bullet that a browser puts before an item of a list."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from corpus.markers import to_roman

Attributes = Mapping[str, str | None]

_WHOLE = re.compile(r"\s*([-+]?\d{1,9})")
_STYLED = re.compile(
    r"list-style(?:-type)?\s*:[^;]*?(none|(?:lower|upper)-(?:alpha|latin|roman)|decimal)", re.IGNORECASE
)
_TYPES = {
    "a": "a", "A": "A", "i": "i", "I": "I", "1": "1", "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A",
    "upper-latin": "A", "lower-roman": "i", "upper-roman": "I", "decimal": "1", "none": "",
}  # fmt: skip
_BY_DEPTH = ("1", "a", "i")  # how papers number their levels; what a style sheet says is not read
_MOST_ROMAN = 39


@dataclass(slots=True)
class List:
    """A list being read. ``kind``: ``1``, ``a``, ``A``, ``i``, ``I``, ``•``, or empty for none. ``depth``: in how many
    numbered lists it lies; ``below``: in how many a list inside it lies."""

    kind: str
    depth: int
    below: int
    value: int = 1
    step: int = 1

    def take(self, item: Attributes) -> int:
        """The number of the next item."""
        own = whole(item.get("value"))
        held = self.value if own is None else own
        self.value = held + self.step
        return held

    def marker(self, number: int) -> str:
        """What stands before an item, its space included."""
        if self.kind in ("", "•"):
            return f"{self.kind} " if self.kind else ""
        printed = _printed(number, self.kind)
        return f"({printed}) " if self.depth or self.kind in "ai" else f"{printed}. "


def opened(name: str, attributes: Attributes, outer: List | None, items: int) -> List:
    """A list as its start tag says.

    Args:
        outer: the list that it lies in.
        items: how many items it has; a reversed list counts down from there.
    """
    depth = outer.below if outer else 0
    styled = _STYLED.search(attributes.get("style") or "")
    kind = _TYPES[styled[1].lower()] if styled else None
    if name == "ul":
        return List("" if kind == "" else "•", depth, depth)
    if kind is None:
        kind = _TYPES.get(attributes.get("type") or "", _BY_DEPTH[min(depth, len(_BY_DEPTH) - 1)])
    back = "reversed" in attributes
    start = whole(attributes.get("start"))
    return List(kind, depth, depth + 1, (items if back else 1) if start is None else start, -1 if back else 1)


def whole(value: str | None) -> int | None:
    """A whole number at the head of an attribute, as browsers read it."""
    match = _WHOLE.match(value or "")
    return int(match[1]) if match else None


def _printed(number: int, kind: str) -> str:
    if kind in "iI" and 0 < number <= _MOST_ROMAN:
        return to_roman(number) if kind == "I" else to_roman(number).lower()
    if kind not in "aA" or number < 1:
        return str(number)
    letters = ""
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord(kind) + letter) + letters
    return letters
