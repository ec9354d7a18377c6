"""The documentation: it builds without a warning, its links lead somewhere, and it says what the program says."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser

from app.api.service import create_service
from app.cli import parser
from app.settings import Settings
from app.workspaces import Workspaces

ROOT = Path(__file__).parent.parent
PAGES = sorted((ROOT / "docs").glob("*.md"))
SPECIMEN = ROOT / "corpus" / "documents"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site."""
    out = tmp_path_factory.mktemp("docs")
    words = ["--fail-on-warning", "--keep-going", "--quiet", "--doctree-dir", str(out / "kept")]
    command = [sys.executable, "-m", "sphinx", *words, str(ROOT / "docs"), str(out / "site")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, cwd=out)
    assert (done.returncode, done.stderr) == (0, "")
    return out / "site"


@pytest.fixture(scope="module")
def parsed(site: Path) -> dict[Path, LexborHTMLParser]:
    """Every page of the site."""
    return {path: LexborHTMLParser(path.read_text(encoding="utf-8")) for path in site.glob("*.html")}


def test_there_is_a_page_for_each_source(parsed: dict[Path, LexborHTMLParser]) -> None:
    assert {page.stem for page in PAGES} <= {path.stem for path in parsed}


def test_every_link_within_leads_somewhere(parsed: dict[Path, LexborHTMLParser], site: Path) -> None:
    ids = {path: {node.attributes["id"] for node in tree.css("[id]")} for path, tree in parsed.items()}
    broken = []
    for path, tree in parsed.items():
        for node in tree.css("a[href]"):
            link = urlsplit(node.attributes["href"] or "")
            if link.scheme or link.netloc:
                continue
            target = site / unquote(link.path) if link.path else path
            if not target.is_file() or (link.fragment and unquote(link.fragment) not in ids.get(target, set())):
                broken.append(f"{path.name}: {node.attributes['href']}")
    assert not broken


def test_nothing_is_loaded_from_elsewhere(parsed: dict[Path, LexborHTMLParser], site: Path) -> None:
    for path, tree in parsed.items():
        sources = [node.attributes["src"] or "" for node in tree.css("[src]")]
        sources += [node.attributes["href"] or "" for node in tree.css("link[href]")]
        assert not [source for source in sources if urlsplit(source).netloc], path.name
    for style in site.rglob("*.css"):
        assert not re.search(r"(?:url\(|@import)\s*['\"]?(?:https?:)?//", style.read_text(encoding="utf-8")), style.name


def test_the_page_of_settings_names_each_and_no_other(parsed: dict[Path, LexborHTMLParser], site: Path) -> None:
    cells = parsed[site / "settings.html"].css("td:first-child code")
    named = {cell.text() for cell in cells if cell.text().startswith("RAPPORTEUR_")}
    assert named == {f"RAPPORTEUR_{name.upper()}" for name in Settings.model_fields}


def test_the_page_of_routes_has_each(parsed: dict[Path, LexborHTMLParser], site: Path, tmp_path: Path) -> None:
    with Workspaces(Settings(home=tmp_path)) as workspaces:
        paths = create_service(workspaces).openapi()["paths"]
    routes = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    headings = {node.text() for node in parsed[site / "http.html"].css("h3 code")}
    assert {"POST /api/v1/ask", "GET /api/v1/jobs/{job_id}"} <= routes
    assert headings == routes | {"scope"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_settings_that_a_page_names_exist(page: Path) -> None:
    named = set(re.findall(r"RAPPORTEUR_([A-Z_]+)", page.read_text(encoding="utf-8")))
    assert named <= {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_commands_of_a_page_parse(page: Path) -> None:
    for line in _commands(page.read_text(encoding="utf-8")):
        words = shlex.split(line, comments=True)
        if words[0] == "rapporteur":
            parser().parse_args(words[1:])


def test_there_are_commands_to_be_parsed() -> None:
    lines = [line for page in PAGES for line in _commands(page.read_text(encoding="utf-8"))]
    assert sum(line.startswith("rapporteur ") for line in lines) > 20


def test_the_examples_quote_the_specimen_to_the_letter() -> None:
    held = "\n".join(_joined(path.read_text(encoding="utf-8")) for path in sorted(SPECIMEN.glob("*.txt")))
    blocks = [block for name in ("asking", "drafting", "checking") for block in _blocks(f"{name}.md", "console")]
    quoted = [_joined(quote) for block in blocks for quote in re.findall(r"[“«]([^“”«»]{40,})[”»]", block)]
    assert len(quoted) > 10
    assert not [quote for quote in quoted if quote not in held]


def test_the_messages_that_are_explained_are_those_of_the_program() -> None:
    sources = [path for room in ("app", "corpus", "retrieval") for path in (ROOT / room).rglob("*.py")]
    said = "\n".join(path.read_text(encoding="utf-8") for path in [*sources, ROOT / "app/drafting/phrases.toml"])
    said = re.sub(r"\"\s*\n\s*f?\"", "", said)  # a string over several lines
    text = (ROOT / "docs" / "troubleshooting.md").read_text(encoding="utf-8")
    quoted = [part.strip(" ,.") for quote in re.findall("“([^”]+)”", text) for part in re.split("…|`[^`]*`", quote)]
    told = [part for part in quoted if len(part) > 7]
    assert len(told) > 20
    assert not [part for part in told if part not in said]


def test_the_links_of_the_readme_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#([^)\s]+))?\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert any(path.startswith("docs/") for path, _ in links)
    for path, anchor in links:
        target = ROOT / path
        assert target.is_file(), path
        assert not anchor or anchor in _anchors(target), f"{path}#{anchor}"


def _blocks(page: str, kind: str) -> list[str]:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{kind}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def _commands(text: str) -> Iterator[str]:
    """What is typed: every line of a block of commands, and what stands behind the prompt in a session."""
    for kind, block in re.findall(r"^```(sh|console)\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        for line in block.replace("\\\n", " ").splitlines():
            if line.startswith("$ ") or (kind == "sh" and line.strip()):
                yield line.removeprefix("$ ")


def _joined(text: str) -> str:
    return " ".join(text.split())


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
