"""What the tests of evaluation share: three papers of the specimen, taken in once, and the command over them."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.drafting.model import Mode
from corpus.read import read_document
from evals.cli import main
from evals.runner import Job, run_job
from evals.suites import SUITES
from tests.builders.evaluation import write_lines

FILES = ("LT_CONF.2031_PC.I_WP.7.*.txt", "LT_CONF.2031_PC.I_WP.3.en.txt", "LT_CONF.2026_DEC.2.zh.txt")


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run wrote into its folder."""

    folder: Path

    @property
    def facts(self) -> Any:
        return json.loads((self.folder / "run.json").read_bytes())

    @property
    def rows(self) -> list[Any]:
        return [json.loads(line) for line in (self.folder / "rows.jsonl").read_bytes().splitlines()]

    @property
    def timing(self) -> Any:
        return json.loads((self.folder / "timing.json").read_bytes())

    @property
    def bytes(self) -> tuple[bytes, bytes]:
        """What must be the same for the same inputs."""
        return (self.folder / "run.json").read_bytes(), (self.folder / "rows.jsonl").read_bytes()


@pytest.fixture(autouse=True)
def known_models(monkeypatch: pytest.MonkeyPatch, models: Path) -> None:
    monkeypatch.setenv("RAPPORTEUR_MODELS", str(models))


@pytest.fixture(scope="session")
def papers(specimen: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one paper of the specimen in six languages and two in one."""
    folder = tmp_path_factory.mktemp("papers")
    for name in FILES:
        for path in specimen.glob(name):
            shutil.copy(path, folder)
    return folder


@pytest.fixture(scope="session")
def texts(papers: Path) -> dict[str, str]:
    """The paragraphs of the papers by id."""
    read = (read_document(path.read_bytes(), path.name, "") for path in sorted(papers.iterdir()))
    return {paragraph.id: paragraph.text for document in read for paragraph in document.paragraphs}


@pytest.fixture(scope="session")
def hashes(texts: dict[str, str]) -> dict[str, str]:
    """The sha256 of each paragraph by its id."""
    return {id_: hashlib.sha256(text.encode()).hexdigest() for id_, text in texts.items()}


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where runs over the papers keep what they made."""
    return tmp_path_factory.mktemp("kept")


@pytest.fixture(scope="session")
def taken_in(papers: Path, kept: Path, models: Path) -> Path:
    """The home that runs over the papers keep; indexed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAPPORTEUR_MODELS", str(models))
        run_job(Job(SUITES["retrieval"], (), (papers,), Mode.VERBATIM, 1, kept), lambda _what, _done, _total: None)
    (folder,) = kept.glob("code-*/papers-*")
    return folder


@pytest.fixture
def own_keep(taken_in: Path, tmp_path: Path) -> Path:
    """A copy of what runs keep: the papers are taken in, and no case is done."""
    code = taken_in.parent.name
    shutil.copytree(taken_in, tmp_path / "keep" / code / taken_in.name, ignore=shutil.ignore_patterns("outcomes"))
    return tmp_path / "keep"


@pytest.fixture
def evaluate(papers: Path, kept: Path, taken_in: Path, tmp_path: Path) -> Callable[..., Ran]:
    """Runs a suite over the papers: ``evaluate("check", lines, "--split", "dev")``."""

    def run(suite: str, lines: Sequence[Mapping[str, Any]], *words: str, out: str = "out", keep: Path = kept) -> Ran:
        file = write_lines(tmp_path / f"{suite}.jsonl", lines)
        own = ["--cases", str(file), "--documents", str(papers), "--out", str(tmp_path / out), "--keep", str(keep)]
        jobs = () if "--jobs" in words else ("--jobs", "1")
        assert main(["run", suite, *own, *jobs, *words]) == 0
        return Ran(tmp_path / out)

    return run
