"""R1, R6, R30: at every step of writing the disk may be full, broken once, or the process killed. Nothing acknowledged
is lost, nothing is half there, nothing is there twice, and doing it again completes it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.hardening.conftest import Command, Serve
from tests.hardening.disk import NEW, NEWER, OLD, WAYS, WORK, built, rounds

pytestmark = pytest.mark.skipif(shutil.which("cc") is None, reason="a C compiler makes the faulty disk")
MOST = int(os.environ.get("HARDEN_STEPS", "40"))  # rounds of each work and way, four at least; 0: every step
Documents = dict[str, list[str]]
OLD_ONE, NEW_ONE, NEWER_ONE = ({f"{symbol}@en": list(texts)} for symbol, texts in (OLD, NEW, NEWER))
BEFORE = {work: OLD_ONE | NEW_ONE if work == "replace" else OLD_ONE for work in WORK}
AFTER = BEFORE | {"ingest": OLD_ONE | NEW_ONE, "replace": OLD_ONE | NEWER_ONE, "remove": {}}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("disk"))


@pytest.fixture(autouse=True)
def known_environment(monkeypatch: pytest.MonkeyPatch, models: Path) -> None:
    monkeypatch.setenv("RAPPORTEUR_MODELS", str(models))


def require_right(work: str, way: str, found: dict[str, Any]) -> None:
    """What holds after every round, whatever failed."""
    done, looked = found["done"], found["looked"]
    assert done["code"] in ((0, -9) if way in ("killed", "torn") else (0,)), found
    assert looked["code"] == 0, found
    at_once, again = looked["at once"], looked["again"]
    acknowledged = done["code"] == 0 and done["error"] is None
    allowed = [AFTER[work]] if acknowledged else [BEFORE[work], AFTER[work]]
    assert at_once["documents"] in allowed, found
    require_true(at_once, found)
    assert again["documents"] == AFTER[work], found
    assert "refused" not in again, found
    require_true(again, found)
    assert again["graph"] == again["walk"] == sum(map(len, AFTER[work].values())), found
    assert looked.get("backup", True), found
    if work == "keep" and acknowledged:
        assert at_once["talks"] >= 1, found


def require_true(state: dict[str, Any], found: dict[str, Any]) -> None:
    """A search finds what is held and nothing else; or it says in words that it cannot."""
    if "refused" in state:
        assert "rapporteur " in state["refused"], found
        return
    held = {
        f"{id_.removesuffix('@en')}#{n}@en"
        for id_, texts in state["documents"].items()
        for n in range(1, len(texts) + 1)
    }
    assert set(state["hits"]) <= held, found
    old = {f"{OLD[0]}#{n}@en" for n in (1, 2)} & held
    assert old <= set(state["hits"]), found


def carried_out(folder: Path, library: Path, work: str, way: str, steps: Sequence[int]) -> list[dict[str, Any]]:
    done = list(rounds(folder, library, work, way, steps))
    assert [found["step"] for found in done] == list(steps)
    for found in done:
        require_right(work, way, found)
    return done


def test_a_fault_here_and_there_loses_nothing(library: Path, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "killed").mkdir()
    (whole, *_) = done = carried_out(tmp_path / "full", library, "ingest", "full", (0, 40, 150))
    assert whole["done"]["steps"] > 200
    assert all("Make room on the disk" in found["done"]["error"] for found in done[1:])
    carried_out(tmp_path / "killed", library, "ingest", "killed", (200,))


@pytest.mark.long
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("work", WORK)
def test_a_fault_at_every_step_loses_nothing(
    library: Path, tmp_path: Path, work: str, way: str, record_property: Callable[[str, object], None]
) -> None:
    (tmp_path / "count").mkdir()
    (tmp_path / "rounds").mkdir()
    (whole,) = carried_out(tmp_path / "count", library, work, way, (0,))
    count = whole["done"]["steps"]
    assert count > 0
    steps = range(1, count + 1, max(1, count // MOST if MOST else 1))
    done = carried_out(tmp_path / "rounds", library, work, way, steps)
    failed = sum(found["done"]["code"] != 0 or found["done"]["error"] is not None for found in done)
    record_property("rounds", len(done))
    record_property("failed", failed)
    assert failed


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of our own that holds ten megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=10m", "tmpfs", str(place)]
    if subprocess.run(words, check=False, capture_output=True).returncode:
        pytest.skip("this user may not mount a file system")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


@pytest.mark.long
def test_a_disk_that_fills_up_is_told_and_nothing_is_lost(
    small_disk: Path, command: Command, serve: Serve, specimen: Path
) -> None:
    home, papers = small_disk / "home", sorted(specimen.glob("*.txt"))
    assert command("ingest", *papers[:6], "--home", home).returncode == 0
    before = command("documents", "--json", "--home", home).stdout
    ran = command("ingest", specimen, "--home", home)
    assert (ran.returncode, "Make room" in ran.stderr) == (4, True), ran.stderr
    after = {
        document["id"] for document in json.loads(command("documents", "--json", "--home", home).stdout)["documents"]
    }
    assert {document["id"] for document in json.loads(before)["documents"]} <= after
    with serve(home) as service:
        for _ in range(5):
            reply = service.client.post("/api/v1/ask", json={"question": "What does Averland say about a moratorium?"})
            assert reply.status_code in (200, 503), reply.text
        assert service.client.get("/healthz").status_code == 200
        subprocess.run(["mount", "-o", "remount,size=4g", small_disk], check=True)
    again = command("ingest", specimen, "--home", home)
    assert again.returncode == 0, again.stderr
    looked = command("doctor", "--home", home)
    assert looked.returncode == 0, looked.stdout
    assert len(json.loads(command("documents", "--json", "--home", home).stdout)["documents"]) == 84
