"""The formats of the store, oldest first, by alembic. A store only goes forward."""

from __future__ import annotations

import threading

import sqlalchemy as sql
from alembic import command
from alembic.config import Config

_FIRST = "1"  # written by versions that did not know alembic
_one_at_a_time = threading.Lock()  # alembic keeps what it works on in the module


def upgrade(connection: sql.Connection, held: str | None) -> None:
    """Brings a database to the format of this version, inside the caller's transaction.

    Args:
        connection: within a transaction, which the caller ends.
        held: its format now; None when it is empty.
    """
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "corpus:migrations")
    with _one_at_a_time:
        if held == _FIRST:
            command.stamp(config, _FIRST)
        command.upgrade(config, "head")
