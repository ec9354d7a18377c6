"""Homes to be spoilt, the command in a process of its own, and the service as a process."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from app.cli import main
from app.wiring import Home
from tests.app.conftest import (
    ENTRY,
    FILES,
    console,
    home_copy,
    known_environment,
    run,
    served,
    serving,
    small_home,
)
from tests.builders.databases import postgres

__all__ = ["FILES", "console", "home_copy", "known_environment", "postgres", "run", "serving", "small_home"]
Command = Callable[..., subprocess.CompletedProcess[str]]
Serve = Callable[..., AbstractContextManager["Service"]]


def words(*given: object) -> list[str]:
    """The command line of the program in a process of its own."""
    return [sys.executable, "-P", "-c", ENTRY, *map(str, given)]


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """Runs the program to its end."""

    def run(*given: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            words(*given), cwd=tmp_path, capture_output=True, encoding="utf-8", check=False, timeout=300
        )

    return run


@pytest.fixture(scope="session")
def whole_home(models: Path, specimen: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that holds the whole specimen: enough paragraphs for every file that an index can have."""
    home = tmp_path_factory.mktemp("whole")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAPPORTEUR_MODELS", str(models))
        assert main(["ingest", str(specimen), "--home", str(home)]) == 0
    return home


@pytest.fixture(scope="session")
def specimen_client(specimen_home: Home) -> Iterator[httpx.Client]:
    """A client of the service over the specimen, in this process."""
    with served(specimen_home) as made:
        yield made


@pytest.fixture
def home(small_home: Path, tmp_path: Path) -> Path:
    """A copy of the small home, to be spoilt."""
    return Path(shutil.copytree(small_home, tmp_path / "home"))


@dataclass(frozen=True, slots=True)
class Service:
    """A running service: its process and a client of it."""

    process: subprocess.Popen[str]
    client: httpx.Client


@pytest.fixture
def serve(tmp_path: Path) -> Serve:
    """The service over a home as a process of its own; what it logs goes to ``serve.log``."""

    @contextmanager
    def running(home: Path, *more: object, **environment: str) -> Iterator[Service]:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        with (tmp_path / "serve.log").open("a", encoding="utf-8") as log:
            process = subprocess.Popen(
                words("serve", "--home", home, "--port", port, *more),
                stdout=log, stderr=log, text=True, env={**os.environ, **environment}, cwd=tmp_path,
            )  # fmt: skip
            with process, httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as client:
                try:
                    _wait(process, client)
                    yield Service(process, client)
                finally:
                    process.kill()

    return running


def _wait(process: subprocess.Popen[str], client: httpx.Client) -> None:
    for _ in range(600):
        assert process.poll() is None, "the service ended"
        try:
            if client.get("/healthz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail("the service does not answer")
