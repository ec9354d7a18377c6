"""A store in each kind of database: SQLite in a file, and a PostgreSQL server of our own where it is installed."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus.store import Store

DATABASES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[], str]]:
    """Makes an empty PostgreSQL database and gives its address, ``postgresql://…``."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not programs:
        pytest.skip("PostgreSQL is not installed here: there is no /usr/lib/postgresql/*/bin/initdb")
    psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed here")
    folder, programs_folder = Path(tempfile.mkdtemp(prefix="rapporteur-pg-")), programs[-1].parent
    as_user = _server_user(folder)

    def run(program: str, *words: str) -> None:
        command = [str(programs_folder / program), "-D", str(folder / "data"), *words]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL, **as_user)

    try:
        run("initdb", "-A", "trust", "-U", "tester", "--encoding=UTF8", "--no-locale", "--no-sync")
        run(
            "pg_ctl", "start", "-w", "-l", str(folder / "log"), "-o", f"-k {folder} -c listen_addresses='' -c fsync=off"
        )
        try:
            numbers = itertools.count(1)

            def make() -> str:
                name = f"home{next(numbers)}"
                with psycopg.connect(host=str(folder), user="tester", dbname="postgres", autocommit=True) as connection:
                    connection.execute(f"CREATE DATABASE {name}")
                return f"postgresql://tester@/{name}?host={folder}"

            yield make
        finally:
            run("pg_ctl", "stop", "-w", "-m", "immediate")
    finally:
        shutil.rmtree(folder)


def _server_user(folder: Path) -> dict[str, Any]:
    """Whom the server runs as: never root, which it refuses."""
    if os.geteuid() != 0:
        return {}
    shutil.chown(folder, "postgres", "postgres")
    return {"user": "postgres", "group": "postgres", "extra_groups": []}


@pytest.fixture(params=DATABASES)
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'rapporteur.db'}"
    url: str = request.getfixturevalue("postgres")()
    return url


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An empty store, once in each kind of database."""
    opened = Store(store_url)
    yield opened
    opened.close()
