"""Whether the derived files are what was written: checked before they are opened, because a damaged one can kill its
reader without an exception."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import subprocess
import sys
from pathlib import Path

SEAL = "seal.json"
CHROMA = "chroma"  # the folder of the vector index, beside our own two files
_CHILD = "import sys; from retrieval.adapters.chroma import main; main(*sys.argv[1:])"
_CHILD_SECONDS = 600
_CHROMA_DATABASE = "chroma.sqlite3"  # its header changes whenever it is opened, so its rows are what is sealed
_ROWS = (
    "SELECT embedding_id, seq_id FROM embeddings ORDER BY id",
    "SELECT id, vector FROM embeddings_queue ORDER BY seq_id",
)


def seal(folder: Path) -> None:
    """Notes size and hash of every derived file. Called when a writer is done and has closed them."""
    noted = {str(path.relative_to(folder)): _note(path) for path in _files(folder)}
    partial = folder / f"{SEAL}.new"
    partial.write_text(json.dumps(noted, indent=1), encoding="utf-8")
    partial.replace(folder / SEAL)


def unseal(folder: Path) -> None:
    """Takes the seal away: a writer begins."""
    (folder / SEAL).unlink(missing_ok=True)


def faults(folder: Path, fingerprint: str) -> tuple[str, ...]:
    """What is wrong with the derived files, in words; empty when nothing is.

    A file that is missing or no database is a fault at once. Files that changed since they were sealed (Chroma tidies
    its own when it reads) are opened in a child process, which looks at the vectors; when it is content they are
    sealed anew.
    """
    found = [
        fault for path in _files(folder) if path.suffix in (".db", ".sqlite3") and (fault := _database_fault(path))
    ]
    noted = _read_seal(folder)
    if noted is None:
        return tuple(found)
    found += [f"{name} is missing" for name in noted if not (folder / name).is_file()]
    found += [f"{name} is cut short" for name, note in noted.items() if _is_cut(folder / name, note)]
    if found:
        return tuple(found)
    changed = [name for name, note in noted.items() if not _as_noted(folder / name, note)]
    own = [f"{name} is damaged" for name in changed if not name.startswith(CHROMA)]
    if changed and not own:
        if fault := _look_at_vectors(folder / CHROMA, fingerprint):
            return (f"{', '.join(changed)}: {fault}",)
        seal(folder)
    return tuple(own)


def _look_at_vectors(folder: Path, fingerprint: str) -> str | None:
    """Opens the vector index in a child process, because a damaged one can kill its reader."""
    command = [sys.executable, "-P", "-c", _CHILD, str(folder), fingerprint]
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=_CHILD_SECONDS)  # noqa: S603  # fixed
    except subprocess.TimeoutExpired:
        return "the vectors cannot be read in time"
    if done.returncode == 0:
        return done.stdout.strip() or None
    return "the vectors cannot be read"


def _read_seal(folder: Path) -> dict[str, dict[str, object]] | None:
    """What was sealed; None when nothing was, or a writer was interrupted."""
    try:
        noted: dict[str, dict[str, object]] = json.loads((folder / SEAL).read_text(encoding="utf-8"))
        if all(isinstance(note["sha256"], str) for note in noted.values()):
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
        and not path.name.endswith(("-wal", "-shm", "-journal"))
        and not _not_written_yet(path)
    )


def _not_written_yet(path: Path) -> bool:
    """Whether a file is a blank that Chroma makes anew at each opening: until it first writes an index out, all of the
    vectors stand in its database."""
    return path.suffix == ".bin" and not (path.parent / "index_metadata.pickle").exists()


def _note(path: Path) -> dict[str, object]:
    stat = path.stat()
    return {"size": stat.st_size, "mtime_ns": stat.st_mtime_ns, "sha256": _sha256(path)}


def _as_noted(path: Path, note: dict[str, object]) -> bool:
    stat = path.stat()
    if stat.st_mtime_ns == note["mtime_ns"] and stat.st_size == note["size"]:
        return True
    return _sha256(path) == note["sha256"]


def _is_cut(path: Path, note: dict[str, object]) -> bool:
    """Whether a file has another size than was sealed. Chroma's own database may grow."""
    return path.is_file() and path.name != _CHROMA_DATABASE and path.stat().st_size != note["size"]


def _sha256(path: Path) -> str:
    if path.name == _CHROMA_DATABASE:
        return _rows_sha256(path)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _rows_sha256(path: Path) -> str:
    digest = hashlib.sha256()
    try:
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            for statement in _ROWS:
                for row in connection.execute(statement):
                    digest.update(repr(row).encode())
        finally:
            connection.close()
    except sqlite3.Error:
        return "unreadable"
    return digest.hexdigest()


def _database_fault(path: Path) -> str | None:
    if path.stat().st_size == 0:
        return f"{path.name} is empty"
    try:
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            verdict = connection.execute("PRAGMA quick_check").fetchone()[0]
        finally:
            connection.close()
    except sqlite3.Error as error:
        return f"{path.name} is damaged ({error})"
    return None if verdict == "ok" else f"{path.name} is damaged"
