"""Any sentence-transformers model, by folder or by name. torch is imported when one is opened, never before."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from retrieval.embedded.wheels import short_hash
from retrieval.embedded.windows import OVERLAP, pool, windows
from retrieval.ports import EmbedderUnavailable, Parts, Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_HUB_SECONDS = 10.0
_SLACK = 8  # tokens: a text cut in two may need a few more than its halves were counted to have
_PEEK = 1 << 20  # bytes read at each end of a large file for the fingerprint
_ORGANISATION = "sentence-transformers/"  # what a name without an owner means to the library
_TRUE = {"1", "true", "yes", "on"}


class SbertEmbedder:
    """A sentence-transformers model with its own prompts for queries and for documents, where it has them.

    A text longer than the model reads is embedded in overlapping windows, whose unit vectors are averaged.
    """

    def __init__(self, name_or_folder: str) -> None:
        """Load a folder, a name in the local cache, or (unless ``HF_HUB_OFFLINE`` is set) a name on the model hub.

        Raises:
            EmbedderUnavailable: there is no such model, or it cannot be had or read.
        """
        folder = _folder_of(name_or_folder)
        if folder is None:
            _require_reachable(name_or_folder)
        self._model = _load(str(folder) if folder else name_or_folder, name_or_folder, local=folder is not None)
        folder = folder or _folder_of(name_or_folder)
        parts = _contents(folder) if folder else [name_or_folder]
        self._fingerprint = "sbert-" + short_hash(*parts, str(OVERLAP))
        dimension = self._model.get_embedding_dimension()
        self._dimension = int(dimension or self.embed_queries([""]).shape[1])

    @property
    def fingerprint(self) -> str:
        """Changes with the model's files: all of the small ones, the size, start and end of the large."""
        return self._fingerprint

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._dimension

    def embed_queries(self, texts: Sequence[str], /) -> Vectors:
        """Vectors of questions, shape (texts, dimension)."""
        return self._embed(texts, self._model.encode_query)

    def embed_passages(self, texts: Sequence[str], /) -> Vectors:
        """Vectors of paragraphs or sentences, shape (texts, dimension)."""
        return self._embed(texts, self._model.encode_document)

    def embed_quickly(self, paragraphs: Sequence[str], /) -> Vectors:
        """Vectors of paragraphs, shape (paragraphs, dimension): a folder's model is not read any faster."""
        return self.embed_passages(paragraphs)

    def embed_paragraphs(self, paragraphs: Sequence[Parts], /) -> list[Vectors]:
        """Matrices of shape (1 + sentences, dimension): the paragraph, then its sentences where it has several."""
        read = [(whole, *parts) if len(parts) > 1 else (whole,) for whole, parts in paragraphs]
        vectors = self.embed_passages([text for texts in read for text in texts])
        return np.split(vectors, np.cumsum([len(texts) for texts in read])[:-1]) if read else []

    def _embed(self, texts: Sequence[str], encode: Callable[..., object]) -> Vectors:
        if not texts:
            return np.empty((0, self._dimension), np.float32)
        cut = [self._windows(text.encode("utf-8", "replace").decode("utf-8")) for text in texts]
        flat = [window for of_one in cut for window in of_one]
        vectors = encode(flat, normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False)
        return pool(np.asarray(vectors, np.float32), [len(of_one) for of_one in cut])

    def _windows(self, text: str) -> list[str]:
        """The text, or its pieces where it is longer than the model reads and its tokenizer tells where tokens lie."""
        most, tokenizer = self._model.max_seq_length, self._model.tokenizer
        if not most or not getattr(tokenizer, "is_fast", False) or len(text) < most:
            return [text]
        prompt = max((len(tokenizer.tokenize(prompt)) for prompt in self._model.prompts.values() if prompt), default=0)
        room = most - prompt - tokenizer.num_special_tokens_to_add()
        places = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)["offset_mapping"]
        if len(places) <= room or room - _SLACK <= OVERLAP:
            return [text]
        return [text[places[start][0] : places[end - 1][1]] for start, end in windows(len(places), room - _SLACK)]


def _folder_of(name: str) -> Path | None:
    """The model's folder on this machine: the one named, or the local cache's."""
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    if Path(name).is_dir():
        return Path(name)
    for repository in (name, _ORGANISATION + name):
        for file in ("modules.json", "config.json"):
            try:
                found = try_to_load_from_cache(repository, file)
            except HFValidationError:
                continue
            if isinstance(found, str):
                return Path(found).parent
    return None


def _require_reachable(name: str) -> None:
    """One question to the model hub, so that a wrong name or a closed network is told at once."""
    missing = f"The embedding model {name!r} is neither a folder nor in the local cache"
    remedy = "Give the folder of a sentence-transformers model, or unset RAPPORTEUR_EMBEDDER for the embedded one."
    if os.environ.get("HF_HUB_OFFLINE", "").lower() in _TRUE:
        raise EmbedderUnavailable(f"{missing}, and HF_HUB_OFFLINE forbids asking the model hub. {remedy}")
    from huggingface_hub import HfApi

    repository = name if "/" in name else _ORGANISATION + name
    try:
        HfApi().model_info(repository, timeout=_HUB_SECONDS)
    except Exception as error:  # a vendor's many kinds: bad name, no such model, no network, no right
        raise EmbedderUnavailable(
            f"{missing}, and the model hub gave none ({type(error).__name__}). {remedy}"
        ) from error


def _load(source: str, name: str, *, local: bool) -> SentenceTransformer:
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]  # the library has no types
    try:
        return SentenceTransformer(source, local_files_only=local)
    except Exception as error:  # a damaged folder fails in as many ways as it has files
        reason = " ".join(str(error).split())[:200]
        raise EmbedderUnavailable(
            f"The embedding model {name!r} cannot be loaded ({type(error).__name__}: {reason}). "
            "It must be one that sentence-transformers reads; fetch it again if it is."
        ) from error


def _contents(folder: Path) -> list[str]:
    """A hash for each file: of all of a small one, of the size and both ends of a large one."""
    return [
        value
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for value in (path.relative_to(folder).as_posix(), _sketch(path))
    ]


def _sketch(path: Path) -> str:
    size = path.stat().st_size
    with path.open("rb") as handle:
        start = handle.read(_PEEK)
        handle.seek(max(size - _PEEK, 0))
        return short_hash(str(size), start.hex(), handle.read(_PEEK).hex())
