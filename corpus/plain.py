"""The text of one file that is no paper, read in a process of its own like any other file."""

from __future__ import annotations

from pathlib import Path

from corpus.limits import Limits
from corpus.quality import Unreadable
from corpus.read import read_plain
from corpus.reading_pool import ReadingPool
from corpus.reading_worker import Page, Task, Text, read_here
from corpus.sources import look_at, visible

_TICK = 1.0


def read_text(file: Path, limits: Limits) -> Text:
    """The blocks of a file of any format, one a line.

    Raises:
        Unreadable: the file is refused, with the reason.
    """
    shown = visible(str(file))
    try:
        look = look_at(file, limits)
        task = Task(file, look.size, shown, "text")
        found = read_here(task, read_plain, limits) if look.plain else _read(task, limits)
    except Unreadable as error:
        found = str(error)
    if not isinstance(found, Text):
        raise Unreadable(f"{shown} cannot be read: {visible(str(found))}.")
    return found


def _read(task: Task, limits: Limits) -> object:
    with ReadingPool(1, read_plain, limits) as pool:
        pool.add(0, task)
        while True:
            for _, event in pool.step(_TICK):
                if not isinstance(event, Page):
                    return event
