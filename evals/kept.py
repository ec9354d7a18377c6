"""What a run keeps, so that the next goes on where it stopped: papers that were taken in, and outcomes by the content
of their case.

It lies under the sha256 of the code that made it: another version of the product never sees it.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.resources
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from evals.model import Outcome

_ROOMS = ("app", "retrieval", "prompts", "corpus", "evals")
_SOURCES = frozenset({".py", ".toml", ".tsv", ".jinja", ".npy"})  # code, and what it goes by
_MARK = "CACHEDIR.TAG"
_MARK_TEXT = (
    "Signature: 8a477f597d28d172789f06886806bc55\n# What rapporteur-eval keeps between runs. It may be deleted.\n"
)


@functools.cache
def code_fingerprint() -> str:
    """The sha256, in sixteen digits, of every source file of the product."""
    digest = hashlib.sha256()
    for room in _ROOMS:
        folder = Path(str(importlib.resources.files(room)))
        for path in sorted(each for each in folder.rglob("*") if each.suffix in _SOURCES and each.is_file()):
            digest.update(f"{room}/{path.relative_to(folder)}".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def papers_folder(kept: Path, documents: Sequence[Path], made_with: Sequence[str]) -> Path:
    """Where papers that were taken in lie. What other versions of the code kept is deleted.

    Args:
        kept: the folder of everything that is kept.
        documents: the folders of the papers; what lies in them makes the name.
        made_with: what else the indexes depend on.
    """
    kept.mkdir(parents=True, exist_ok=True)
    (kept / _MARK).write_text(_MARK_TEXT, encoding="utf-8")
    own = kept / f"code-{code_fingerprint()}"
    for other in kept.glob("code-*"):
        if other != own:
            shutil.rmtree(other, ignore_errors=True)
    digest = hashlib.sha256("\n".join(made_with).encode())
    for folder in documents:
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            digest.update(str(path.relative_to(folder)).encode() + hashlib.sha256(path.read_bytes()).digest())
    return own / f"papers-{digest.hexdigest()[:16]}"


class Outcomes:
    """Outcomes by case, one file each; a half-written one is none.

    Args:
        folder: of the papers that they are about.
        made_with: everything besides the case that they depend on.
    """

    def __init__(self, folder: Path, made_with: Mapping[str, str]) -> None:
        self._folder, self._stamp = folder / "outcomes", json.dumps(made_with, sort_keys=True)

    def get(self, line: str) -> dict[str, Any] | None:
        """The outcome of a case, given as its line; None when there is none."""
        try:
            held = json.loads(self._file(line).read_bytes())
        except (OSError, ValueError):
            return None
        return held if isinstance(held, dict) else None

    def put(self, line: str, outcome: Outcome) -> None:
        """Keeps an outcome."""
        file = self._file(line)
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(f".{os.getpid()}")
        part.write_text(json.dumps(outcome, ensure_ascii=False), encoding="utf-8")
        part.replace(file)

    def _file(self, line: str) -> Path:
        name = hashlib.sha256(f"{self._stamp}\n{line}".encode()).hexdigest()[:32]
        return self._folder / f"{name}.json"
