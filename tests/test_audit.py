"""What we depend on: a known hole stops CI unless excused, an excuse has an end, no licence binds our users."""

from __future__ import annotations

import datetime
import importlib.util
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
HOLE = {"id": "GHSA-aaaa-bbbb-cccc", "aliases": ["CVE-2031-1"], "fix_versions": ["2.0"]}
REPORT = {"dependencies": [{"name": "a-part", "version": "1.0", "vulns": [HOLE]}, {"name": "other", "vulns": []}]}


@pytest.fixture
def audit(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """The program of `make audit`, with a report of ours in place of the one from the network."""
    spec = importlib.util.spec_from_file_location("audit", ROOT / ".ci" / "audit.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "audit", lambda: (REPORT, ""))
    monkeypatch.setattr(module, "write_list", lambda: 2)
    monkeypatch.setattr(module, "EXCUSED", tmp_path / "holes.toml")
    (tmp_path / "holes.toml").write_text("", encoding="utf-8")
    return module


def excuse(module: ModuleType, until: str) -> None:
    text = f'[[hole]]\nid = "CVE-2031-1"\nwhy = "we do not call it"\nuntil = {until}\n'
    module.EXCUSED.write_text(text, encoding="utf-8")


def test_a_known_hole_is_an_error_of_one_line(audit: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.main() == 1
    assert "a-part 1.0: CVE-2031-1, GHSA-aaaa-bbbb-cccc; mended in 2.0\n" in capsys.readouterr().out


def test_an_excuse_holds_until_its_day(audit: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    excuse(audit, "2999-01-01")
    assert audit.main() == 0
    excuse(audit, str(datetime.date(2026, 1, 1)))
    assert audit.main() == 1
    assert "Look at it again" in capsys.readouterr().out


def test_without_a_network_nothing_is_claimed(
    audit: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    nothing: dict[str, Any] = {"dependencies": []}
    monkeypatch.setattr(audit, "audit", lambda: (nothing, "no network"))
    assert audit.main() == 0
    assert "not audited: no network" in capsys.readouterr().out


def test_no_part_has_a_licence_that_binds_who_offers_it_as_a_service(audit: ModuleType) -> None:
    names = [
        name
        for lock in audit.LOCKS
        for name in re.findall(r"^([\w.-]+)(?:\[[^]]*\])?==", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE)
    ]
    stated = {name: audit.licence_of(name) for name in names}
    assert sum(map(bool, stated.values())) > 0.8 * len(set(names))
    assert not [name for name, licence in stated.items() if re.search(r"AGPL|Affero", licence, re.IGNORECASE)]
