"""A home or a model that is damaged, missing or in use: the exit code says which, the line says what to do."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.wiring import Home

Run = Callable[..., Any]
EN = "LT_CONF.2031_PC.I_WP.3.en.txt"
QUESTION = "What does Averland say about a moratorium on new deployments?"
HOLD = """
import sys, time
from pathlib import Path
from app.lock import writing
with writing(Path(sys.argv[1]), "reindex"):
    print("held", flush=True)
    time.sleep(120)
"""


def spoil(home: Path, pattern: str, content: bytes | None) -> None:
    (path,) = home.rglob(pattern)
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)


@pytest.mark.parametrize(
    ("pattern", "content"),
    [
        ("lexical.db", None),
        ("vectors.db", b"not a database at all" * 500),
        ("codes.db", b"not a database at all" * 500),
        ("codes.db", None),
        ("chroma.sqlite3", b""),
    ],
    ids=["lexical-missing", "vectors-noise", "codes-noise", "codes-missing", "chroma-empty"],
)
def test_a_damaged_index_is_found_and_said_how_to_mend(
    run: Run, home_copy: Path, pattern: str, content: bytes | None
) -> None:
    spoil(home_copy, pattern, content)
    ran = run("ask", QUESTION, home=home_copy)
    assert (ran.code, ran.out) == (4, "")
    assert "rapporteur reindex" in ran.error
    report = run("doctor", "--json", home=home_copy)
    assert (report.code, report.json["healthy"]) == (4, False)
    (fault,) = [check for check in report.json["checks"] if check["ok"] is False]
    assert (fault["name"], "rapporteur reindex" in fault["mend"]) == ("index", True)
    assert run("show", "LT/CONF.2031/PC.I/WP.3", home=home_copy).code == 0


@pytest.mark.parametrize("pattern", ["lexical.db", "vectors.db", "codes.db"])
def test_reindex_mends_a_damaged_index_also_where_it_was_open(run: Run, home_copy: Path, pattern: str) -> None:
    before = run("ask", QUESTION, "--json", home=home_copy).json["sentences"]
    spoil(home_copy, pattern, b"noise")
    assert run("reindex", home=home_copy).code == 0
    assert run("ask", QUESTION, "--json", home=home_copy).json["sentences"] == before


def test_reindex_mends_a_damaged_index_from_the_console(console: Run, home_copy: Path) -> None:
    spoil(home_copy, "chroma.sqlite3", b"noise")
    assert console("reindex", "--home", home_copy).code == 0
    assert console("search", "moratorium", "--home", home_copy).code == 0


def test_a_lost_index_folder_is_not_taken_for_an_empty_one(run: Run, home_copy: Path) -> None:
    shutil.rmtree(home_copy / "index")
    ran = run("search", "moratorium", home=home_copy)
    assert ran.code == 4
    assert "rapporteur reindex" in ran.error


@pytest.mark.parametrize("words", [("documents",), ("ask", QUESTION), ("ingest", "x.txt")], ids=lambda words: words[0])
def test_a_store_that_is_no_database_is_exit_code_4(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "rapporteur.db").write_bytes(b"not a database at all" * 500)
    ran = run(*words, home=tmp_path / "home")
    assert ran.code == 4
    assert "rapporteur.db" in ran.error


def test_a_home_that_is_a_file_is_said_plainly(run: Run, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file", encoding="utf-8")
    ran = run("documents", home=tmp_path / "home")
    assert ran.code in (2, 4)
    assert str(tmp_path / "home") in ran.error
    assert "Unexpected" not in ran.error


def test_a_draft_that_cannot_be_written_out_is_said_plainly(run: Run, small_home: Path, tmp_path: Path) -> None:
    out = tmp_path / "nowhere" / "draft.md"
    ran = run("draft", "the moratorium", "--type", "position-paragraph", "--out", out, home=small_home)
    assert ran.code in (2, 3)
    assert str(out) in ran.error
    assert "Unexpected" not in ran.error


@pytest.mark.parametrize("suffix", [".md", ".json"])
def test_a_draft_is_written_out(run: Run, small_home: Path, tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"draft{suffix}"
    words = ("draft", "the moratorium", "--type", "position-paragraph", "--out", out, "--json")
    ran = run(*words, home=small_home)
    assert ran.code == 0
    written = out.read_text(encoding="utf-8")
    assert written == ran.out if suffix == ".json" else "[^1]: " in written


@pytest.mark.parametrize("words", [("ask", QUESTION), ("search", "mines"), ("reindex",)], ids=lambda words: words[0])
def test_missing_models_are_exit_code_5_and_name_the_command(
    run: Run, home_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("RAPPORTEUR_MODELS", str(tmp_path / "none"))
    ran = run(*words, home=home_copy)
    assert (ran.code, ran.out) == (5, "")
    assert "rapporteur models" in ran.error
    assert run("documents", home=home_copy).code == 0


def test_a_missing_language_model_is_exit_code_5(
    run: Run, small_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAPPORTEUR_LOCAL_MODEL", str(tmp_path / "none.gguf"))
    ran = run("ask", QUESTION, "--mode", "local", home=small_home)
    assert ran.code == 5
    assert "none.gguf" in ran.error
    assert "Unexpected" not in ran.error


@pytest.fixture
def busy_home(home_copy: Path) -> Iterator[tuple[Path, int]]:
    """A home held for writing by another process, and that process's id."""
    holder = subprocess.Popen([sys.executable, "-P", "-c", HOLD, str(home_copy)], stdout=subprocess.PIPE, text=True)
    with holder:
        try:
            assert holder.stdout is not None
            assert holder.stdout.readline() == "held\n"
            yield home_copy, holder.pid
        finally:
            holder.kill()


@pytest.mark.parametrize("command", ["ingest", "remove", "reindex", "serve"])
def test_a_busy_home_names_its_holder_and_can_still_be_read(
    run: Run, busy_home: tuple[Path, int], specimen: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    home, pid = busy_home
    writer = Home.writer
    monkeypatch.setattr(Home, "writer", lambda self, purpose, wait=0.0: writer(self, purpose, min(wait, 0.2)))
    words = {"ingest": (specimen / EN,), "remove": ("LT/CONF.2031/PC.I/WP.3",)}.get(command, ())
    ran = run(command, *words, home=home)
    assert (ran.code, ran.out) == (4, "")
    assert "rapporteur reindex" in ran.error
    assert str(pid) in ran.error
    assert run("ask", QUESTION, home=home).code == 0
