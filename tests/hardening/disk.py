"""Rounds on a faulty disk: one piece of work with a fault at its nth step of writing, then a look at what is left.

Run as a program under the preloaded library of ``faulty_disk.c``: it forks a child for the work, which may be killed,
and another for the look, and prints a line of JSON for each round.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).with_name("faulty_disk.c")
WAYS = {"full": 1, "broken once": 2, "killed": 3, "torn": 4}
QUESTION = "Who keeps the moorings of the northern quay?"
OLD = (
    "LT/CONF.2031/PC.I/WP.90",
    ("The northern quay has nine moorings.", "Each mooring is kept by the harbour office."),
)
NEW = ("LT/CONF.2031/PC.I/WP.91", ("The southern quay has four moorings.", "The tide table is printed twice a year."))
NEWER = (NEW[0], ("The southern quay has five moorings.", "The tide table is printed every month."))


def built(folder: Path) -> Path:
    """The library, compiled into a folder."""
    library = folder / "faulty_disk.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", str(library), str(SOURCE), "-ldl"], check=True)
    return library


def rounds(folder: Path, library: Path, work: str, way: str, steps: Sequence[int]) -> Iterator[dict[str, Any]]:
    """What came of each round. Step 0 means no fault: ``steps`` of its line is how many there are."""
    command = [sys.executable, "-P", "-m", "tests.hardening.disk", str(folder), work, way, *map(str, steps)]
    environment = {**os.environ, "LD_PRELOAD": str(library), "FAULTS_BELOW": str(folder / "home")}
    environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield from map(json.loads, process.stdout)
    assert process.returncode == 0


def write_paper(folder: Path, name: str, paper: tuple[str, tuple[str, ...]]) -> Path:
    """A paper as a file."""
    symbol, texts = paper
    body = "\n\n".join(f"{number}. {text}" for number, text in enumerate(texts, start=1))
    path = folder / name
    path.write_text(f"{symbol}\n\nMoorings\n\n{body}\n", encoding="utf-8")
    return path


# ---- what a child does


def _home(folder: Path) -> Any:
    from app import ingesting
    from app.settings import Settings
    from app.wiring import Home

    ingesting._FIRST_WAIT = 0.001
    return Home(Settings(home=folder / "home", models=Path(os.environ["RAPPORTEUR_MODELS"])))


def _ingest(home: Any, *files: Path) -> Any:
    from app.ingesting import Watcher, ingest_job

    watcher = Watcher(lambda _: None, lambda _done, _total: None, lambda: False)
    with home.writer("ingest"):
        return ingest_job(home, home.jobs.create("ingest"), files, watcher, workers=None)


def _removed(home: Any, _folder: Path) -> None:
    with home.writer("remove"):
        home.remove(f"{OLD[0]}@en")


def _rebuilt(home: Any, _folder: Path) -> None:
    with home.writer("reindex"):
        home.reindex(lambda _done, _total: None)


def _kept(home: Any, _folder: Path) -> None:
    from app.store.keys import Keys, Role

    home.conversations.create("A talk")
    Keys(home.store.database).create("default", Role.READ)


def _backed_up(home: Any, folder: Path) -> None:
    from app.backup import back_up
    from app.workspaces import Workspaces

    with Workspaces(home.settings, home) as workspaces:
        back_up(workspaces, folder / "home" / "b.zip")


WORK: dict[str, Callable[[Any, Path], object]] = {
    "ingest": lambda home, folder: _ingest(home, folder / "paper.txt"),
    "replace": lambda home, folder: _ingest(home, folder / "paper.txt"),
    "remove": _removed,
    "reindex": _rebuilt,
    "keep": _kept,
    "backup": _backed_up,
}


def _do(folder: Path, work: str, way: str, step: int) -> dict[str, Any]:
    from corpus.errors import RapporteurError

    disk = ctypes.CDLL(None)
    disk.faults_arm(ctypes.c_long(step), WAYS[way] if step else 0)
    error = None
    try:
        with _home(folder) as home:
            WORK[work](home, folder)
    except RapporteurError as fault:
        error = str(fault)
    steps = disk.faults_steps()
    disk.faults_arm(ctypes.c_long(0), 0)
    return {"steps": steps, "error": error}


def _look(folder: Path, work: str) -> dict[str, Any]:
    """What a user finds afterwards: at once, and when the same is done again."""
    found: dict[str, Any] = {"at once": _state(folder)}
    backup = folder / "home" / "b.zip"
    if backup.exists():
        with zipfile.ZipFile(backup) as archive:
            found["backup"] = archive.testzip() is None and "backup.json" in archive.namelist()
        backup.unlink()
    with _home(folder) as home:
        if work != "remove" or f"{OLD[0]}@en" in home.store.ids():
            WORK[work](home, folder)
        else:
            _ingest(home)  # nothing is left to be removed; what was not finished is
    return {**found, "again": _state(folder)}


def _state(folder: Path) -> dict[str, Any]:
    from corpus.errors import RapporteurError
    from corpus.model import Language
    from retrieval.model import Query

    with _home(folder) as home:
        documents = {id_: [p.text for p in home.store.document(id_).paragraphs] for id_ in sorted(home.store.ids())}
        try:
            hits = [hit.paragraph.id for hit in home.search().find(Query(QUESTION, Language.EN, limit=10))]
        except RapporteurError as error:
            return {"documents": documents, "refused": str(error)}
        index, talks = home._nearest(), home.conversations.list(100)[1]
        counts = {"graph": index._graph.count(), "walk": index._walk.count(), "talks": talks}
        return {"documents": documents, "hits": hits, **counts}


def _in_child(call: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What a call gives in a forked process; ``signal`` when it was killed."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        os.dup2(writer, 1)
        code = 1
        with contextlib.suppress(BaseException):
            line = json.dumps(call())
            os.write(1, f"\n{line}\n".encode())
            code = 0
        os._exit(code)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as pipe:
        lines = [line for line in pipe.read().splitlines() if line.startswith("{")]
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    said = json.loads(lines[-1]) if lines else {}
    return {**said, "code": status}


def main(folder: Path, work: str, way: str, steps: Sequence[int]) -> None:
    """The rounds."""
    import chromadb  # noqa: F401  # loaded once, for all children
    import onnxruntime  # noqa: F401

    import app.backup
    import app.ingesting

    assert app.backup and app.ingesting
    before, home = folder / "before", folder / "home"
    old = write_paper(folder, "old.txt", OLD)
    paper = write_paper(folder, "paper.txt", NEW)
    files = (old, paper) if work == "replace" else (old,)
    assert _in_child(lambda: {"made": bool(_ingest(_home(folder), *files))})["code"] == 0
    if work == "replace":
        write_paper(folder, "paper.txt", NEWER)
    shutil.move(home, before)
    for step in steps:
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(before, home)
        done = _in_child(partial(_do, folder, work, way, step))
        looked = _in_child(lambda: _look(folder, work))
        sys.stdout.write(json.dumps({"step": step, "done": done, "looked": looked}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], [int(word) for word in sys.argv[4:]])
