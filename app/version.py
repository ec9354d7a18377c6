"""Which version runs."""

from __future__ import annotations

import functools
from importlib.metadata import PackageNotFoundError, version


@functools.cache
def own_version() -> str:
    """The version as installed; ``unknown`` where the program runs without having been."""
    try:
        return version("rapporteur")
    except PackageNotFoundError:
        return "unknown"
