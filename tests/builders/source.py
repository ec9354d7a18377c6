"""A specimen source as a list of items: what a typist would lay out. Knows nothing of the product."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

_AUTHOR = (
    "submitted by", "présenté par", "présentée par", "presentado por", "представленн", "مقدمة من", "مقدم من", "提交的",
    "adopted by the", "adoptée par", "aprobada por", "принятое", "اعتمده", "会议通过",
)  # fmt: skip
_NUMBER = re.compile(r"^(\d{1,2}(?: bis| ter| бис| тер| مكرراً ثانياً| مكرراً|之二|之三)?(?:\.| -)) ")
_SUB = re.compile(r"^(\(?[a-zأبجد]\)) ")
_BULLET = re.compile(r"^(•) ")
_NOTE = re.compile(r"^([¹²³]) (.*)$", re.DOTALL)
_RULE = "_" * 18
_SPEAKER = re.compile(r"^[—–]")
ANNEXES = ("Annex", "Annexe", "Anexo", "Приложение", "المرفق", "附件")


@dataclass(frozen=True)
class Item:
    """One block: masthead, heading, number, sub, bullet, quote, text or note. ``marker``: what a machine can count."""

    kind: str
    text: str
    page: int
    marker: str = ""


def items(path: Path) -> list[Item]:
    """The items of a source file, in order."""
    found: list[Item] = []
    in_masthead, in_notes = True, False
    for page, text in enumerate(path.read_text(encoding="utf-8").split("\f"), start=1):
        in_notes = False
        for block in re.split(r"\n\s*\n", text.strip("\n")):
            if not block.strip():
                continue
            lines = [line.strip() for line in block.strip().split("\n")]
            if lines[0] == _RULE:
                in_notes, lines = True, lines[1:]
            if in_notes:
                found += _notes(lines, page)
                continue
            joined = join(lines)
            found.append(Item("masthead", joined, page) if in_masthead else _item(joined, len(lines), page))
            if in_masthead and any(words in joined for words in _AUTHOR):
                in_masthead = False
    return found


def join(lines: list[str]) -> str:
    """Wrapped lines as one, no space beside a full-width character."""
    text = ""
    for line in lines:
        near = text[-1:] + line[:1]
        wide = any(unicodedata.east_asian_width(character) in "WF" for character in near)
        text += line if wide or not text else f" {line}"
    return text


def _item(text: str, lines: int, page: int) -> Item:
    for kind, pattern in (("number", _NUMBER), ("sub", _SUB), ("bullet", _BULLET)):
        if match := pattern.match(text):
            return Item(kind, text[match.end() :], page, match.group(1))
    if _SPEAKER.match(text):
        return Item("text", text, page)
    if text[0] in '“«„"' and text.rstrip(" .")[-1] in '”»“"':
        return Item("quote", text, page)
    if lines <= 2 and text[-1] not in ".。,，،:：;；؛]":
        return Item("heading", text, page)
    return Item("text", text, page)


def _notes(lines: list[str], page: int) -> list[Item]:
    notes: list[list[str]] = []
    for line in lines:
        if _NOTE.match(line) or not notes:
            notes.append([])
        notes[-1].append(line)
    found = []
    for note in notes:
        match = _NOTE.match(join(note))
        assert match is not None, note
        found.append(Item("note", match.group(2), page, match.group(1)))
    return found
