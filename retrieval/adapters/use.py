"""Universal Sentence Encoder, multilingual v3, on onnxruntime: see ``retrieval.embedded.use``."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.adapters.pieces import Pieces
from retrieval.embedded.layout import INPUT, OUTPUT, VECTORS, EmbedderFolder
from retrieval.ports import Vectors

DIMENSION = 512
Tokens = NDArray[np.int64]


def session(path: Path) -> Any:
    """A model of onnxruntime, on one thread. What the library would tell its makers over the network is turned off."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # read when the library is loaded
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_mem_pattern = False  # it would keep a plan for every length of text
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


class Runners(Protocol):
    """What runs a call for each item: an executor."""

    def map(self, call: Callable[[Any], Any], items: Iterable[Any], /) -> Iterator[Any]:
        """The results, in order."""


class UseEncoder:
    """Texts of any length to unit vectors of 512 numbers. Nothing is cut: it sums over all tokens."""

    def __init__(self, folder: EmbedderFolder) -> None:
        """Load the model from where it was assembled."""
        self._graph, self._network = (session(path) for path in (folder.use_graph, folder.use_network))
        self._tokenizer = Pieces(folder.use_tokenizer)

    def start(self, texts: Sequence[str], runners: Runners) -> Callable[[], Vectors]:
        """Begins with the texts; what is returned waits for their vectors, shape (texts, 512). A text gets the same
        vector whatever stands beside it."""
        tokens = [np.array(ids, np.int64) for ids in self._tokenizer.ids_of(texts)]
        sums = runners.map(self._run, tokens)
        return lambda: self._finish(list(sums), tokens)

    def _finish(self, sums: Sequence[Vectors], tokens: Sequence[Tokens]) -> Vectors:
        if not sums:
            return np.empty((0, DIMENSION), np.float32)
        roots = np.sqrt(np.array([[len(ids)] for ids in tokens], np.float32))
        inputs = np.concatenate([np.stack(sums) / roots, roots], axis=1)
        vectors: Vectors = self._network.run([VECTORS], {OUTPUT: inputs})[0]
        return vectors

    def _run(self, tokens: Tokens) -> Vectors:
        summed: Vectors = self._graph.run([OUTPUT], {INPUT: tokens})[0]
        return summed
