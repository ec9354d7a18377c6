"""The embedded embedding model on onnxruntime: e5 without its language, joined with USE. torch is never imported."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from retrieval.adapters.pieces import Pieces
from retrieval.adapters.use import DIMENSION as USE_DIMENSION
from retrieval.adapters.use import Runners, UseEncoder, session
from retrieval.embedded.layout import INPUT, OUTPUT, EmbedderFolder
from retrieval.embedded.projection import PASSAGE_PROMPT, QUERY_PROMPT, SHIPPED, neutral, shipped_directions
from retrieval.embedded.wheels import sha256_of, short_hash
from retrieval.embedded.windows import OVERLAP, pool, unit, windows
from retrieval.ports import EmbedderUnavailable, Parts, Vectors

WEIGHT_OF_USE = np.float32(0.4)  # of its unit vector beside e5's, measured on parallel question-answering data
MOST_TOKENS = 512  # the model's positions, the two marks included
_BEGIN, _END = 0, 2  # <s> and </s>
_TEXTS_AT_ONCE = 512  # bounds the memory that tokens take
_PARAGRAPHS_AT_ONCE = 256
_REMEMBERED = 1024  # questions: 4 MB
_QUICK_TOKENS = 80  # nDCG@10 across languages .697 on the specimen; .704 with 96 or all, .675 with 64
_FEW_SENTENCES = 4  # that stand for the paragraph; measured on the specimen and on the Declaration
_POOLING = f"paragraphs of {_FEW_SENTENCES} sentences from them by tokens"


_Item = TypeVar("_Item")


class OnnxEmbedder:
    """Unit vectors of 896 numbers: 384 of e5, 512 of USE.

    A text longer than e5 reads is embedded in overlapping windows, whose unit vectors are averaged. Each window is a
    run of its own on one thread, so that a text gets the same vector whatever is embedded with it; several run side by
    side. Safe to use from several threads.
    """

    def __init__(self, root: Path, threads: int | None = None) -> None:
        """Load the model assembled in ``root``; ``threads`` defaults to the number of processors.

        Raises:
            EmbedderUnavailable: the model is not there, or is damaged.
        """
        folder = EmbedderFolder(root)
        parts = [_checked(folder, path) for path in (folder.graph, folder.tokenizer, *_use_parts(folder))]
        self._threads = threads or os.cpu_count() or 1
        self._e5 = _E5(folder)
        self._use = UseEncoder(folder)
        self._question = lru_cache(_REMEMBERED)(lambda text: self._embed([text], QUERY_PROMPT)[0])
        self._fingerprint = "embedded-" + short_hash(
            *parts,
            sha256_of(SHIPPED),
            *map(str, (WEIGHT_OF_USE, MOST_TOKENS, OVERLAP, QUERY_PROMPT, PASSAGE_PROMPT, _POOLING)),
        )

    @property
    def fingerprint(self) -> str:
        """Changes with the weights, the directions taken out, the weight of USE or the windows."""
        return self._fingerprint

    @property
    def dimension(self) -> int:
        """896."""
        return self._e5.dimension + USE_DIMENSION

    def embed_queries(self, texts: Sequence[str], /) -> Vectors:
        """Vectors of questions, shape (texts, 896). Those asked last are remembered: a question is asked again when it
        is narrowed, answered otherwise, or drafted from."""
        if len(texts) != 1:
            return self._embed(texts, QUERY_PROMPT)
        remembered: Vectors = self._question(texts[0])
        return remembered[None].copy()

    def embed_passages(self, texts: Sequence[str], /) -> Vectors:
        """Vectors of paragraphs or sentences, shape (texts, 896)."""
        return self._embed(texts, PASSAGE_PROMPT)

    def embed_quickly(self, paragraphs: Sequence[str], /) -> Vectors:
        """Vectors of paragraphs, shape (paragraphs, 896): e5 reads the first 80 tokens of each, USE the whole."""
        return self._embed(paragraphs, PASSAGE_PROMPT, _QUICK_TOKENS)

    def embed_paragraphs(self, paragraphs: Sequence[Parts], /) -> list[Vectors]:
        """Matrices of shape (1 + sentences, 896): the paragraph, then its sentences where it has more than one.

        e5 reads each sentence, and the whole only of a paragraph of more than four sentences: of a shorter one the
        mean of its sentences, by their tokens, finds as well as a second reading. USE, which is cheap, reads both.
        """
        matrices: list[Vectors] = []
        with ThreadPoolExecutor(self._threads) as runners:
            for batch in _batches(paragraphs, _PARAGRAPHS_AT_ONCE):
                read = [_writable(_texts_of(whole, parts)) for whole, parts in batch]
                wholes = _writable([whole for whole, _ in batch])
                sentences = [text for _, parts in batch if len(parts) > 1 for text in _writable(parts)]
                use = self._use.start(wholes + sentences, runners)
                e5, tokens = self._e5.embed([text for texts in read for text in texts], PASSAGE_PROMPT, runners)
                matrices += _matrices([len(parts) for _, parts in batch], e5, tokens, use())
        return matrices

    def embed_e5(self, texts: Sequence[str], prompt: str) -> Vectors:
        """The part of e5 alone, unit vectors of shape (texts, 384), as the sentence-transformers folder gives them."""
        with ThreadPoolExecutor(self._threads) as runners:
            return self._e5.embed(_writable(texts), prompt, runners)[0]

    def _embed(self, texts: Sequence[str], prompt: str, most: int | None = None) -> Vectors:
        parts = [np.empty((0, self.dimension), np.float32)]
        with _runners(self._threads if len(texts) > 1 else 1) as runners:
            for batch in _batches(_writable(texts), _TEXTS_AT_ONCE):
                use = self._use.start(batch, runners)
                e5, _ = self._e5.embed(batch, prompt, runners, most)
                parts.append(_fused(e5, use()))
        return np.concatenate(parts)


class _E5:
    """The graph, its tokenizer and the directions to take out."""

    def __init__(self, folder: EmbedderFolder) -> None:
        self._session = session(folder.graph)
        self._tokenizer = Pieces(folder.tokenizer)
        self._directions = shipped_directions()
        self.dimension: int = self._directions.shape[1]

    def embed(
        self, texts: Sequence[str], prompt: str, runners: Runners, most: int | None = None
    ) -> tuple[Vectors, NDArray[np.float32]]:
        """Unit vectors of shape (texts, 384), and how many tokens each text has; of each ``most`` tokens are read."""
        cut = [self._windows(text, prompt, most) for text in texts]
        flat = [window for of_one in cut for window in of_one]
        longest_first = sorted(range(len(flat)), key=lambda place: -len(flat[place]))
        pooled = np.empty((len(flat), self.dimension), np.float32)
        for place, row in zip(longest_first, runners.map(self._run, (flat[i] for i in longest_first)), strict=True):
            pooled[place] = row
        tokens = np.array([sum(map(len, of_one)) for of_one in cut], np.float32)
        return pool(neutral(pooled, self._directions), [len(of_one) for of_one in cut]), tokens

    def _windows(self, text: str, prompt: str, most: int | None) -> list[list[int]]:
        """The token ids of each run that a text needs; each begins with the prompt."""
        tokens = self._tokenizer.ids(prompt + text)[:most]
        room = MOST_TOKENS - 2
        if len(tokens) <= room:
            return [[_BEGIN, *tokens, _END]]
        head = self._tokenizer.ids(prompt.rstrip())
        body = tokens[len(head) :]
        return [[_BEGIN, *head, *body[start:end], _END] for start, end in windows(len(body), room - len(head))]

    def _run(self, tokens: list[int]) -> Vectors:
        """The pooled vector of one window, shape (384,)."""
        pooled: Vectors = self._session.run([OUTPUT], {INPUT: np.array([tokens], np.int64)})[0][0]
        return pooled


class _Here:
    """Runs one thing after the other where it is asked: a thread takes longer to start than one question to read."""

    def map(self, call: Callable[[Any], Any], items: Iterable[Any], /) -> Iterator[Any]:
        """As an executor's."""
        return map(call, items)


