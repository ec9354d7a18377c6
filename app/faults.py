"""Errors to exit codes and to one line. The HTTP service maps the same classes to its statuses."""

from __future__ import annotations

from app.adapters.errors import ModelError
from app.backup import BadBackup
from app.drafting.request import BadRequest
from app.lock import HomeBusy
from app.settings import BadSetting
from corpus.errors import DiskFailed, RapporteurError
from corpus.quality import Unreadable
from corpus.store import StoreUnavailable
from retrieval.ports import EmbedderUnavailable, IndexUnavailable

_EXIT_CODES: tuple[tuple[type[Exception], int], ...] = (
    (BadRequest, 2),
    (BadSetting, 2),
    (Unreadable, 3),
    (BadBackup, 3),
    (HomeBusy, 4),
    (DiskFailed, 4),
    (StoreUnavailable, 4),
    (IndexUnavailable, 4),
    (ModelError, 5),
    (EmbedderUnavailable, 5),
)


def exit_code(error: Exception) -> int:
    """The exit code of an error: see ``app.cli.main``."""
    return next((code for kind, code in _EXIT_CODES if isinstance(error, kind)), 1)


def one_line(error: Exception) -> str:
    """What went wrong and what to do, in one line."""
    if isinstance(error, RapporteurError):
        return " ".join(str(error).split())
    return (
        f"Unexpected fault ({type(error).__name__}: {' '.join(str(error).split())[:200]}). Run it again with --debug."
    )
