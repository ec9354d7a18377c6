"""The house keeps its own rules: sizes, the README's words, the settings, what the repository may not hold."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from app.cli import parser
from app.settings import Settings

ROOT = Path(__file__).parent.parent
ROOMS = ("app", "retrieval", "prompts", "corpus", "evals")
MODULES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_fits_in_250_lines_and_a_function_in_40(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 250
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[1] if len(node.body) > 1 and ast.get_docstring(node) else node.body[0]
            assert (node.end_lineno or 0) - first.lineno < 40, node.name


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_public_name_says_what_it_is(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "the module has no docstring"
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), node.name


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_group_is_repeated_possessively(path: Path) -> None:
    """Python before 3.11.5 (Debian 12 has 3.11.2) can match wrongly there, and never end."""
    found = re.findall(r"\(\?>|\)[*+?]\+", path.read_text(encoding="utf-8"))
    assert len(found) == (path.name == "html_markup.py")  # that one was compared with its greedy twin on 3.11.2


def test_the_readme_names_every_setting_and_no_other() -> None:
    assert set(re.findall(r"`RAPPORTEUR_([A-Z_]+)`", README)) == {name.upper() for name in Settings.model_fields}


def test_the_commands_in_the_readme_parse() -> None:
    import shlex

    block = README.split("```")[5]
    commands = [shlex.split(line.split("  #")[0]) for line in block.strip().splitlines()]
    assert len(commands) >= 6
    for command in commands:
        assert command[0] == "rapporteur"
        parser().parse_args(command[1:])


def test_the_test_command_of_the_readme_is_what_ci_runs() -> None:
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "The tests are run with `make test`" in README
    assert "\nmake test\n" in ci
    assert "The README's test command is `make test`" in ci


def test_the_changelog_has_the_version() -> None:
    version = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert version
    assert f"## {version.group(1)}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_every_dependency_is_locked_by_hash() -> None:
    for name in ("requirements.lock", "requirements-torch.lock", "requirements-torch-cpu.lock"):
        blocks = re.findall(r"^[a-z0-9].*(?:\n[ \t]+.*)*", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)
        assert blocks
        assert all("==" in block and "--hash=sha256:" in block for block in blocks)