@contextlib.contextmanager
def _runners(threads: int) -> Iterator[Runners]:
    if threads == 1:
        yield _Here()
        return
    with ThreadPoolExecutor(threads) as runners:
        yield runners


def _fused(e5: Vectors, use: Vectors) -> Vectors:
    return unit(np.concatenate([e5, WEIGHT_OF_USE * use], axis=1))


def _texts_of(whole: str, sentences: Sequence[str]) -> list[str]:
    """What e5 reads of a paragraph: its sentences, and the whole where it has one or many."""
    if len(sentences) <= 1:
        return [whole]
    return [*sentences, whole] if len(sentences) > _FEW_SENTENCES else list(sentences)


def _matrices(counts: Sequence[int], e5: Vectors, tokens: Vectors, use: Vectors) -> list[Vectors]:
    """The rows of each paragraph. ``counts``: how many sentences it has; ``e5``: what was read of each, in order;
    ``use``: all paragraphs, then the sentences of those that have more than one."""
    matrices: list[Vectors] = []
    text, sentence = 0, len(counts)
    for place, count in enumerate(counts):
        if count <= 1:
            matrices.append(_fused(e5[text : text + 1], use[place : place + 1]))
            text += 1
            continue
        own, lengths = e5[text : text + count], tokens[None, text : text + count]
        text += count
        if count > _FEW_SENTENCES:
            whole = e5[text : text + 1]
            text += 1
        else:
            whole = unit(lengths @ own)
        rows = _fused(whole, use[place : place + 1]), _fused(own, use[sentence : sentence + count])
        sentence += count
        matrices.append(np.concatenate(rows))
    return matrices


def _use_parts(folder: EmbedderFolder) -> tuple[Path, ...]:
    return folder.use_graph, folder.use_network, folder.use_tokenizer


def _checked(folder: EmbedderFolder, path: Path) -> str:
    """The sha256 of a file, when it is what the manifest says."""
    expected = folder.hashes().get(path.relative_to(folder.root).as_posix())
    if expected is None or not path.is_file():
        raise EmbedderUnavailable(f"The embedded embedding model is not in {folder.root}. Run `rapporteur models`.")
    if sha256_of(path) != expected:
        raise EmbedderUnavailable(f"{path} is damaged or was changed. Run `rapporteur models`.")
    return expected


def _writable(texts: Sequence[str]) -> list[str]:
    """Texts that tokenizers take: half a surrogate pair, which no encoding can write, becomes a question mark."""
    return [text.encode("utf-8", "replace").decode("utf-8") for text in texts]


def _batches(items: Sequence[_Item], size: int) -> Iterator[Sequence[_Item]]:
    return (items[start : start + size] for start in range(0, len(items), size))
