"""Whether a text can be relied on at all: decoding, and signs of a broken text layer."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator

from corpus.errors import RapporteurError
from corpus.readers.lines import Reading

_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_MOST_BROKEN = 0.02
_MOST_ACCENTED = 0.25  # French has about 5 accented letters in 100
_FEWEST_LETTERS = 200
_FEWEST_WORDS = 150
_FEWEST_COMMON = 0.08  # ordinary prose has 30 to 50 of these in 100 words
_LONGEST_UNPUNCTUATED = 120  # Han characters for each mark
# fmt: off
_COMMON = frozenset({  # English, French, Spanish
    "the", "of", "and", "to", "in", "that", "for", "on", "with", "by", "is", "are", "as", "be", "not", "its", "which",
    "from", "has", "have", "this", "de", "la", "le", "les", "des", "et", "du", "en", "que", "un", "une", "dans",
    "par", "pour", "sur", "est", "au", "aux", "qui", "ne", "pas", "ces", "el", "los", "las", "y", "del", "para",
    "por", "con", "se", "es", "al", "como", "su", "sus", "no",
})
# fmt: on


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
        raise Unreadable("this is a binary file, not text; give PDF, Word, HTML, Markdown or plain text in UTF-8")
    return _strict(data, "utf-8-sig")


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"not valid {encoding.removesuffix('-sig').upper()} (byte {error.start}); "
            "save the file as UTF-8 and ingest it again"
        ) from None


def gate(reading: Reading) -> tuple[str, ...]:
    """Refuses a text that cannot be quoted; returns what is doubtful about one that can.

    Raises:
        Unreadable: no letters, more than 2% unreadable characters, or letters that spell nothing in any language.
    """
    text = "\n".join(line.text for line in reading.lines if not line.running)
    counts = Counter(text)
    letters = _total(counts, str.isalpha)
    if letters == 0:
        raise Unreadable("the file holds no text; if it is a scan, run text recognition on it first")
    broken = _total(counts, _is_broken)
    if broken > _MOST_BROKEN * len(text):
        raise Unreadable(f"{broken} of {len(text)} characters are unreadable; the text layer of this file is damaged")
    if reason := _gibberish(text, counts, letters):
        raise Unreadable(f"{reason}; find a better copy of the paper, or run text recognition on it")
    return tuple(_doubts(counts, broken))


def _total(counts: Counter[str], holds: Callable[[str], bool]) -> int:
    """How many characters something holds of."""
    return sum(count for character, count in counts.items() if holds(character))


def _is_broken(character: str) -> bool:
    kind = unicodedata.category(character)
    return character == "\ufffd" or kind in ("Co", "Cn", "Cs") or (kind == "Cc" and character not in "\n\t\f")


def _gibberish(text: str, counts: Counter[str], letters: int) -> str | None:
    """Why the letters are not those of the author: one script decoded as another, or a font without its letters."""
    accented = _total(counts, lambda character: "\u00c0" <= character <= "\u00ff")
    latin = accented + _total(counts, lambda character: character.isascii() and character.isalpha())
    if latin > letters / 2 and accented > _MOST_ACCENTED * latin and latin >= _FEWEST_LETTERS:
        return "the letters were decoded wrongly (Cyrillic, Arabic or Chinese read as Latin letters)"
    words = re.findall(r"[a-zà-ÿ]+", text.lower())
    if latin > letters * 0.9 and len(words) >= _FEWEST_WORDS:
        common = sum(word in _COMMON for word in words)
        if common < _FEWEST_COMMON * len(words):
            return "the letters form no words of English, French or Spanish; the file's font does not say its letters"
    return None


def _doubts(counts: Counter[str], broken: int) -> Iterator[str]:
    if broken:
        yield f"Unreadable characters in this file: {broken}. Look at the paper before you quote around them."
    han = _total(counts, lambda character: "\u3400" <= character <= "\u9fff")
    if han >= _FEWEST_LETTERS and _total(counts, lambda c: c in "，。、；：") * _LONGEST_UNPUNCTUATED < han:
        yield "The Chinese text has almost no punctuation; it was probably lost, so sentences cannot be told apart."
