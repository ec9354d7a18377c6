"""A home in one file and back: every workspace, every kind of thing, from and into either database; a damaged file is
refused before anything is touched."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.backup import BadBackup, back_up, restore
from app.settings import Settings
from app.store.keys import Role
from app.workspaces import Workspaces
from tests.hardening.conftest import FILES, Command

QUESTION = "What does Averland say about a moratorium on new deployments?"


@pytest.fixture
def full(home: Path, specimen: Path, command: Command) -> Path:
    """A home with two workspaces, a key, a conversation and a draft."""
    assert command("workspaces", "create", "north", "--home", home).returncode == 0
    assert command("ingest", specimen / FILES[1], "--workspace", "north", "--home", home).returncode == 0
    with Workspaces(Settings(home=home)) as workspaces:
        workspaces.keys.create("north", Role.READ)
        workspaces.home().conversations.create("A talk")
        workspaces.home("north").conversations.create("Another")
    return home


def test_what_is_backed_up_is_restored(command: Command, full: Path, tmp_path: Path) -> None:
    before = command("ask", QUESTION, "--json", "--home", full)
    file, other = tmp_path / "backup.zip", tmp_path / "other"
    ran = command("backup", file, "--json", "--home", full)
    assert [each["workspace"] for each in json.loads(ran.stdout)["workspaces"]] == ["default", "north"]
    assert file.stat().st_mode & 0o077 == 0, "others may read it"
    assert command("restore", file, "--home", other).returncode == 0
    assert command("doctor", "--home", other).returncode == 0
    after = command("ask", QUESTION, "--json", "--home", other)
    assert json.loads(after.stdout)["sentences"] == json.loads(before.stdout)["sentences"]
    with Workspaces(Settings(home=full)) as old, Workspaces(Settings(home=other)) as new:
        assert new.keys.list() == old.keys.list()
        for name in ("default", "north"):
            assert new.home(name).conversations.list(9) == old.home(name).conversations.list(9)
            assert new.home(name).store.documents() == old.home(name).store.documents()
    assert command("ingest", *[file], "--home", other).returncode == 3  # it is no paper


def test_a_backup_goes_from_sqlite_into_postgresql_and_back(
    home: Path, tmp_path: Path, postgres: Callable[[], str]
) -> None:
    moved = Settings(home=tmp_path / "moved", database_url=SecretStr(postgres()))
    back = Settings(home=tmp_path / "back")
    for settings, target, file in ((Settings(home=home), moved, "1.zip"), (moved, back, "2.zip")):
        with Workspaces(settings) as workspaces:
            back_up(workspaces, tmp_path / file)
        restore(target, tmp_path / file, lambda *_: None)
    with Workspaces(Settings(home=home)) as old, Workspaces(back) as new:
        for document in old.home().store.documents():
            assert new.home().store.document(document.id) == old.home().store.document(document.id)
            assert new.home().store.raw(document.id) == old.home().store.raw(document.id)


def test_a_home_that_holds_something_is_not_overwritten(command: Command, home: Path, tmp_path: Path) -> None:
    assert command("backup", tmp_path / "b.zip", "--home", home).returncode == 0
    again = command("backup", tmp_path / "b.zip", "--home", home)
    assert (again.returncode, "there already" in again.stderr) == (3, True)
    ran = command("restore", tmp_path / "b.zip", "--home", home)
    assert (ran.returncode, "holds papers" in ran.stderr) == (3, True)


def test_a_lost_store_is_put_back_into_its_home(command: Command, home: Path, tmp_path: Path) -> None:
    before = command("ask", QUESTION, "--json", "--home", home)
    assert command("backup", tmp_path / "b.zip", "--home", home).returncode == 0
    for path in home.glob("rapporteur.db*"):
        path.unlink()
    assert command("ask", QUESTION, "--home", home).returncode == 4
    assert command("restore", tmp_path / "b.zip", "--home", home).returncode == 0
    after = command("ask", QUESTION, "--json", "--home", home)
    assert json.loads(after.stdout)["sentences"] == json.loads(before.stdout)["sentences"]


@pytest.mark.parametrize("how", ["cut", "flipped", "text", "other zip", "names", "nothing"])
def test_a_damaged_backup_is_refused_in_one_line(home: Path, tmp_path: Path, how: str) -> None:
    file, other = tmp_path / "b.zip", tmp_path / "other"
    with Workspaces(Settings(home=home)) as workspaces:
        back_up(workspaces, file)
    data = file.read_bytes()
    if how == "cut":
        file.write_bytes(data[: len(data) // 2])
    elif how == "flipped":
        file.write_bytes(data[:2000] + bytes([data[2000] ^ 1]) + data[2001:])
    elif how == "text":
        file.write_text("no backup", encoding="utf-8")
    elif how == "nothing":
        file.unlink()
    else:
        with zipfile.ZipFile(file, "w") as archive:
            facts = {"workspace": "../../etc", "documents": 1, "sha256": "0" * 64}
            listed = {"workspaces": [facts]} if how == "names" else {}
            archive.writestr("backup.json", json.dumps(listed))
    with pytest.raises(BadBackup) as refusal:
        restore(Settings(home=other), file, lambda *_: None)
    assert "\n" not in str(refusal.value)
    assert not list(other.rglob("*.db"))


def test_nothing_half_written_is_left_under_the_name_of_a_backup(home: Path, tmp_path: Path) -> None:
    place = tmp_path / "place"
    with Workspaces(Settings(home=home)) as workspaces, pytest.raises(BadBackup, match="cannot be written"):
        back_up(workspaces, place / "b.zip")
    assert not place.exists()
    shutil.rmtree(place, ignore_errors=True)
