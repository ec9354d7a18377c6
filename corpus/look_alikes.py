"""Letters that look like others: what a stretch of text pretends to be. Pure.

A symbol is written in ASCII. One with a Cyrillic letter, a full-width digit or a sign that is not seen looks the same
and is another. ``corpus/data/look_alikes.tsv`` holds the letters that are drawn alike; digits of other scripts,
full-width and mathematical letters and accents come from Unicode's own tables.
"""

from __future__ import annotations

import csv
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources

_FORMS = ("<wide>", "<narrow>", "<font>", "<small>")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as it looks, in ASCII where it can be; ``places[n]`` is where its n-th character stands in the text."""

    text: str
    places: tuple[int, ...]


def folded(text: str) -> Folded:
    """What a text looks like: signs that are not seen are gone, look-alikes are the letters that they look like."""
    signs: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for sign in character if character.isascii() else _seen_as(character):
            signs.append(sign)
            places.append(place)
    return Folded("".join(signs), tuple(places))


def spelled(text: str) -> str:
    """A text with the code points of what is not ASCII in it, so that a reader sees what sets it apart.

    >>> spelled("WР.3")
    'WР.3 (Р = U+0420)'
    """
    codes = [_coded(character) for character in dict.fromkeys(text) if not character.isascii()]
    visible = "".join(character for character in text if unicodedata.category(character) != "Cf")
    return f"{visible} ({', '.join(codes)})" if codes else text


def named(text: str) -> str:
    """The names of the characters of a text that are not ASCII, each once."""
    signs = [character for character in dict.fromkeys(text) if not character.isascii()]
    return ", ".join(f"{unicodedata.name(sign, 'no name').lower()} (U+{ord(sign):04X})" for sign in signs)


def _coded(character: str) -> str:
    code = f"U+{ord(character):04X}"
    return code if unicodedata.category(character) in ("Cf", "Mn") else f"{character} = {code}"


@cache
def _seen_as(character: str) -> str:
    """What one character looks like; itself where it looks like no other."""
    if (alike := _table().get(character)) is not None:
        return alike
    category = unicodedata.category(character)
    if category in ("Cf", "Mn", "Me") or character == "\ufffd":
        return ""
    if category == "Nd":
        return str(unicodedata.digit(character))
    form = unicodedata.decomposition(character)
    if form.startswith(_FORMS) or (form and not form.startswith("<")):
        return "".join(
            _seen_as(part) if not part.isascii() else part for part in unicodedata.normalize("NFKD", character)
        )
    return unicodedata.normalize("NFKD", character) if category == "Nl" else character


@cache
def _table() -> dict[str, str]:
    with (resources.files("corpus") / "data" / "look_alikes.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return {sign: row["letter"] for row in rows for sign in row["signs"].split()}
