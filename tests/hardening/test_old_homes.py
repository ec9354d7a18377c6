"""R7: homes as older versions left them, real ones, are opened, brought up to date and lose nothing; an index of
another model or format is refused by name, never searched."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

import pytest

from corpus.tables import FORMAT
from tests.hardening.conftest import Command

HOMES = Path(__file__).parent / "homes"
QUOTE = "The northern quay has nine moorings, and Averland keeps each of them in repair."
QUESTION = "What does Averland say about the moorings of the northern quay?"


@pytest.mark.parametrize("number", [1, 5])
def test_a_home_of_an_older_version_is_brought_up_to_date(command: Command, tmp_path: Path, number: int) -> None:
    with tarfile.open(HOMES / f"format_{number}.tar.xz") as archive:
        archive.extractall(tmp_path, filter="data")
    home = tmp_path / "home"
    (seal,) = home.rglob("seal.json")
    asked = command("ask", QUESTION, "--json", "--home", home)
    if number == 1:  # the index is of another embedder, and the documents count as not indexed
        assert (asked.returncode, asked.stdout) == (4, "")
        assert "rapporteur reindex" in asked.stderr
        report = command("doctor", "--home", home)
        assert (report.returncode, "rapporteur reindex" in report.stdout) == (4, True)
        assert command("reindex", "--home", home).returncode == 0
        asked = command("ask", QUESTION, "--json", "--home", home)
    assert QUOTE in [
        citation["quote"] for each in json.loads(asked.stdout)["sentences"] for citation in each["citations"]
    ]
    shown = json.loads(command("show", "LT/CONF.2031/PC.I/WP.90", "--json", "--home", home).stdout)
    assert [paragraph["label"] for paragraph in shown["paragraphs"]] == ["1", "2", "3"]
    assert command("doctor", "--home", home).returncode == 0
    assert seal.exists() == (number != 1)


def test_the_newest_fixture_is_of_the_format_before() -> None:
    """When the format of the store changes, a home of the one before is added here."""
    assert int(FORMAT) - 1 in {int(path.name.split("_")[1].split(".")[0]) for path in HOMES.iterdir()}
