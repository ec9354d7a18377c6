"""One process owns a home for writing, and its death frees it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.lock import HomeBusy, writing

HOLD = """
import sys, time
from pathlib import Path
from app.lock import writing
with writing(Path(sys.argv[1]), "ingest"):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""


@pytest.fixture
def holder(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that holds ``tmp_path`` for writing, for some seconds (120 unless the test says otherwise)."""
    seconds = str(getattr(request, "param", 120))
    command = [sys.executable, "-P", "-c", HOLD, str(tmp_path), seconds]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "held\n"
            yield process
        finally:
            process.kill()


def test_a_second_process_is_refused_with_the_name_of_the_first(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    with pytest.raises(HomeBusy) as refusal, writing(tmp_path, "reindex"):
        pytest.fail("the home was given twice")
    assert f"`rapporteur ingest`, process {holder.pid}" in str(refusal.value)
    assert str(tmp_path) in str(refusal.value)
    assert refusal.value.retry


def test_the_home_is_free_again_after_its_holder_was_killed(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    holder.kill()
    holder.wait()
    with writing(tmp_path, "reindex"):
        assert '"reindex"' in (tmp_path / "writer.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("holder", [1.5], indirect=True)
def test_one_who_waits_gets_the_home_when_it_is_free(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    with writing(tmp_path, "reindex", wait=30):
        pass


def test_a_holder_without_a_readable_note_is_another_process(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    (tmp_path / "writer.json").write_text("{", encoding="utf-8")
    with pytest.raises(HomeBusy, match="another process"), writing(tmp_path, "reindex"):
        pytest.fail("the home was given twice")


def test_the_home_is_made_and_left_free_also_after_a_fault(tmp_path: Path) -> None:
    home = tmp_path / "new" / "home"
    with pytest.raises(RuntimeError, match="power"), writing(home, "ingest"):
        raise RuntimeError("the power went out")
    with writing(home, "ingest"):
        assert (home / "writer.json").is_file()
    assert not (home / "writer.json").exists()
