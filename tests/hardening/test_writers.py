"""R1, R2: a process that takes papers in is killed at any moment, or meets another one. What was acknowledged is there,
whole and once; what was not is completed when the same is done again."""

from __future__ import annotations

import contextlib
import json
import random
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.settings import Settings
from app.wiring import Home
from tests.hardening.conftest import Command, Serve, words

SUBJECTS = ("moorings", "tide tables", "pilots", "dredging", "fog signals", "lanterns")


def papers(folder: Path, round_: int, count: int = 2) -> dict[str, Path]:
    """Some papers of a round, by symbol."""
    made = {}
    for number in range(count):
        symbol = f"LT/CONF.2031/PC.I/WP.{100 + 10 * round_ + number}"
        subject = SUBJECTS[(round_ + number) % len(SUBJECTS)]
        texts = [
            f"{n}. Round {round_}, paper {number}: the {subject} are looked at {n} times a year." for n in (1, 2, 3)
        ]
        path = folder / f"{round_}-{number}.txt"
        path.write_text(f"{symbol}\n\nOn {subject}\n\n" + "\n\n".join(texts) + "\n", encoding="utf-8")
        made[symbol] = path
    return made


def held(command: Command, home: Path) -> set[str]:
    ran = command("documents", "--json", "--home", home)
    assert ran.returncode == 0, ran.stderr
    return {document["symbol"] for document in json.loads(ran.stdout)["documents"]}


def require_complete(command: Command, home: Path, wanted: dict[str, Path]) -> None:
    """Everything goes in, is there once and is found."""
    assert command("ingest", *wanted.values(), "--home", home).returncode == 0
    assert held(command, home) == set(wanted)
    report = command("doctor", "--json", "--home", home)
    assert report.returncode == 0, report.stdout
    (store,) = [check for check in json.loads(report.stdout)["checks"] if check["name"] == "store"]
    assert f"{len(wanted)} documents, {3 * len(wanted)} paragraphs" in store["detail"]
    symbol = next(iter(wanted))
    found = json.loads(command("search", "times a year", "--symbol", symbol, "--json", "--home", home).stdout)
    assert [passage["paragraph"]["symbol"] for passage in found["passages"]] == [symbol] * 3


