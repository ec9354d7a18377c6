"""Every rule R1 to R30 has a defence that a test would miss; `python -m tests.hardening.removals` shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hardening.removals import ROOT, Removal, removals

ALL = removals()


@pytest.mark.parametrize("removal", ALL, ids=lambda removal: f"{removal.rule} {removal.what}")
def test_a_removal_is_not_out_of_date(removal: Removal) -> None:
    assert (ROOT / removal.file).read_text(encoding="utf-8").count(removal.takes_out) == 1
    assert removal.takes_out != removal.puts_in
    file, _, name = removal.test.partition("::")
    assert f"def {name.partition('[')[0]}(" in (ROOT / file).read_text(encoding="utf-8")
    assert Path(removal.file).parts[0] in ("app", "retrieval", "prompts", "corpus")


def test_every_rule_has_one() -> None:
    assert {removal.rule for removal in ALL} == {f"R{number}" for number in range(1, 31)}
