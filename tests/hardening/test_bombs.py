"""Files made to exhaust who reads them are refused, or read, within bounds, by the command itself (R10)."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.settings import Settings
from retrieval.understand import read_question
from tests.hardening.bombs import KINDS
from tests.hardening.conftest import Serve

ROOT = Path(__file__).parents[2]
ALL = [f"{kind}:{name}" for kind, bombs in KINDS.items() for name in bombs]
QUICK = [
    "docx:one-huge-part", "docx:overlapping", "docx:laughs", "pdf:deflated-zeros", "pdf:deep-arrays", "html:one-word",
    "md:brackets", "txt:one-line",
]  # fmt: skip
_MOST_MEGABYTES = 500
_MOST_SECONDS = 60  # ten on a machine that does nothing else
_COMMAND = "import sys; from app.cli import main; sys.exit(main())"


def megabytes_of(pid: int) -> float:
    """What a process and all that it started hold in memory now."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()[1])
        except OSError:  # it has ended
            continue
        children.setdefault(parent, []).append(int(folder.name))
    family, pages = [pid], 0
    for member in family:
        family += children.get(member, [])
        try:
            pages += int(Path(f"/proc/{member}/statm").read_text("ascii").split()[1])
        except OSError:
            continue
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def carried_out(words: list[str]) -> tuple[subprocess.CompletedProcess[str], float, float]:
    """What a command did, the seconds it took and the most megabytes that its processes held at once."""
    started, peak = time.monotonic(), 0.0
    command = [sys.executable, "-c", _COMMAND, *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT) as process:
        while process.poll() is None:
            peak = max(peak, megabytes_of(process.pid))
            time.sleep(0.05)
        out, errors = process.communicate()
    done = subprocess.CompletedProcess(words, process.returncode, out, errors)
    return done, time.monotonic() - started, peak


def is_held(name: str, command: str, folder: Path) -> None:
    kind, _, which = name.partition(":")
    file = folder / f"a.{kind}"
    file.write_bytes(KINDS[kind][which]())
    size = file.stat().st_size / 1e6
    done, seconds, peak = carried_out([command, str(file), "--home", str(folder / "home")])
    said = " ".join((done.stdout + done.stderr).replace(str(file), "FILE").split())[:200]
    sys.stdout.write(f"{name:28} {size:6.1f} MB {seconds:5.1f} s {peak:5.0f} MB  {said}\n")
    assert done.returncode in (0, 3), done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert peak < _MOST_MEGABYTES
    assert seconds < _MOST_SECONDS
    if done.returncode == 3 and command == "ingest":
        (row,) = re.findall(r"^refused +.*", done.stdout, re.MULTILINE)
        assert len(row) < 500


@pytest.mark.parametrize("name", QUICK)
def test_a_bomb_is_refused(name: str, tmp_path: Path) -> None:
    is_held(name, "ingest", tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("name", [name for name in ALL if name not in QUICK])
def test_every_bomb_is_refused_or_read(name: str, tmp_path: Path) -> None:
    is_held(name, "ingest", tmp_path)


def test_a_bomb_that_is_to_be_checked_is_refused(tmp_path: Path) -> None:
    is_held("docx:packed-paragraphs", "check", tmp_path)


@pytest.mark.long
def test_bombs_among_the_papers_of_an_upload_stop_neither_the_others_nor_the_service(serve: Serve, home: Path) -> None:
    names = [name.partition(":")[::2] for name in QUICK]
    files = [(f"{n}.{kind}", KINDS[kind][which]()) for n, (kind, which) in enumerate(names)]
    good = b"LT/CONF.2031/PC.I/WP.90\n\nOn buoys\n\n1. Averland counts its buoys twice a year.\n"
    with serve(home) as service:
        before, peak, slowest, started = megabytes_of(service.process.pid), 0.0, 0.0, time.monotonic()
        sent = [("files", each) for each in (*files, ("last.txt", good))]
        job = service.client.post("/api/v1/documents", files=sent).json()
        while job["status"] in ("queued", "running"):
            asked = time.monotonic()
            assert service.client.get("/healthz").status_code == 200
            slowest = max(slowest, time.monotonic() - asked)
            peak = max(peak, megabytes_of(service.process.pid) - before)
            time.sleep(0.05)
            job = service.client.get(f"/api/v1/jobs/{job['id']}").json()
        seconds = time.monotonic() - started
        sys.stdout.write(f"{len(files)} bombs {seconds:5.1f} s {peak:5.0f} MB more, health {slowest:.2f} s\n")
        outcomes = [each["outcome"] for each in job["result"]["documents"]]
        assert outcomes == ["refused"] * len(files) + ["added"]
        only = {"query": "buoys", "scope": {"symbol": ["LT/CONF.2031/PC.I/WP.90"]}}
        assert len(service.client.post("/api/v1/search", json=only).json()["passages"]) == 1
    assert peak < _MOST_MEGABYTES
    assert slowest < 5  # one on a machine that does nothing else


_HOSTILE_LINES = """
import sys, time
from corpus.read import read_document
unit = sys.argv[1].encode().decode("unicode_escape")
for size in (4_000, 16_000):
    text = "LT/CONF.2031/1\\n\\n1. Words of a paper.\\n\\n" + unit * (size // len(unit)) + "\\n\\n2. More words here."
    started = time.process_time()
    try:
        read_document(text.encode("utf-8", "replace"), "f", "f")
    except RuntimeError:
        pass
    print(time.process_time() - started)
"""
UNITS = [
    "a", "1", " ", ".", "-", "(", "[", "\\u201c", "\\u0301", "\\u200b", "\\u3002", "\\u0661", "a ", "1.", "1. ", "a.",
    "(a) ", "[a ", "] ", "A/", "/1", "a-", ", ", "\\u00b9", "\\u00ab ", "\\uff08", "\\u4e00", "\\u0627", "'s ", "l'",
    "1 April ", "WP.1/", "and ", "of the ", "\\n", "\\n ", "\\n- ", "\\t", "\\f", "\\r", "* ", "> ", "| ",
    "#", "## ", "\\n## ", "<", "< ", "](", "\\u202e", "\\u200d", "\\u0430a", "assistant ", "assistant-", "\\n-",
]  # fmt: skip


@pytest.mark.parametrize("unit", ["\\n1. ", *(pytest.param(unit, marks=pytest.mark.long) for unit in UNITS)])
def test_no_pattern_of_ours_takes_longer_and_longer_for_a_run_of_characters(unit: str) -> None:
    """Four times the text takes about four times as long: never sixteen times, and never seconds."""
    done = subprocess.run(
        [sys.executable, "-c", _HOSTILE_LINES, unit], capture_output=True, text=True, cwd=ROOT, check=True, timeout=120
    )
    small, large = map(float, done.stdout.split())
    assert large < 1.5 or large < 9 * small


ASKED = [
    "what did ",
    ", what wording ",
    "who ",
    "qui a ",
    "кто ",
    "ما هي ",
    "哪些国家",
    "2010 ",
    "Sweden and ",
    "A/",
    "l'",
    "the ",
]


def test_no_question_takes_longer_and_longer_for_a_run_of_words_or_signs() -> None:
    """As long as a question may be. It was 80 seconds for two thousand blanks."""
    longest: int = Settings.model_fields["max_question"].default
    for unit in [*(unit.encode().decode("unicode_escape") for unit in UNITS), *ASKED]:
        started = time.process_time()
        read_question(f"What is said? {unit * longest}"[: longest - 20] + " by the two States?")
        assert time.process_time() - started < 2, repr(unit)
