"""Homes for the tests of the commands: a small one made once, copies of it that may be spoilt, and the console."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.api.server import server_of
from app.api.service import create_service
from app.cli import main
from app.serving.entry import Rules
from app.wiring import Home
from app.workspaces import Workspaces

FILES = ("LT_CONF.2031_PC.I_WP.3.en.txt", "LT_CONF.2026_DEC.2.fr.txt")
ENTRY = "import sys; from app.cli import main; sys.exit(main())"


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> str:
        """The one line of the error."""
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        assert lines[0].startswith("rapporteur: ")
        return lines[0]


@pytest.fixture(autouse=True)
def known_environment(monkeypatch: pytest.MonkeyPatch, models: Path) -> None:
    monkeypatch.setenv("RAPPORTEUR_MODELS", str(models))


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Runs a command in this process: ``run("ask", "Who?", home=folder)``."""

    def command(*words: object, home: Path | None = None) -> Ran:
        capsys.readouterr()
        given = [str(word) for word in words] + (["--home", str(home)] if home else [])
        try:
            code = main(given)
        except SystemExit as stop:
            code = int(stop.code or 0)
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return command


@pytest.fixture
def console(tmp_path: Path) -> Callable[..., Ran]:
    """Runs the console entry in a process of its own, from another folder."""

    def command(*words: object, entry: str = ENTRY, **environment: str) -> Ran:
        done = subprocess.run(
            [sys.executable, "-P", "-c", entry, *map(str, words)],
            env={**os.environ, **environment},
            cwd=tmp_path,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=120,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return command


@pytest.fixture(scope="session")
def small_home(models: Path, specimen: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home that holds two papers, made by the command itself. Tests read it and never write to it."""
    home = tmp_path_factory.mktemp("small_home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAPPORTEUR_MODELS", str(models))
        assert main(["ingest", *(str(specimen / name) for name in FILES), "--home", str(home)]) == 0
    yield home


@pytest.fixture
def home_copy(small_home: Path, tmp_path: Path) -> Path:
    """A copy of the small home, to be spoilt."""
    return Path(shutil.copytree(small_home, tmp_path / "home"))


@contextmanager
def served(home: Home, rules: Rules | None = None, *, reads_only: bool = False) -> Iterator[httpx.Client]:
    service = create_service(Workspaces(home.settings, home), rules, reads_only=reads_only)
    server = server_of(service, home.settings, "127.0.0.1", 0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            thread.join(0.02)
        port = server.servers[0].sockets[0].getsockname()[1]
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join(20)


@pytest.fixture(scope="session")
def serving() -> Callable[..., AbstractContextManager[httpx.Client]]:
    """The service over a home, in a thread on a free port of the loopback address; gives a client of it."""
    return served


@pytest.fixture(scope="session")
def client(specimen_home: Home) -> Iterator[httpx.Client]:
    """A client of the service over the specimen."""
    with served(specimen_home) as made:
        yield made
