"""The database behind the store: its address, its transactions, its format. SQLite and PostgreSQL."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sql
from sqlalchemy.exc import SQLAlchemyError

from corpus.errors import StoreDamaged, StoreUnavailable
from corpus.tables import FORMAT

_POSTGRES_DRIVER = "postgresql+psycopg"
_CONNECT_SECONDS = 10
_LOST = (
    "The store {} is missing or empty, though this home has indexes of it: it was lost, or another one is named. "
    "Put a backup back with `rapporteur restore`, or delete the folder index of the home to begin anew."
)
_DISK = re.compile("disk is full|disk I/O error|No space left")
_OTHER = "Put a good copy back, or name another home with --home."
_UPGRADE_LOCK = 0x52415050  # a number of our own, for PostgreSQL's advisory lock


class Database:
    """A database that is in the format of this version; an older one is brought up to it when it is opened.

    Args:
        url: an SQLAlchemy URL; ``postgres://`` and ``postgresql://`` mean psycopg 3.
        schema: in PostgreSQL, the schema whose tables are meant, made when it is not there; SQLite has none.
        expected: it was there before, so that an empty one is a lost one and is not made anew.

    Raises:
        StoreUnavailable: it cannot be opened, or a later version wrote it.
        StoreDamaged: it is expected, and not there.
    """

    def __init__(self, url: str, schema: str | None = None, *, expected: bool = False) -> None:
        self._engine, self._shown = _engine(url, schema)
        self._file, self._opened = _file(self._engine.url), None
        postgres = self._engine.dialect.name == "postgresql"
        one_moment = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True} if postgres else {}
        self._reader = self._engine.execution_options(**one_moment)
        self._writer = self._engine.execution_options(writes=True)
        if expected and self._file is not None and not (self._file.is_file() and self._file.stat().st_size):
            raise StoreDamaged(_LOST.format(self._shown))
        try:
            if schema and postgres:
                with self._writer.begin() as connection:
                    connection.execute(sql.schema.CreateSchema(schema, if_not_exists=True))
            self._bring_up_to_date(expected)
            self._opened = _identity(self._file)
        except SQLAlchemyError as error:
            self.close()
            reason = _reason(error)
            mend = "Make room on the disk, then do it again." if _DISK.search(reason) else _OTHER
            raise StoreUnavailable(f"The store {self._shown} cannot be opened: {reason}. {mend}") from error

    def close(self) -> None:
        """Gives the connections back."""
        self._engine.dispose()

    @contextlib.contextmanager
    def reading(self) -> Iterator[sql.Connection]:
        """A connection that sees the database as it stood at its first look.

        Raises:
            StoreUnavailable: the database failed.
        """
        with self._told(), self._reader.connect() as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[sql.Connection]:
        """One transaction: all of it is kept, or nothing.

        Raises:
            StoreUnavailable: the database failed; nothing was kept.
        """
        with self._told(), self._writer.begin() as connection:
            yield connection

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        if _identity(self._file) != self._opened:  # the system would go on with the old file, and lose what is written
            raise StoreDamaged(
                f"The store {self._shown} was taken away or replaced while it was open. Put a good copy back and start "
                "again."
            )
        try:
            yield
        except SQLAlchemyError as error:
            reason = _reason(error)
            mend = "Make room on the disk, then do it again; what was kept stays." if _DISK.search(reason) else ""
            raise StoreUnavailable(f"The store {self._shown} failed: {reason}. {mend}".rstrip()) from error

    def _bring_up_to_date(self, expected: bool) -> None:
        with self._reader.connect() as connection:
            held = self._format(connection)
            if held == FORMAT:
                return
            if held is None and expected:
                raise StoreDamaged(_LOST.format(self._shown))
        from corpus.migrations import upgrade  # alembic takes half a second to import

        with self._writer.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(sql.select(sql.func.pg_advisory_xact_lock(_UPGRADE_LOCK)))
            held = self._format(connection)  # again: another process may have upgraded it meanwhile
            if held != FORMAT:
                upgrade(connection, held)

    def _format(self, connection: sql.Connection) -> str | None:
        """The format of the database; None: it is empty."""
        held = next(
            (
                str(connection.execute(sql.text(f"SELECT {column} FROM {table}")).scalar())  # noqa: S608  # our own names
                for table, column in (("alembic_version", "version_num"), ("schema_version", "version"))
                if sql.inspect(connection).has_table(table)
            ),
            None,
        )
        if held is not None and not (held.isdecimal() and 1 <= int(held) <= int(FORMAT)):
            raise StoreUnavailable(
                f"The store {self._shown} has format {held}, this version reads {FORMAT}. "
                "Use the version that wrote it, or start a new home and ingest again."
            )
        return held


def _engine(url: str, schema: str | None) -> tuple[sql.Engine, str]:
    """The engine of an address, and the address as it may be shown."""
    try:
        parsed = sql.make_url(url)
        if parsed.drivername in ("postgres", "postgresql"):
            parsed = parsed.set(drivername=_POSTGRES_DRIVER)
        if parsed.drivername == _POSTGRES_DRIVER and "connect_timeout" not in parsed.query:
            parsed = parsed.update_query_dict({"connect_timeout": str(_CONNECT_SECONDS)})
        if schema:
            parsed = _of_its_own(parsed, schema)
        engine = sql.create_engine(parsed, pool_pre_ping=parsed.drivername == _POSTGRES_DRIVER)
    except ImportError as error:
        missing = "psycopg" in str(error) or "libpq" in str(error)
        advice = "Install it: pip install 'psycopg[binary]'." if missing else "Correct RAPPORTEUR_DATABASE_URL."
        raise StoreUnavailable(f"The driver of the store's database is missing: {_reason(error)}. {advice}") from error
    except (SQLAlchemyError, ValueError) as error:
        raise StoreUnavailable(
            f"The address of the store cannot be used: {_reason(error)}. Correct RAPPORTEUR_DATABASE_URL."
        ) from error
    if engine.dialect.name == "sqlite":
        sql.event.listen(engine, "connect", _sqlite_rules)
        sql.event.listen(engine, "begin", _sqlite_begin)
    return engine, parsed.set(query={}).render_as_string(hide_password=True)


def _file(url: sql.URL) -> Path | None:
    """The file of an SQLite database; None: it has none."""
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def _identity(file: Path | None) -> tuple[int, int] | None:
    """Which file it is, whatever its name; None when it is not there."""
    try:
        stat = file.stat() if file is not None else None
    except OSError:
        return None
    return (stat.st_dev, stat.st_ino) if stat is not None else None


def _of_its_own(url: sql.URL, schema: str) -> sql.URL:
    """The address of a schema: PostgreSQL looks for tables there and nowhere else, SQLite has a file for it."""
    if url.drivername == _POSTGRES_DRIVER:
        return url.update_query_dict({"options": f'-csearch_path="{schema}"'})
    if url.get_backend_name() == "sqlite" and url.database:
        file = Path(url.database)
        return url.set(database=str(file.with_name(f"{file.stem}-{schema}{file.suffix}")))
    raise ValueError("only SQLite files and PostgreSQL can hold several workspaces")


def _sqlite_rules(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver opens no transaction of its own: it would leave out SELECT and DDL
    cursor = connection.cursor()
    for rule in ("busy_timeout=10000", "foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL"):
        cursor.execute(f"PRAGMA {rule}")
    cursor.close()


def _sqlite_begin(connection: sql.Connection) -> None:
    """A writer takes the lock at once: one that first reads could not wait for another writer."""
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")


def _reason(error: Exception) -> str:
    lines = str(getattr(error, "orig", None) or error).splitlines()
    return lines[0].rstrip(".") if lines else type(error).__name__
