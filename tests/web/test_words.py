"""The words of the interface: every one in six languages, with the same placeholders, and none that nobody uses."""

from __future__ import annotations

import re
import string
import tomllib
from pathlib import Path

import pytest

from app.drafting.model import Verdict
from app.drafting.request import TYPES

WEB = Path(__file__).parents[2] / "app" / "web"
LANGUAGES = {"ar", "en", "es", "fr", "ru", "zh"}
FILES = sorted((WEB / "words").glob("*.toml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_word_is_in_six_languages(path: Path) -> None:
    for name, given in tomllib.loads(path.read_text(encoding="utf-8")).items():
        assert set(given) == LANGUAGES, name
        assert all(text.strip() == text and text for text in given.values()), name
        places = {
            language: sorted(field for _, field, _, _ in string.Formatter().parse(text) if field)
            for language, text in given.items()
        }
        assert all(found == places["en"] for found in places.values()), name


@pytest.mark.parametrize("file", ["desk", "errors", "evals", "reference", "signin"])
def test_every_word_is_used_and_every_word_used_is_there(file: str) -> None:
    held = set(tomllib.loads((WEB / "words" / f"{file}.toml").read_text(encoding="utf-8")))
    sources = [*WEB.glob("*.py"), *(WEB / "templates").glob("*.html")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    used = set(re.findall(rf"[\"']{file}\.([\w-]+)[\"']", text)) - {"css", "js", "html", "s", "check_", "mode_"}
    made = {
        "desk": {*TYPES, *Verdict, "passed", "failed", "nothing", "docx", "md", "html", "json"}
        | {f"mode_{mode}" for mode in ("verbatim", "local", "model")}
        | {name for name in held if name.startswith("check_")},
        "errors": {name for name in held if re.fullmatch(r"(s|do)\d+", name)},
        "evals": {"no_run", "bad_run"},
    }.get(file, set())
    assert used <= held, used - held
    assert held == (used | made) & held, held - used - made
