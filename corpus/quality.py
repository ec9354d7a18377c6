"""Whether a text can be relied on at all: decoding, and signs of a broken text layer."""

from __future__ import annotations

import unicodedata

from corpus.errors import RapporteurError

_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_MOST_BROKEN = 0.02


class Unreadable(RapporteurError):
    """The input is refused; the message says what is wrong and what to do."""


def decode(data: bytes) -> str:
    """Text of a file: UTF-8, or UTF-16 and UTF-32 where a byte order mark says so.

    Raises:
        Unreadable: any other encoding, or a binary file. Nothing is guessed.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _strict(data, name)
    if b"\x00" in data[:4096]:
        raise Unreadable("this is a binary file, not text; give the paper as plain text, UTF-8")
    return _strict(data, "utf-8-sig")


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"not valid {encoding.removesuffix('-sig').upper()} (byte {error.start}); "
            "save the file as UTF-8 and ingest it again"
        ) from None


def gate(text: str) -> None:
    """Refuses a text that cannot be quoted.

    Raises:
        Unreadable: no letters, or more than 2% replacement and control characters.
    """
    letters = sum(character.isalpha() for character in text)
    if letters == 0:
        raise Unreadable("the file holds no text; if it is a scan, run text recognition on it first")
    broken = sum(_is_broken(character) for character in text)
    if broken > _MOST_BROKEN * len(text):
        raise Unreadable(f"{broken} of {len(text)} characters are unreadable; the text layer of this file is damaged")


def _is_broken(character: str) -> bool:
    return character == "\ufffd" or (unicodedata.category(character) == "Cc" and character not in "\n\t\f")
