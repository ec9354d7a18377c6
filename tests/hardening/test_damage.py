"""R3: every file of a home deleted, emptied, cut short or flipped, before the program starts and while it serves. It is
noticed and said; nothing is answered from a damaged or empty index, and no process dies of it."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.hardening.conftest import Command, Serve

QUESTION = "What does Averland say about a moratorium on new deployments?"
HOWS = ("deleted", "empty", "cut", "flipped", "one byte")
ASKED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("/api/v1/search", {"query": QUESTION}),
    ("/api/v1/ask", {"question": QUESTION}),
    ("/api/v1/drafts", {"task": QUESTION, "type": "position-paragraph"}),
    ("/api/v1/check", {"text": "Averland proposes a moratorium on new deployments."}),
)


def spoil(path: Path, how: str) -> None:
    data = path.read_bytes()
    if how == "deleted":
        path.unlink()
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "cut":
        path.write_bytes(data[: len(data) // 2])
    elif how == "one byte":
        place = len(data) // 2
        path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
    else:
        third = len(data) // 3
        path.write_bytes(data[:third] + bytes(byte ^ 0xFF for byte in data[third : 2 * third]) + data[2 * third :])


def index_files(home: Path) -> list[Path]:
    """Every file that is derived, the note of their hashes among them. Journals of SQLite come and go, and a graph that
    Chroma has not written out yet is blank."""
    found = [path for path in sorted((home / "index").rglob("*")) if path.is_file() and path.stat().st_size]
    blank = [path for path in found if path.suffix == ".bin" and not (path.parent / "index_metadata.pickle").exists()]
    return [path for path in found if path not in blank and not path.name.endswith(("-wal", "-shm", "-journal"))]


def faulty(home: Path) -> Iterator[tuple[Path, str, bytes]]:
    """Each file in each way, and what it held. Of Chroma's database the rows are sealed, and not every byte: a bit that
    turns where nothing is read is no damage to an answer."""
    for path in index_files(home):
        for how in HOWS:
            if (path.name, how) != ("chroma.sqlite3", "one byte"):
                yield path, how, path.read_bytes()


def put_back(path: Path, data: bytes, before: os.stat_result) -> None:
    path.write_bytes(data)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def quoted(answer: dict[str, Any]) -> list[str]:
    return [citation["quote"] for sentence in answer["sentences"] for citation in sentence["citations"]]


def require_noticed(client: httpx.Client, right: list[str], what: str) -> None:
    """The service says that it cannot answer, or answers rightly: what it noted of its files can be made again."""
    ready = client.get("/readyz")
    for path, body in ASKED:
        reply = client.post(path, json=body)
        if what.startswith("seal.json"):
            assert reply.status_code in (200, 201, 503), (what, path, reply.text)
            continue
        assert reply.status_code == 503, (what, path, reply.text[:300])
        assert "rapporteur reindex" in reply.json()["detail"], (what, path)
        assert reply.headers["Retry-After"]
    if ready.status_code == 200:
        assert quoted(client.post("/api/v1/ask", json={"question": QUESTION}).json()) == right, what
    assert client.get("/healthz").status_code == 200
    assert client.get("/api/v1/documents").json()["documents"], what


def damaged_while_it_serves(service: httpx.Client, home: Path) -> int:
    right = quoted(service.post("/api/v1/ask", json={"question": QUESTION}).json())
    assert right
    count = 0
    for path, how, data in faulty(home):
        before = path.stat()
        spoil(path, how)
        require_noticed(service, right, f"{path.name} {how}")
        put_back(path, data, before)
        reply = service.post("/api/v1/ask", json={"question": QUESTION})
        assert reply.status_code == 200, (path.name, how, reply.text)
        assert quoted(reply.json()) == right, (path.name, how)
        count += 1
    return count


def test_damage_is_noticed_by_a_running_service(serve: Serve, home: Path) -> None:
    with serve(home) as service:
        assert damaged_while_it_serves(service.client, home) > 15
        assert service.process.poll() is None


@pytest.mark.long
def test_damage_of_every_file_is_noticed_by_a_running_service(serve: Serve, whole_home: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(whole_home, tmp_path / "home"))
    with serve(home) as service:
        assert damaged_while_it_serves(service.client, home) > 40
        assert service.process.poll() is None


@pytest.mark.long
def test_damage_of_every_file_is_noticed_by_commands(command: Command, whole_home: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(whole_home, tmp_path / "home"))
    right = quoted(json.loads(command("ask", QUESTION, "--json", "--home", home).stdout))
    for path, how, data in faulty(home):
        before = path.stat()
        spoil(path, how)
        asked = command("ask", QUESTION, "--json", "--home", home)
        if asked.returncode == 0:
            assert path.name == "seal.json", (path.name, how)
            assert quoted(json.loads(asked.stdout)) == right, (path.name, how)
        else:
            assert (asked.returncode, asked.stdout) == (4, ""), (path.name, how, asked.stderr)
            assert asked.stderr.count("\n") == 1, (path.name, how, asked.stderr)
            assert command("doctor", "--home", home).returncode == 4, (path.name, how)
        put_back(path, data, before)
    assert quoted(json.loads(command("ask", QUESTION, "--json", "--home", home).stdout)) == right


@pytest.mark.parametrize("name", ["lexical.db", "vectors.db", "codes.db"])
def test_a_byte_that_turned_while_the_file_looks_as_old_is_found_by_the_doctor(
    command: Command, home: Path, name: str
) -> None:
    (path,) = home.rglob(name)
    before = path.stat()
    spoil(path, "one byte")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    ran = command("doctor", "--json", "--home", home)
    assert ran.returncode == 4
    (fault,) = [check for check in json.loads(ran.stdout)["checks"] if check["ok"] is False]
    assert name in fault["detail"]
    assert "rapporteur reindex" in fault["mend"]


def test_files_that_an_interrupted_writer_left_are_looked_at_vector_by_vector(command: Command, home: Path) -> None:
    (seal,) = home.rglob("seal.json")
    (vectors,) = home.rglob("vectors.db")
    seal.unlink()
    assert command("ask", QUESTION, "--home", home).returncode == 0
    assert seal.is_file(), "what was found to be well is sealed"
    seal.unlink()
    with contextlib.closing(sqlite3.connect(vectors)) as connection, connection:  # every page of the file stays right
        held = connection.execute("SELECT id, rows FROM vectors ORDER BY length(rows) DESC LIMIT 2").fetchall()
        (first, one), (second, other) = held
        connection.executemany("UPDATE vectors SET rows = ? WHERE id = ?", [(other, first), (one, second)])
    ran = command("ask", QUESTION, "--home", home)
    assert (ran.returncode, ran.stdout) == (4, "")
    assert "rapporteur reindex" in ran.stderr


# ---- the store, which is the truth


def lost(home: Path) -> None:
    for path in home.glob("rapporteur.db*"):
        path.unlink()


def emptied(home: Path) -> None:
    lost(home)
    (home / "rapporteur.db").touch()


def cut(home: Path) -> None:
    spoil(home / "rapporteur.db", "cut")


def garbled(home: Path) -> None:
    """One letter of one paragraph is another: no page of the file is wrong."""
    path = home / "rapporteur.db"
    data = path.read_bytes()
    assert data.count(b"Averland") > 1
    path.write_bytes(data.replace(b"Averland", b"Averlamd"))


@pytest.mark.parametrize("damage", [lost, emptied, cut, garbled], ids=lambda damage: damage.__name__)
def test_a_damaged_store_is_noticed(command: Command, home: Path, damage: Callable[[Path], None]) -> None:
    damage(home)
    for words in (("ask", QUESTION), ("search", "moratorium"), ("doctor",)):
        ran = command(*words, "--home", home)
        assert ran.returncode == 4, (words, ran.stdout, ran.stderr)
        assert "restore" in ran.stdout + ran.stderr or "good copy" in ran.stdout + ran.stderr


@pytest.mark.parametrize("damage", [lost, emptied, cut, garbled], ids=lambda damage: damage.__name__)
def test_a_store_that_is_damaged_while_it_is_served_is_noticed(
    serve: Serve, home: Path, damage: Callable[[Path], None]
) -> None:
    with serve(home) as service:
        right = [service.client.post(path, json=body).json()["passages"] for path, body in ASKED[:3]]
        damage(home)
        refused = 0
        for (path, body), passages in zip(ASKED, [*right, None], strict=True):
            reply = service.client.post(path, json=body)
            refused += reply.status_code == 503
            if reply.status_code == 503 or passages is None:
                assert reply.status_code in (200, 503), (path, reply.text[:300])
            else:  # what is in memory is right
                assert reply.json()["passages"] == passages
        assert refused >= 3 or damage in (cut, garbled)
        assert service.client.get("/healthz").status_code == 200
        assert service.process.poll() is None
