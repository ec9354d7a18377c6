"""Takes defences out, one at a time, in a copy of the tree, and sees that the test named for each fails.

    python -m tests.hardening.removals [R2 R15 ...]

Exit code 0: every test passed with its defence and failed without it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
TABLES = Path(__file__).parent / "removals"
_SEEN = ("app", "retrieval", "prompts", "corpus", "evals", "tests", "docs", "pyproject.toml", "README.md")
_FAILED = re.compile(r"\b\d+ failed\b")


@dataclass(frozen=True, slots=True)
class Removal:
    """A defence, what is put in its place, and the test that must notice. ``rule``: R1 to R30."""

    rule: str
    what: str
    file: str
    takes_out: str
    puts_in: str
    test: str


def removals() -> list[Removal]:
    """All of them, by rule."""
    tables = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(TABLES.glob("*.toml"))]
    found = [Removal(**facts) for table in tables for facts in table["removal"]]
    return sorted(found, key=lambda removal: (int(removal.rule[1:]), removal.test))


def main(rules: Iterable[str]) -> int:
    """Carries out the removals of these rules, of all when none is named; returns the exit code."""
    wanted = set(rules)
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder)
        for name in _SEEN:
            _copy(ROOT / name, tree / name)
        for removal in removals():
            if wanted and removal.rule not in wanted:
                continue
            verdict = _carry_out(removal, tree)
            bad += verdict != "red without it"
            sys.stdout.write(f"{removal.rule:<4} {removal.what}: {verdict}\n")
            sys.stdout.flush()
    return 1 if bad else 0


def _carry_out(removal: Removal, tree: Path) -> str:
    """What the test said, in words."""
    file = tree / removal.file
    whole = file.read_text(encoding="utf-8")
    if whole.count(removal.takes_out) != 1:
        return f"the defence stands {whole.count(removal.takes_out)} times in {removal.file}"
    if said := _fault(_ran(removal.test, tree), failing=False):
        return f"the test does not pass with it: {said}"
    file.write_text(whole.replace(removal.takes_out, removal.puts_in), encoding="utf-8")
    try:
        said = _fault(_ran(removal.test, tree), failing=True)
    finally:
        file.write_text(whole, encoding="utf-8")
    return f"NOT NOTICED: {said}" if said else "red without it"


def _ran(test: str, tree: Path) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "pytest", "-q", "-x", "-m", "long or not long", "-p", "no:cacheprovider", test]
    environment = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(words, cwd=tree, env=environment, capture_output=True, text=True, check=False)


def _fault(ran: subprocess.CompletedProcess[str], *, failing: bool) -> str | None:
    """What is wrong with a run that should fail, or pass; None when nothing is. An error of collection is none."""
    last = (ran.stdout.strip().splitlines() or [ran.stderr.strip()[-200:]])[-1]
    if failing:
        return None if ran.returncode == 1 and _FAILED.search(last) else last
    return None if ran.returncode == 0 and "passed" in last else last


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy2(source, target)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
