"""The one root of errors that people see."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EFBIG)


class RapporteurError(RuntimeError):
    """Something that cannot go on. The message is one line that says what is wrong and what to do.

    ``retry``: whether the same call may work later.
    """

    retry = False


class StoreUnavailable(RapporteurError):
    """The store cannot be read or written."""

    retry = True


class StoreDamaged(StoreUnavailable):
    """The store does not hold what was written into it."""

    retry = False


class DiskFailed(RapporteurError):
    """The disk takes nothing more, or has a fault."""

    retry = True


@contextlib.contextmanager
def disk_told() -> Iterator[None]:
    """Tells a disk that cannot be written as ``DiskFailed``; other faults of the system stay what they are."""
    try:
        yield
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        raise DiskFailed(
            f"The disk cannot be written ({error.strerror}). Make room on it, then do it again; what was kept stays."
        ) from error
