"""The words of a PDF's own language: whether the parts that decide what text is shown are spelt as they must be."""

from __future__ import annotations

import functools
import re

_NAME = re.compile(rb"/([^\s\0()<>\[\]{}/%]{4,40})")
_WORDS_OF_TEXT = frozenset(
    b"Type Page Pages Kids Count Parent Resources Contents Font Type0 Type1 Type3 TrueType CIDFontType0 CIDFontType2"
    b" Subtype BaseFont Encoding Identity-H DescendantFonts ToUnicode FontDescriptor Differences CharProcs XObject Form"
    b" MediaBox CropBox Rotate Filter Length FlateDecode FontFile FontFile2 FontFile3 WinAnsiEncoding Registry"
    b" MacRomanEncoding Catalog Root ObjStm".split()
)
_WORDS = re.compile(rb"/[^\s\0()<>\[\]{}/%]*|[-+]?\d*\.?\d+\.?|\b(?:true|false|null|R)\b|<<|>>|[\[\]]|%[^\r\n]*")
_PAIRS = re.compile(rb"(\d{1,9})\s+beginbf(char|range)(.*?)endbf", re.DOTALL)
_CODE = re.compile(rb"<[0-9A-Fa-f\s]*>")
_STRINGS = re.compile(rb"\((?:[^()\\]|\\.)*\)|(?<!<)<[0-9A-Fa-f\s]*>", re.DOTALL)
_MOST_WITHIN = 8
_SPACE = b"\0\t\n\f\r "


def is_sound(text: bytes) -> bool:
    """Whether a text is made of the words of PDF alone, spells those that decide what is shown, and closes every
    dictionary."""
    if any(map(_is_misspelt, _NAME.findall(text))):
        return False
    for _ in range(_MOST_WITHIN):  # strings hold brackets in pairs
        text, found = _STRINGS.subn(b" ", text)
        if not found:
            break
    return not _WORDS.sub(b" ", text).strip(_SPACE) and text.count(b"<<") == text.count(b">>")


@functools.lru_cache(4096)
def _is_misspelt(name: bytes) -> bool:
    """Whether a name is one bit away from a word that decides what text a page shows."""
    if name in _WORDS_OF_TEXT:
        return False
    near = (word for word in _WORDS_OF_TEXT if len(word) == len(name))
    return any((int.from_bytes(word, "big") ^ int.from_bytes(name, "big")).bit_count() == 1 for word in near)


def is_map(text: bytes) -> bool:
    """Whether a font's table of letters holds as many pairs as it says."""
    return all(
        len(_CODE.findall(each[3])) == int(each[1]) * (2 if each[2] == b"char" else 3) or b"[" in each[3]
        for each in _PAIRS.finditer(text)
    )