def killed_rounds(command: Command, tmp_path: Path, count: int) -> int:
    """Rounds of an ingest until so many were killed before they were done; returns how many were."""
    home, killed = tmp_path / "home", 0
    chance, started = random.Random(31), time.monotonic()
    first = papers(tmp_path, 999)
    assert command("ingest", *first.values(), "--home", home).returncode == 0
    wanted, sure, typical = dict(first), set(first), time.monotonic() - started  # seconds, on this machine
    for round_ in range(3 * count):
        if killed == count:
            break
        new = papers(tmp_path, round_)
        wanted |= new
        command_line = words("ingest", *new.values(), "--home", home)
        process = subprocess.Popen(command_line, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(chance.uniform(0.5, typical))
        process.kill()
        killed += process.wait() == -signal.SIGKILL
        if process.returncode == 0:
            sure |= set(new)
        assert sure <= held(command, home), "what was acknowledged is lost"
    require_complete(command, home, wanted)
    return killed


def test_an_ingest_that_is_killed_is_completed_by_the_next(command: Command, tmp_path: Path) -> None:
    assert killed_rounds(command, tmp_path, 1) == 1


@pytest.mark.long
def test_thirty_ingests_are_killed_and_nothing_is_lost(command: Command, tmp_path: Path) -> None:
    assert killed_rounds(command, tmp_path, 30) == 30


def two_writers(command: Command, home: Path, folder: Path, round_: int) -> dict[str, Path]:
    """Two ingests at once: each does its work, or says that the other has the home, and does it when asked again."""
    both = papers(folder, round_)
    running = [
        subprocess.Popen(
            words("ingest", path, "--home", home), stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for path in both.values()
    ]
    done = [(process, process.communicate(timeout=300)[1]) for process in running]
    for (process, said), path in zip(done, both.values(), strict=True):
        assert process.returncode in (0, 4), said
        if process.returncode == 4:
            assert "is in use for writing by `rapporteur ingest`, process " in said
            assert command("ingest", path, "--home", home).returncode == 0
    return both


@pytest.mark.long
def test_five_rounds_of_two_writers_lose_nothing(command: Command, tmp_path: Path) -> None:
    wanted: dict[str, Path] = {}
    for round_ in range(5):
        wanted |= two_writers(command, tmp_path / "home", tmp_path, round_)
    require_complete(command, tmp_path / "home", wanted)


def job(client: httpx.Client, path: Path) -> str:
    with path.open("rb") as file:
        reply = client.post("/api/v1/documents", files=[("files", (path.name, file))])
    assert reply.status_code == 202, reply.text
    return str(reply.json()["id"])


def ended(client: httpx.Client, id_: str) -> dict[str, Any]:
    for _ in range(600):
        found: dict[str, Any] = client.get(f"/api/v1/jobs/{id_}").json()
        if found["status"] in ("done", "failed", "cancelled"):
            return found
        time.sleep(0.1)
    pytest.fail(f"the job does not end: {found}")


@pytest.mark.long
def test_a_service_that_is_killed_goes_on_where_it_was(serve: Serve, command: Command, tmp_path: Path) -> None:
    home, wanted = tmp_path / "home", papers(tmp_path, 0, 3)
    first, second, third = wanted.values()
    with serve(home) as service:
        assert ended(service.client, job(service.client, first))["status"] == "done"
        begun = job(service.client, second)
        time.sleep(0.4)
        service.process.kill()
    with serve(home) as service:
        assert service.client.get(f"/api/v1/jobs/{begun}").json()["status"] in ("done", "failed")
        assert ended(service.client, job(service.client, second))["status"] == "done"
        assert ended(service.client, job(service.client, third))["status"] == "done"
        found = service.client.post("/api/v1/search", json={"query": "paper 1", "scope": {"symbol": [list(wanted)[1]]}})
        assert len(found.json()["passages"]) == 3
        ran = command("ingest", first, "--home", home)
        assert ran.returncode == 4, "a second writer came in beside the service"
        assert "`rapporteur serve`" in ran.stderr
    require_complete(command, home, wanted)


def test_what_was_read_and_not_indexed_is_indexed_when_a_service_starts(
    serve: Serve, command: Command, home: Path
) -> None:
    import sqlite3

    with contextlib.closing(sqlite3.connect(home / "rapporteur.db")) as connection, connection:
        connection.execute("UPDATE documents SET indexed_by = NULL WHERE id LIKE '%WP.3@en'")
    with serve(home) as service:
        for _ in range(300):
            found = service.client.post("/api/v1/search", json={"query": "moratorium", "scope": {"state": ["XAV"]}})
            if found.status_code == 200 and found.json()["passages"]:
                break
            time.sleep(0.1)
        assert found.json()["passages"], found.text


def test_the_graph_of_an_open_reader_has_what_another_process_wrote(
    command: Command, home: Path, models: Path, tmp_path: Path
) -> None:
    """Chroma, left open, finds nothing of it: the reader opens it anew."""
    new = papers(tmp_path, 1)
    with Home(Settings(home=home, models=models)) as reader:
        with reader.searching():
            before = in_the_graph(reader)
        assert command("ingest", *new.values(), "--home", home).returncode == 0
        with reader.searching():
            added = in_the_graph(reader) - before
    assert len(added) == 6
    assert {id_.partition("#")[0] for id_ in added} == set(new)


def in_the_graph(reader: Home) -> set[str]:
    graph = reader._nearest()._graph
    assert graph.count() == reader.store.indexed_paragraphs(reader.index_name)
    (vector,) = reader.embedder.embed_passages(["The moorings are looked at once a year."])
    return {hit.paragraph_id for hit in graph.nearest(vector, 100, None)}
