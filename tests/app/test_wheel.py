"""The wheel alone, in an environment of its own: it holds all it needs, and it runs from any folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ENTRY = "import sys; from app.cli import main; sys.exit(main())"
EVALS = "import sys; from evals.cli import main; sys.exit(main())"
Installed = Callable[..., "subprocess.CompletedProcess[str]"]


def called(*command: object, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [str(word) for word in command],
        cwd="/",
        env={**kept, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    done = called(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    (made,) = out.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with the wheel; what it depends on is lent by this one, without its .pth files."""
    folder = tmp_path_factory.mktemp("elsewhere") / "venv"
    done = called(sys.executable, "-m", "venv", "--without-pip", folder)
    assert done.returncode == 0, done.stderr
    (packages,) = folder.glob("lib/python3*/site-packages")
    paths = sysconfig.get_paths()
    (packages / "lent.pth").write_text("\n".join({paths["purelib"], paths["platlib"]}) + "\n", encoding="utf-8")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-index", "--no-deps")
    done = called(*pip, "--target", packages, wheel)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def installed(environment: Path, models: Path) -> Installed:
    """Runs the installed code from ``/``: ``installed("ask", ...)``."""

    def run(*words: object, entry: str = ENTRY) -> subprocess.CompletedProcess[str]:
        return called(environment / "bin" / "python", "-P", "-c", entry, *words, RAPPORTEUR_MODELS=str(models))

    return run


def test_the_wheel_holds_every_file_of_its_five_rooms_and_nothing_else(wheel: Path) -> None:
    rooms = ("app", "retrieval", "prompts", "corpus", "evals")
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    files = {path for room in rooms for path in (ROOT / room).rglob("*") if path.is_file()}
    kept = {str(path.relative_to(ROOT)) for path in files if "__pycache__" not in path.parts}
    assert held == kept


@pytest.mark.parametrize(
    "name",
    [
        "app/drafting/phrases.toml",
        "app/web/templates/ask.html",
        "app/web/static/base.css",
        "app/web/static/htmx.min.js",
        "app/web/words/ask.toml",
        "app/api/examples.json",
        "corpus/data/states.tsv",
        "corpus/data/groups.tsv",
        "corpus/data/not_names.tsv",
        "evals/cases/retrieval.jsonl",
        "evals/cases/abstention.jsonl",
        "evals/papers/injected/LT_CONF.2031_PC.II_WP.31.en.txt",
        "evals/report/templates/report.html",
        "evals/targets.toml",
        "prompts/templates/gate.user.jinja",
        "retrieval/embedded/language_directions.npy",
    ],
)
def test_the_wheel_holds_what_is_not_code(wheel: Path, name: str) -> None:
    assert zipfile.ZipFile(wheel).getinfo(name).file_size > 0


def test_the_wheel_names_its_commands_and_cannot_be_uploaded(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    texts = {
        name.rpartition("/")[2]: archive.read(name).decode() for name in archive.namelist() if ".dist-info/" in name
    }
    assert "rapporteur = app.cli:main" in texts["entry_points.txt"]
    assert "rapporteur-eval = evals.cli:main" in texts["entry_points.txt"]
    assert "Classifier: Private :: Do Not Upload" in texts["METADATA"]
    assert {"LICENSE", "NOTICE"} <= set(texts)


def test_the_installed_code_is_that_of_the_wheel(installed: Installed, environment: Path) -> None:
    for room in ("app", "retrieval", "prompts", "corpus", "evals"):
        done = installed(entry=f"import {room}; print({room}.__file__)")
        assert Path(done.stdout.strip()).is_relative_to(environment), done.stdout + done.stderr


def test_the_installed_command_reads_a_paper_and_answers_with_a_citation(
    installed: Installed, specimen: Path, tmp_path: Path
) -> None:
    helped = installed("--help")
    assert (helped.returncode, helped.stderr) == (0, "")
    paper = specimen / "LT_CONF.2031_PC.I_WP.7.ru.txt"
    ingested = installed("ingest", paper, "--home", tmp_path, "--json")
    assert ingested.returncode == 0, ingested.stderr
    assert json.loads(ingested.stdout)["totals"]["added"] == 1
    asked = installed("ask", "诺伦德对暂停新部署持什么立场？", "--home", tmp_path, "--json")
    assert asked.returncode == 0, asked.stderr
    answer = json.loads(asked.stdout)
    cited = [citation["paragraph"] for sentence in answer["sentences"] for citation in sentence["citations"]]
    assert (answer["kind"], "LT/CONF.2031/PC.I/WP.7#5@ru" in cited) == ("answer", True)


def test_the_installed_pages_prompts_and_cases_can_be_read(installed: Installed) -> None:
    rendered = installed(
        entry="from prompts.library import Library; from prompts.model import RenderInput;"
        "print(Library().render(RenderInput('Words.', 'French')).name)"
    )
    assert rendered.stdout == "render\n"
    page = installed(
        entry="import jinja2; from app.web import pages;"
        "jinja2.Environment(loader=jinja2.PackageLoader('app.web')).get_template('ask.html'); print('read')"
    )
    assert page.stdout == "read\n", page.stderr
    listed = installed("list", "--json", entry=EVALS)
    assert {suite["name"]: suite["cases"] for suite in json.loads(listed.stdout)["suites"]}["retrieval"] == 438
