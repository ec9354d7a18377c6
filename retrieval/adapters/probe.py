"""Whether the vectors of a folder are what was written: run in a child process by ``retrieval.health``.

The vector of a paragraph stands in three files. All three must say the same, and a sample must find
itself in the graph.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from retrieval import health
from retrieval.adapters.chroma import ChromaIndex
from retrieval.adapters.codes import CodeFile
from retrieval.adapters.sqlite import DerivedFile
from retrieval.adapters.vectors import VectorFile
from retrieval.ports import IndexUnavailable, Vectors

_PROBES = 50  # of each batch
_ALIKE = 0.001  # numbers of one vector in two files differ by less: each is rounded in its own way


def main(folder: str, fingerprint: str) -> None:
    """Prints what is wrong with the derived files of a folder, in one line, or nothing."""
    try:
        sys.stdout.write(fault(Path(folder), fingerprint) or "")
    except IndexUnavailable as error:
        sys.stdout.write(str(error))
    except (ValueError, KeyError, TypeError):  # bytes that are no vector, text that is no number
        sys.stdout.write("stored vectors are not what was written")


def fault(folder: Path, fingerprint: str) -> str | None:
    """What is wrong; None when nothing is. A folder without a graph (it is on a server) has its own files looked at.

    Raises:
        IndexUnavailable: a file cannot be read at all.
    """
    if (folder / "lexical.db").is_file() and not _hold_together(folder / "lexical.db"):
        return "the words in lexical.db are not what was written"
    vectors = VectorFile(folder / "vectors.db") if (folder / "vectors.db").is_file() else None
    if (folder / "codes.db").is_file():
        for ids, matrix in CodeFile(folder / "codes.db").rows():
            if said := _unlike(ids, matrix, vectors):
                return said
    if not (folder / health.CHROMA).is_dir():
        return None
    graph = ChromaIndex.in_folder(folder / health.CHROMA, fingerprint)
    for ids, matrix in graph.rows():
        if said := _unlike(ids, matrix, vectors) or _lost(graph, ids, matrix):
            return said
    return None


def _hold_together(words: Path) -> bool:
    """Whether the rows of the words and what is counted of them say the same."""
    with DerivedFile(words, "").open() as connection:
        counted = dict(connection.execute("SELECT id, rows FROM terms WHERE rows > 0").fetchall())
        found: Counter[int] = Counter()
        for (blob,) in connection.execute("SELECT terms FROM held"):
            found.update(np.unique(np.frombuffer(blob, np.uint32)).tolist())
    return found == counted


def _unlike(ids: Sequence[str], matrix: Vectors, vectors: VectorFile | None) -> str | None:
    """Whether some vectors are of another length than one, or others than the file of vectors has."""
    if len(ids) != len(matrix) or not np.allclose(np.linalg.norm(matrix, axis=1), 1.0, atol=0.001):
        return "stored vectors are not what was written"
    for id_, rows in (vectors.of(ids) if vectors is not None else {}).items():
        own = matrix[ids.index(id_)]
        if rows.shape[1:] != own.shape or not np.allclose(rows[0], own, atol=_ALIKE):
            return f"the vector of {id_} is not the same in all files"
    return None


def _lost(graph: ChromaIndex, ids: Sequence[str], matrix: Vectors) -> str | None:
    """Whether one of a sample does not find itself."""
    for place in range(0, len(matrix), max(1, len(matrix) // _PROBES)):
        near = graph.nearest(matrix[place], _PROBES, None)
        if not near or (near[0].score < 0.999 and ids[place] not in {hit.paragraph_id for hit in near}):
            return f"the vector of {ids[place]} cannot be found"
    return None
