"""One pipeline at one size, in a process of its own: how it fills, how it answers, what it holds.

Prints one JSON object. ``ours`` is the whole of it: store, words, vectors, ranking. ``plain`` is LangChain's Chroma
class with its defaults, and a sentence-transformers model on torch.
"""

from __future__ import annotations

import asyncio
import json
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from corpus.store import Store
    from retrieval.ports import Embedder
    from retrieval.search import Search

from corpus.model import Language
from evals.bench.synthetic import PER_PAPER, SyntheticEmbedder, papers, question_of
from retrieval.ports import Indexes, Vectors

QUESTIONS = 200
_DEPTH = 10
_BLOCK = 20_000


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A filled pipeline. ``find`` answers a question, within a State's papers or all; ``nearest`` gives the numbers of
    the ten paragraphs nearest to a vector; ``state_of`` the State of a paragraph; ``facts`` what was measured so far;
    ``answer`` gives the seconds to the first event of a verbatim answer and to its end.
    """

    embedder: SyntheticEmbedder
    find: Callable[[str, str | None], object]
    nearest: Callable[[Vectors, str | None], list[int]]
    state_of: Callable[[int], str]
    facts: dict[str, float]
    answer: Callable[[str], tuple[float, float]] | None = None


def main(argv: Sequence[str]) -> None:
    """``ours|plain COUNT FOLDER MODELS``."""
    kind, count, folder, models = argv[0], int(argv[1]), Path(argv[2]), Path(argv[3])
    pipeline = (ours if kind == "ours" else plain)(count, folder, models)
    result = _questions(count, pipeline)
    result |= {"resident_mb": memory("VmRSS"), "disk_mb": _size(folder), **pipeline.facts}
    sys.stdout.write(json.dumps({"kind": kind, "paragraphs": count, **result}) + "\n")


def ours(count: int, folder: Path, models: Path) -> Pipeline:
    """The product's own parts over synthetic papers. What it searches with is opened anew once all is filled."""
    from corpus.store import Store
    from retrieval.adapters.onnx import OnnxEmbedder
    from retrieval.build import Builder
    from retrieval.model import Query, Scope
    from retrieval.search import Search

    real = OnnxEmbedder(models)
    store, embedder = Store.in_home(folder), SyntheticEmbedder(896, lambda question: real.embed_queries([question]))
    facts: dict[str, float] = {}
    if not store.counts()[1]:  # a folder filled before is asked again
        started = time.perf_counter()
        for paper in papers(count):
            store.put(paper)
        facts = {"stored_per_s": count / (time.perf_counter() - started)}
        indexes, close = _indexes(folder)
        started = time.perf_counter()
        Builder(store, embedder, indexes).index_pending(lambda _done, _total: None)
        facts |= {"indexed_per_s": count / (time.perf_counter() - started), "filling_mb": memory("VmHWM")}
        close()
    indexes, _ = _indexes(folder)
    search = Search(store, embedder, indexes)
    state_of = {document.symbol: document.submitters[0] for document in store.documents()}

    def asked(text: str, state: str | None) -> Query:
        return Query(text, Language.EN, Scope(states=(state,)) if state else Scope())

    def nearest(vector: Vectors, state: str | None) -> list[int]:
        within = search.holdings(asked("", state))[1].ids if state else None
        rows = indexes.vectors.of([hit.paragraph_id for hit in indexes.index.nearest(vector, 60, within)])
        return [_number(id_) for id_ in sorted(rows, key=lambda id_: -float(rows[id_][0] @ vector))[:_DEPTH]]

    return Pipeline(
        embedder,
        lambda text, state: search.find(asked(text, state)),
        nearest,
        lambda number: state_of[f"LT/CONF.{number // PER_PAPER}/WP.1"],
        facts,
        _answering(store, search, real),
    )


def _answering(store: Store, search: Search, real: Embedder) -> Callable[[str], tuple[float, float]]:
    """A verbatim answer, timed as a reader of its events sees it."""
    from contextlib import nullcontext

    from app.adapters.meaning import EmbeddedMeaning
    from app.adapters.retriever import ThreadedRetriever
    from app.drafting.model import AnswerRequest, Mode
    from app.drafting.pipeline import Assistant
    from app.drafting.scales import Scales
    from prompts.library import Library

    retriever = ThreadedRetriever(
        store, lambda: nullcontext(search), search.embedder_fingerprint, "synthetic", lambda _: None
    )
    assistant = Assistant(retriever, {}, Library(), Scales(EmbeddedMeaning(real)))

    async def timed(question: str) -> tuple[float, float]:
        started = time.perf_counter()
        events = assistant.events(AnswerRequest(question, Language.EN, Mode.VERBATIM))
        times = [time.perf_counter() - started async for _ in events]
        return times[0], times[-1]

    return lambda question: asyncio.run(timed(question))


def _indexes(folder: Path) -> tuple[Indexes, Callable[[], None]]:
    from retrieval.adapters.chroma import ChromaIndex
    from retrieval.adapters.codes import CodeFile
    from retrieval.adapters.lexical import LexicalFile
    from retrieval.adapters.nearest import NearestIndex
    from retrieval.adapters.vectors import VectorFile

    chroma = ChromaIndex.in_folder(folder / "chroma", "synthetic")
    index = NearestIndex(chroma, CodeFile(folder / "codes.db"))
    return Indexes(index, LexicalFile(folder / "lexical.db"), VectorFile(folder / "vectors.db")), chroma.close


