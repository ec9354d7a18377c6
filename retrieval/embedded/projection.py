"""Language taken out of the vectors, so that a question finds what answers it in any language.

multilingual-e5-small mostly returns passages in the question's own language (82% of its top 10 in a mixed pool). The
mean vectors of parallel texts differ only in language (and in whether the text is a question or a passage): the few
directions in which those means differ are removed from every vector. Shipped: the directions fitted on the Universal
Declaration of Human Rights in six languages; the text itself is not part of this program.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.embedded.windows import unit

QUERY_PROMPT = "query: "
PASSAGE_PROMPT = "passage: "
REMOVED = 8  # directions; chosen on parallel question-answering data, see `fit`
SHIPPED = Path(__file__).with_name("language_directions.npy")

Floats = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Floats]


def fit(parallel: Mapping[str, Sequence[str]], encode: Encode) -> Floats:
    """The directions that tell languages apart, orthonormal rows, shape (8, dimension).

    Args:
        parallel: the same texts in each language, by language code.
        encode: texts, prompt included, to vectors of shape (texts, dimension), before any projection.
    """
    means = [
        unit(encode([prompt + text for text in parallel[language]])).mean(axis=0)
        for prompt in (QUERY_PROMPT, PASSAGE_PROMPT)
        for language in sorted(parallel)
    ]
    centred = np.stack(means) - np.mean(means, axis=0)
    directions = np.linalg.svd(centred.astype(np.float64), full_matrices=False)[2][:REMOVED]
    largest = np.abs(directions).argmax(axis=1)
    signs = np.sign(directions[np.arange(len(directions)), largest])
    return np.asarray(directions * signs[:, None], np.float32)


def removal_matrix(directions: Floats) -> Floats:
    """The symmetric matrix I - WᵀW that takes the rows of W out of a vector, shape (dimension, dimension)."""
    exact = directions.astype(np.float64)
    return np.asarray(np.eye(directions.shape[1]) - exact.T @ exact, np.float32)


def neutral(vectors: Floats, directions: Floats) -> Floats:
    """Vectors without their language, unit rows, shape as given."""
    return unit(np.asarray(vectors - (vectors @ directions.T) @ directions, np.float32))


def shipped_directions() -> Floats:
    """The directions that are part of this program, shape (8, 384)."""
    directions: Floats = np.load(SHIPPED, allow_pickle=False)
    return directions


def refit(folder: Path, encode: Encode, out: Path) -> Floats:
    """Fit on files ``NAME_LANGUAGE.txt``, one text a line, the same lines in each language, and save to ``out``."""
    parallel = {
        path.stem.rpartition("_")[2]: path.read_text(encoding="utf-8").splitlines()
        for path in sorted(folder.glob("*_??.txt"))
    }
    directions = fit(parallel, encode)
    np.save(out, directions, allow_pickle=False)
    return directions
