"""A home in one file, and back: every workspace's database. What is derived from them is built anew.

The file is a zip archive of SQLite databases, one for each workspace, and a list of them with their hashes. It is made
from SQLite and from PostgreSQL alike, and put back into either.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import sqlalchemy as sql

from app.settings import Settings
from app.store.keys import DEFAULT, folder_of, is_workspace_name, schema_of
from app.wiring import Home
from app.workspaces import Workspaces
from corpus.database import Database
from corpus.errors import RapporteurError
from corpus.tables import DOCUMENTS, META

_LIST = "backup.json"
_AT_ONCE = 1000  # rows
_PIECE = 1 << 20
_MEND = "Use another copy of the backup."


class BadBackup(RapporteurError):
    """A backup cannot be written to that place, or cannot be used."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a backup holds of a workspace."""

    workspace: str
    documents: int
    sha256: str


def back_up(workspaces: Workspaces, target: Path) -> tuple[Kept, ...]:
    """Writes all workspaces into one file, readable by its owner alone. The service may go on meanwhile: each database
    is copied as it stands at one moment.

    Raises:
        BadBackup: the file is there already, or cannot be written.
    """
    if target.exists():
        raise BadBackup(f"{target} is there already. Name another file.")
    begun = target.with_name(f"{target.name}.partial")
    try:
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as folder:
            descriptor = os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as out, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
                kept = tuple(_packed(home, Path(folder), archive) for home in workspaces.all())
                archive.writestr(_LIST, json.dumps(_listed(kept), indent=1))
            _settle(begun)
        begun.replace(target)
        _settle(target.parent)
    except OSError as error:
        begun.unlink(missing_ok=True)
        raise BadBackup(f"{target} cannot be written: {error.strerror or error}. Name another place.") from error
    return kept


def restore(settings: Settings, source: Path, progress: Callable[[str, int, int], None]) -> tuple[Kept, ...]:
    """Puts a backup into a home that holds nothing, and builds the indexes. The caller holds the home for writing.

    Args:
        settings: name the home.
        source: what ``back_up`` wrote.
        progress: told the workspace, how many paragraphs are indexed, and how many there are.

    Raises:
        BadBackup: the file is damaged or no backup, or the home holds something.
        StoreUnavailable: a database cannot be written; then nothing was put into it.
    """
    with tempfile.TemporaryDirectory(prefix="rapporteur-") as folder:
        kept = _unpacked(source, Path(folder))
        for each in kept:
            _require_room(settings, each.workspace)
        for each in kept:
            _copy_in(settings, each.workspace, Path(folder) / f"{each.workspace}.db")
    with Workspaces(settings) as workspaces:
        for each in kept:
            workspaces.home(each.workspace).reindex(partial(progress, each.workspace))
    return kept


def _packed(home: Home, folder: Path, archive: zipfile.ZipFile) -> Kept:
    file = folder / f"{home.workspace}.db"
    target = Database(f"sqlite:///{file}")
    with home.store.database.reading() as rows, target.writing() as connection:
        _copy(rows, connection)
        documents = connection.execute(sql.select(sql.func.count()).select_from(DOCUMENTS)).scalar_one()
    with target.writing() as connection:
        connection.execute(sql.update(DOCUMENTS).values(indexed_by=None))
    target.close()
    archive.write(file, file.name)
    found = Kept(home.workspace, documents, _sha256(file))
    file.unlink()
    return found


def _copy(rows: sql.Connection, target: sql.Connection) -> None:
    """All rows of all tables, in an order in which every row finds what it names."""
    for table in META.sorted_tables:
        found = rows.execution_options(yield_per=_AT_ONCE).execute(sql.select(table))
        for some in found.mappings().partitions():
            target.execute(sql.insert(table), [dict(row) for row in some])


def _copy_in(settings: Settings, workspace: str, file: Path) -> None:
    source, target = Database(f"sqlite:///{file}"), _database(settings, workspace)
    try:
        with source.reading() as rows, target.writing() as connection:
            _copy(rows, connection)
    finally:
        source.close()
        target.close()


def _require_room(settings: Settings, workspace: str) -> None:
    database = _database(settings, workspace)
    try:
        with database.reading() as connection:
            looks = [connection.execute(sql.select(table).limit(1)).first() for table in META.sorted_tables]
    finally:
        database.close()
    if any(looks):
        held = f"The workspace {workspace} of {settings.home} holds papers, keys or other things already."
        raise BadBackup(f"{held} Name an empty home with --home.")


def _database(settings: Settings, workspace: str) -> Database:
    folder = folder_of(settings.home, workspace)
    folder.mkdir(parents=True, exist_ok=True)
    return Database(settings.store_url(folder), schema_of(workspace))


def _unpacked(source: Path, folder: Path) -> tuple[Kept, ...]:
    """The databases of a backup as files of a folder, each as it was written."""
    try:
        with zipfile.ZipFile(source) as archive:
            kept = tuple(_read_list(archive.read(_LIST)))
            for each in kept:
                file = folder / f"{each.workspace}.db"
                with archive.open(file.name) as packed, file.open("wb") as out:
                    while piece := packed.read(_PIECE):
                        out.write(piece)
                if _sha256(file) != each.sha256:
                    raise BadBackup(f"{source} is damaged: {file.name} is not what was written. {_MEND}")
    except OSError as error:
        raise BadBackup(f"{source} cannot be read: {error.strerror or error}. {_MEND}") from error
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, EOFError, NotImplementedError, RuntimeError) as error:
        if isinstance(error, BadBackup):
            raise
        raise BadBackup(f"{source} is damaged, or no backup of Rapporteur. {_MEND}") from error
    return kept


def _read_list(data: bytes) -> Iterator[Kept]:
    for facts in json.loads(data)["workspaces"]:
        found = Kept(**facts)
        if found.workspace != DEFAULT and not is_workspace_name(found.workspace):
            raise ValueError(found.workspace)
        yield found


def _listed(kept: tuple[Kept, ...]) -> dict[str, object]:
    each = [{"workspace": one.workspace, "documents": one.documents, "sha256": one.sha256} for one in kept]
    return {"made": datetime.now(UTC).isoformat(timespec="seconds"), "workspaces": each}


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _settle(path: Path) -> None:
    """Waits until what was written is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