def plain(count: int, folder: Path, models: Path) -> Pipeline:
    """LangChain's Chroma class. Its vectors are given to it, as ours are."""
    from langchain_chroma import Chroma
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(models / "e5-neutral"))
    embedder = SyntheticEmbedder(384, lambda question: model.encode_query([question], show_progress_bar=False))
    store = Chroma("plain", persist_directory=str(folder), collection_metadata={"hnsw:space": "cosine"})
    started = time.perf_counter()
    states: list[str] = []
    for paper in papers(count):
        texts = [paragraph.text for paragraph in paper.paragraphs]
        states.append(paper.submitters[0])
        store._collection.add(  # its own add_texts would embed them
            ids=[text.split(maxsplit=1)[0] for text in texts],
            embeddings=embedder.embed_passages(texts),
            documents=texts,
            metadatas=[{"state": states[-1]}] * len(texts),
        )
    facts = {"indexed_per_s": count / (time.perf_counter() - started)}

    def nearest(vector: Vectors, state: str | None) -> list[int]:
        only = {"state": state} if state else None
        found = store.similarity_search_by_vector(vector.tolist(), k=_DEPTH, filter=only)
        return [int(document.page_content.split(maxsplit=1)[0]) for document in found]

    return Pipeline(
        embedder,
        lambda text, state: nearest(embedder.embed_queries([text])[0], state),
        nearest,
        lambda number: states[number // PER_PAPER],
        facts,
    )


def _questions(count: int, pipeline: Pipeline) -> dict[str, float]:
    """Times and recall of the same questions, without a filter and within the papers of one State of 190."""
    every = [PER_PAPER + (n * 7919) % (count - PER_PAPER) for n in range(QUESTIONS)]
    result: dict[str, float] = {}
    vectors = np.concatenate([pipeline.embedder.embed_queries([question_of(n)]) for n in every])
    filters = [pipeline.state_of(PER_PAPER + (n * 31) % (count - PER_PAPER)) for n in every]
    for name, states in (("", [None] * len(every)), ("filtered_", filters)):
        for number, state in list(zip(every, states, strict=True))[:5]:
            pipeline.find(question_of(number), state)
        spent = []
        for number, state in zip(every, states, strict=True):
            started = time.perf_counter()
            pipeline.find(question_of(number), state)
            spent.append(1000 * (time.perf_counter() - started))
        exact = _exact(count, pipeline, vectors, states)
        hits = [
            len(set(pipeline.nearest(vector, state)) & best) / len(best)
            for vector, state, best in zip(vectors, states, exact, strict=True)
        ]
        result |= {f"{name}p{rank}_ms": float(np.percentile(spent, rank)) for rank in (50, 95, 99)}
        result[f"{name}recall"] = statistics.mean(hits)
    if pipeline.answer:
        times = np.array([pipeline.answer(question_of(number)) for number in every])[5:] * 1000
        result |= {"first_event_p95_ms": float(np.percentile(times[:, 0], 95))}
        result |= {"answer_p95_ms": float(np.percentile(times[:, 1], 95))}
    result["few_found"] = float(len(pipeline.nearest(vectors[0], pipeline.state_of(0))))
    return result


def _exact(count: int, pipeline: Pipeline, vectors: Vectors, states: Sequence[str | None]) -> list[set[int]]:
    """The ten nearest of each question by comparing all vectors, in blocks."""
    best: list[list[tuple[float, int]]] = [[] for _ in states]
    for numbers in _blocks(count):
        scores = vectors @ pipeline.embedder.embed_passages([str(n) for n in numbers]).T
        owners = np.array([pipeline.state_of(n) for n in numbers])
        for row, state in enumerate(states):
            own = scores[row] if state is None else np.where(owners == state, scores[row], -2.0)
            top = np.argpartition(-own, min(_DEPTH, len(own) - 1))[:_DEPTH]
            found = [(float(own[place]), numbers[place]) for place in top if own[place] > -2.0]
            best[row] = sorted(best[row] + found, reverse=True)[:_DEPTH]
    return [{number for _, number in row} for row in best]


def _blocks(count: int) -> Iterator[list[int]]:
    held = [n for n in range(count) if n >= PER_PAPER or n < 3]
    return (held[start : start + _BLOCK] for start in range(0, len(held), _BLOCK))


def _number(paragraph_id: str) -> int:
    paper, label = re.findall(r"CONF\.(\d+)/WP\.1#(\d+)@", paragraph_id)[0]
    return int(paper) * PER_PAPER + int(label) - 1


def memory(what: str) -> int:
    """MB of this process: resident now (VmRSS) or at most (VmHWM)."""
    found = re.search(rf"{what}:\s+(\d+)", Path("/proc/self/status").read_text(encoding="ascii"))
    return int(found[1]) // 1024 if found else 0


def _size(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


if __name__ == "__main__":
    main(sys.argv[1:])
