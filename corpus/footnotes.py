"""Footnotes and endnotes: taken out of the lines, and bound again to the paragraphs that call them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from corpus.joining import join_lines
from corpus.readers.lines import Footnote, Line, Style

_RULE = re.compile(r"^(?:_{6,}|ـ{6,}|—{6,})$")
_NOTE = re.compile(r"^(?P<mark>\*+|\d{1,3}|[¹²³⁴⁵⁶⁷⁸⁹⁰]+|[a-z](?=\s))\s*(?P<text>.*)$", re.DOTALL)
_BARE_MARK = re.compile(r"^(?:\d{1,3}|[¹²³⁴⁵⁶⁷⁸⁹⁰]+|\*+)$")
_ENDNOTES = re.compile(r"^(?:Notes|Endnotes|Notas|Примечания|الحواشي|注|注释)$", re.IGNORECASE)
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_UNIT = re.compile(r"(?:^|[\s\d(])[kcdm]?m$")  # square and cubic metres are no notes; three letters at most
_CALL = re.compile(r"[¹²³⁴⁵⁶⁷⁸⁹⁰]+|\*+(?=\s|$|[.,;:。，；：])")


def raised(mark: str) -> str:
    """Digits written as superscripts: ``12`` as ``¹²``."""
    return mark.translate(_RAISED)


def opens_note(text: str) -> bool:
    """Whether a line can be the first of a note: its mark stands before it."""
    match = _NOTE.match(text)
    return match is not None and not (
        match.group("mark").isdigit() and text[match.end("mark") :][:1] in (".", "-", ")")
    )


def take_footnotes(lines: Iterable[Line]) -> tuple[list[Line], tuple[Footnote, ...]]:
    """Parts the notes from the text: what follows a ruled line until the page ends, what the file itself calls a note,
    a line that an asterisk called, and a list headed "Notes" at the end."""
    body, ending = _endnotes(list(lines))
    taker = _Taker()
    for line in body:
        taker.take(line)
    taker.close()
    for line in ending:
        taker.add(line)
    taker.close()
    return taker.body, tuple(taker.notes)


class _Taker:
    """Reads lines one by one into body and notes."""

    def __init__(self) -> None:
        self.body: list[Line] = []
        self.notes: list[Footnote] = []
        self._pending: list[Line] = []
        self._rule_page: int | None = None
        self._called = False  # an asterisk ended some line

    def take(self, line: Line) -> None:
        if _RULE.match(line.text):
            self._rule_page = line.page
            return
        if self._rule_page is not None and line.page != self._rule_page:
            self.close()
            self._rule_page = None
        if self._pending and self._rule_page is None and line.style is not Style.NOTE and self._noted:
            self.close()
        called = line.text.startswith("* ") and self._called
        if self._rule_page is not None or self._pending or called or line.style is Style.NOTE:
            self.add(line)
            return
        self._called = self._called or line.text.endswith("*")
        self.body.append(line)

    @property
    def _noted(self) -> bool:
        return self._pending[0].style is Style.NOTE

    def add(self, line: Line) -> None:
        """One line of a note; a closing line ends it, and so does the mark of the next note."""
        if self._pending and _next_mark(line.text, self._pending):
            self.close()
        self._pending.append(line)
        if line.closes:
            self.close()

    def close(self) -> None:
        """Ends the note being read."""
        if not self._pending:
            return
        first, rest = self._pending[0].text, [line.text for line in self._pending[1:]]
        joined = f"{first} {join_lines(rest)}" if _BARE_MARK.match(first) else join_lines([first, *rest])
        match = _NOTE.match(joined)
        if match:
            self.notes.append(Footnote(match.group("mark"), match.group("text").strip(), self._pending[0].page))
        elif self.notes:
            held = self.notes[-1]
            self.notes[-1] = Footnote(held.mark, f"{held.text} {joined}", held.page)
        self._pending = []


def _next_mark(text: str, pending: Sequence[Line]) -> bool:
    """Whether a line inside a note begins the next one: its mark follows the mark of the note being read."""
    own, held = _NOTE.match(text), _NOTE.match(pending[0].text)
    if not own or not held:
        return False
    mark, before = (match.group("mark") for match in (own, held))
    if mark.isdigit() and before.isdigit():
        return int(_plain(mark)) == int(_plain(before)) + 1
    return mark.startswith("*") and len(mark) == len(before) + 1


def _plain(mark: str) -> str:
    return mark.translate(_PLAIN)


def _endnotes(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """The lines, and those of a list of notes at the end, when every line that opens a block there carries a mark."""
    start = next((n for n in range(len(lines) - 1, -1, -1) if _ENDNOTES.match(lines[n].text)), None)
    if start is None or start + 1 >= len(lines):
        return lines, []
    ending = lines[start + 1 :]
    opening = [line for before, line in zip([lines[start], *ending], ending, strict=False) if before.closes]
    if all(_NOTE.match(line.text) for line in opening):
        return lines[:start], ending
    return lines, []


class Calls:
    """Binds the marks in paragraphs to the notes, in reading order: each note once, on its page or near it."""

    def __init__(self, notes: Iterable[Footnote]) -> None:
        self._open = list(notes)

    def find(self, text: str, page: int) -> list[tuple[int, int, Footnote]]:
        """(start, end, note) of each mark in a paragraph that calls a note not yet called."""
        found = []
        for match in _CALL.finditer(text):
            before = text[max(0, match.start() - 3) : match.start()]
            note = None if _UNIT.search(before) else self.take(match.group(), page)
            if note is not None:
                found.append((match.start(), match.end(), note))
        return found

    @property
    def uncalled(self) -> tuple[Footnote, ...]:
        """The notes that no paragraph called: those of the title, the author line or a heading."""
        return tuple(self._open)

    def take(self, mark: str, page: int) -> Footnote | None:
        """The nearest note of a mark that was not called yet."""
        wanted = {mark, _plain(mark), raised(mark)}
        fitting = [note for note in self._open if note.mark in wanted]
        if not fitting:
            return None
        nearest = min(fitting, key=lambda note: abs(note.page - page))
        self._open.remove(nearest)
        return nearest
