"""What the tables here have in common: ids, the time, pages of a list."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]


def new_id() -> str:
    """An id that nobody can guess."""
    return uuid.uuid4().hex


def now() -> str:
    """Now, in UTC, as ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
