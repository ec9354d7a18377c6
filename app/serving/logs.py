"""The log: lines on standard error for people, or JSON for machines. What somebody asked or wrote, and keys, are never
in it: an error's own words may repeat them, and so may a library's, so neither is printed."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, TextIO

LOG = logging.getLogger("rapporteur")
request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
_OWN = ("rapporteur", "uvicorn.error")  # loggers whose words are written by hand, with nothing of a request in them
_TWICE = "Exception in ASGI application"  # the server repeats a fault that is in the log already


def set_up(form: str, level: str, stream: TextIO | None = None) -> None:
    """Sends every log to standard error, or to ``stream``: ``form`` is ``plain`` or ``json``."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_Json() if form == "json" else _Plain())
    handler.addFilter(_worth_printing)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)  # of libraries; ours as wanted
    LOG.setLevel(level.upper())


def facts(**values: Any) -> dict[str, Any]:
    """What a line says beside its message: ``LOG.info("request", extra=facts(status=200))``."""
    return {"facts": values}


def _worth_printing(record: logging.LogRecord) -> bool:
    return not str(record.msg).startswith(_TWICE)


def _told(record: logging.LogRecord) -> dict[str, Any]:
    """A record as facts, in the order in which they are printed."""
    moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    own = record.name.partition(".")[0] == LOG.name or record.name in _OWN
    message = record.getMessage() if own else f"{record.name}, {record.funcName}, line {record.lineno}"
    told: dict[str, Any] = {"time": moment, "level": record.levelname.lower(), "message": message}
    if (current := request_id.get()) is not None:
        told["request_id"] = current
    told |= getattr(record, "facts", {})
    if record.exc_info and record.exc_info[1] is not None:
        told["traceback"] = list(_where(record.exc_info[1]))
    return told


def _where(error: BaseException) -> Iterator[str]:
    """Each error of a chain, the first cause first: the kind and the places, never the words."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from _where(cause)
    yield f"{type(error).__module__}.{type(error).__qualname__}"
    yield from _places(error.__traceback__)


def _places(trace: TracebackType | None) -> Iterator[str]:
    for frame in traceback.extract_tb(trace):
        yield f"{frame.filename}:{frame.lineno} in {frame.name}"


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(_told(record), ensure_ascii=False, default=str)


class _Plain(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        told = _told(record)
        head = f"{told.pop('time')} {told.pop('level'):<7} {told.pop('message')}"
        trace = [f"    {line}" for line in told.pop("traceback", ())]
        return "\n".join([" ".join([head, *(f"{name}={value}" for name, value in told.items())]), *trace])
