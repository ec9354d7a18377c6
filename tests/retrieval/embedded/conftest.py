"""The stock way to the assembled embedding model, and made-up passages in six languages to embed with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from retrieval.adapters.sbert import SbertEmbedder
from retrieval.embedded.layout import EmbedderFolder

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
EACH = 18


@pytest.fixture(scope="session")
def stock(models: Path) -> SentenceTransformer:
    """The model as sentence-transformers itself loads it."""
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(EmbedderFolder(models).sentence_transformers), local_files_only=True)


@pytest.fixture(scope="session")
def from_folder(models: Path) -> SbertEmbedder:
    """The same through our adapter."""
    return SbertEmbedder(str(EmbedderFolder(models).sentence_transformers))


@pytest.fixture(scope="session")
def blocks(specimen: Path) -> dict[str, list[str]]:
    """By language, the blocks of the specimen papers, line wraps joined, headings left out."""
    return {language: list(_blocks(specimen, language)) for language in LANGUAGES}


def _blocks(folder: Path, language: str) -> Iterator[str]:
    for path in sorted(folder.glob(f"*.{language}.txt")):
        joined = (" ".join(block.split()) for block in path.read_text("utf-8").split("\n\n"))
        yield from (block for block in joined if len(block.encode()) > 75)


@pytest.fixture(scope="session")
def passages(blocks: dict[str, list[str]]) -> list[str]:
    """A hundred and more, of six languages."""
    return [block for of_one in blocks.values() for block in of_one[:EACH]]
