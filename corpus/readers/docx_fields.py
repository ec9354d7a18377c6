"""The fields of a Word text: of a field its result is read, and its instruction is not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from corpus.readers.docx_package import attribute


class Fields:
    """The fields that are open where the reading stands. One that never ends is none: all would be its instruction."""

    def __init__(self, marks: Iterable[Any]) -> None:
        self._open: list[bool] = []  # for each, whether its result has begun
        self._instructions = 0  # how many of them have not come to their result
        self._whole: set[Any] = set()  # the starts of those that end
        started: list[Any] = []
        for mark in marks:
            kind = attribute(mark, "fldCharType")
            if kind == "begin":
                started.append(mark)
            elif kind == "end" and started:
                self._whole.add(started.pop())

    @property
    def shown(self) -> bool:
        """Whether words that stand here are seen."""
        return not self._instructions

    def take(self, mark: Any) -> None:
        """A mark of a field: where it begins, where its result does, where it ends."""
        kind = attribute(mark, "fldCharType")
        if kind == "begin" and mark in self._whole:
            self._open.append(False)
            self._instructions += 1
        elif kind == "separate" and self._open:
            self._instructions -= not self._open[-1]
            self._open[-1] = True
        elif kind == "end" and self._open:
            self._instructions -= not self._open.pop()
