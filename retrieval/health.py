"""Whether the derived files are what was written: checked before they are opened, because a damaged one can kill its
reader without an exception."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path

SEAL = "seal.json"
SEALED_BEFORE = "seal.json.before"
CHROMA = "chroma"  # the folder of the vector index, beside our own two files
_CHILD = "import sys; from retrieval.adapters.probe import main; main(*sys.argv[1:])"
_CHILD_SECONDS = 600
_BLOCK = 1 << 24
_JOURNALS = ("-wal", "-shm", "-journal")
_GRAPH = (".bin", ".pickle")
_CHROMA_DATABASE = "chroma.sqlite3"  # its header changes whenever it is opened, so its rows are what is sealed
_ROWS = (
    "SELECT embedding_id, seq_id FROM embeddings ORDER BY id",
    "SELECT id, vector FROM embeddings_queue ORDER BY seq_id",
)


def seal(folder: Path) -> None:
    """Notes size and hash of every derived file. Called when a writer is done and has closed them, and Chroma has been
    asked something since it was last written to: then its graph is written out, and readers leave it as it is."""
    before = _read_seal(folder, SEALED_BEFORE) or {}
    noted = {name: _note(path, before.get(name)) for path in _files(folder) if (name := str(path.relative_to(folder)))}
    for name, note in noted.items():
        if Path(name).suffix in _GRAPH:
            note["settled"] = True
    partial = folder / f"{SEAL}.new"
    partial.write_text(json.dumps(noted, indent=1), encoding="utf-8")
    partial.replace(folder / SEAL)
    (folder / SEALED_BEFORE).unlink(missing_ok=True)


def unseal(folder: Path) -> None:
    """Takes the seal away: a writer begins. It is kept aside, so that what stays untouched is not read anew."""
    if (folder / SEAL).exists():
        (folder / SEAL).replace(folder / SEALED_BEFORE)


def sealed(folder: Path) -> int | None:
    """When the folder was sealed last (nanoseconds); None while a writer is at work."""
    try:
        return (folder / SEAL).stat().st_mtime_ns
    except OSError:
        return None


def is_used(folder: Path) -> bool:
    """Whether there are sealed files of any embedder below a folder: then there was a store that they were made of."""
    return any(folder.glob(f"*/{SEAL}*"))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with the derived files, in words. ``stale``: nothing is, but they are not what was sealed: whoever
    holds the home for writing should seal them anew."""

    faults: tuple[str, ...] = ()
    stale: bool = False


def stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Path, time and size of every file below a folder: another one whenever one was written, lost or exchanged. It is
    taken before each search, so nothing else is looked at."""
    found, below = [], [str(folder)]
    while below:
        with contextlib.suppress(FileNotFoundError), os.scandir(below.pop()) as entries:
            for entry in entries:
                if entry.is_dir():
                    below.append(entry.path)
                elif not entry.name.endswith(_JOURNALS):
                    stat = entry.stat()
                    found.append((entry.path, stat.st_mtime_ns, stat.st_size))
    return tuple(sorted(found))


def examine(folder: Path, fingerprint: str, *, whole: bool = False, interrupted: bool = False) -> Verdict:
    """Looks at the derived files.

    A file that is missing or no database is a fault at once. Files that are as large and as old as when they were
    sealed are not read: a million paragraphs are many gigabytes. Chroma's database, which it tidies when it reads, is
    opened in a child process when its rows changed, and the vectors are looked at.

    Args:
        folder: of one embedder's derived files.
        fingerprint: the name of the indexes.
        whole: read every file, however old it looks.
        interrupted: nobody is at work, so that files without a seal were left by somebody who was interrupted: all
            vectors are looked at. Otherwise files without a seal are somebody's work in hand, and only opened.
    """
    noted = _read_seal(folder)
    files = _files(folder)
    fresh = [path for path in files if whole or not _untouched(path, (noted or {}).get(str(path.relative_to(folder))))]
    found = [fault for path in fresh if path.suffix in (".db", ".sqlite3") and (fault := _database_fault(path))]
    if noted is None:
        if not found and interrupted and files and (fault := _look_at_vectors(folder, fingerprint)):
            found.append(fault)
        return Verdict(tuple(found), stale=bool(files))
    found += [f"{name} is missing" for name in noted if not (folder / name).is_file()]
    found += [f"{name} is cut short" for name, note in noted.items() if _is_cut(folder / name, note)]
    if found:
        return Verdict(tuple(found))
    changed = [name for name, note in noted.items() if not _as_noted(folder / name, note, whole=whole)]
    own = [f"{name} is damaged" for name in changed if not name.startswith(CHROMA) or noted[name].get("settled")]
    if own or not changed:
        return Verdict(tuple(own))
    fault = _look_at_vectors(folder, fingerprint)
    return Verdict((f"{', '.join(changed)}: {fault}",)) if fault else Verdict(stale=True)


def _look_at_vectors(folder: Path, fingerprint: str) -> str | None:
    """Looks at every vector in a child process, because a damaged index can kill its reader."""
    command = [sys.executable, "-P", "-c", _CHILD, str(folder), fingerprint]
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=_CHILD_SECONDS)  # noqa: S603  # fixed
    except subprocess.TimeoutExpired:
        return "the vectors cannot be read in time"
    if done.returncode == 0:
        return done.stdout.strip() or None
    return "the vectors cannot be read"


def _read_seal(folder: Path, name: str = SEAL) -> dict[str, dict[str, object]] | None:
    """What was sealed; None when nothing was, or a writer was interrupted."""
    try:
        noted: dict[str, dict[str, object]] = json.loads((folder / name).read_text(encoding="utf-8"))
        if all(isinstance(note["hash"], str) for note in noted.values()):
            return noted
    except (OSError, ValueError, AttributeError, KeyError, TypeError):
        pass
    return None


def _files(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and not path.name.startswith(SEAL)
        and not path.name.endswith(_JOURNALS)
        and not _not_written_yet(path)
    )


def _not_written_yet(path: Path) -> bool:
    """Whether a file is a blank that Chroma makes anew at each opening: until it first writes an index out, all of the
    vectors stand in its database."""
    return path.suffix == ".bin" and not (path.parent / "index_metadata.pickle").exists()


def _note(path: Path, before: dict[str, object] | None) -> dict[str, object]:
    if before is not None and _untouched(path, before):
        return before
    stat = path.stat()
    return {"size": stat.st_size, "mtime_ns": stat.st_mtime_ns, "hash": _hash(path)}


def _untouched(path: Path, note: dict[str, object] | None) -> bool:
    stat = path.stat()
    return note is not None and stat.st_mtime_ns == note["mtime_ns"] and stat.st_size == note["size"]


def _as_noted(path: Path, note: dict[str, object], *, whole: bool) -> bool:
    return (not whole and _untouched(path, note)) or _hash(path) == note["hash"]


def _is_cut(path: Path, note: dict[str, object]) -> bool:
    """Whether a file has another size than was sealed. Chroma's own database may grow."""
    return path.is_file() and path.name != _CHROMA_DATABASE and path.stat().st_size != note["size"]


def _hash(path: Path) -> str:
    """Against damage, not against malice: the quickest hash at hand that misses one fault in four thousand million."""
    if path.name == _CHROMA_DATABASE:
        return _rows_hash(path)
    found = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            found = zlib.crc32(block, found)
    return f"{found:08x}"


def _connected(path: Path) -> sqlite3.Connection:
    """Not for reading alone: what a killed writer left half done must be taken back, and SQLite does it when it may."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=10)


def _rows_hash(path: Path) -> str:
    found = 0
    try:
        connection = _connected(path)
        try:
            for statement in _ROWS:
                for row in connection.execute(statement):
                    found = zlib.crc32(repr(row).encode(), found)
        finally:
            connection.close()
    except sqlite3.Error:
        return "unreadable"
    return f"{found:08x}"


def _database_fault(path: Path) -> str | None:
    if path.stat().st_size == 0:
        return f"{path.name} is empty"
    try:
        connection = _connected(path)
        try:
            verdict = connection.execute("PRAGMA quick_check").fetchone()[0]
        finally:
            connection.close()
    except sqlite3.Error as error:
        return f"{path.name} is damaged ({error})"
    return None if verdict == "ok" else f"{path.name} is damaged"
