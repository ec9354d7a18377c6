"""What happens inside that somebody may want to count or to trace: a search, a call of a model. Names and figures, no
words of what was asked or answered."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field


@dataclass(slots=True)
class Happening:
    """Something that was done: ``kind`` is ``search`` or ``model``, ``name`` which search or model, ``began`` in
    nanoseconds since 1970. ``fault`` names the kind of error, where it ended with one."""

    kind: str
    name: str
    began: int = field(default_factory=time.time_ns)
    seconds: float = 0.0
    counts: dict[str, int] = field(default_factory=dict)
    fault: str | None = None


Tell = Callable[[Happening], None]


@contextlib.contextmanager
def happening(tell: Tell, kind: str, name: str) -> Iterator[Happening]:
    """Tells of what is done inside when it ends, however it ends."""
    this, started = Happening(kind, name), time.perf_counter()
    try:
        yield this
    except BaseException as error:
        this.fault = type(error).__name__
        raise
    finally:
        this.seconds = time.perf_counter() - started
        tell(this)
