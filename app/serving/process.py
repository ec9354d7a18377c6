"""What the process of a service asks of the operating system."""

from __future__ import annotations

import contextlib
import ctypes
import resource

_OWN_FILES = 256  # descriptors beside those of the connections: databases, indexes, calls of a model
_ARENA_MAX, _HEAPS = -8, 2  # mallopt's name for the number of heaps, of glibc


def allow_files(connections: int) -> None:
    """Raises the process's own limit of open files for so many connections, as far as it may."""
    wanted = connections + _OWN_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def keep_memory_together() -> None:
    """Few heaps for many threads. The vector index begins new threads whenever it is opened, each with a heap of its
    own that stays behind full of holes: memory grew by four megabytes with every paper that came in and went out."""
    with contextlib.suppress(OSError, AttributeError):  # another C library has no such thing
        ctypes.CDLL(None).mallopt(_ARENA_MAX, _HEAPS)
