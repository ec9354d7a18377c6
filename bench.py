"""What `make bench` measures, side by side with the plain alternative in one run. Prints; asserts nothing."""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from app.drafting.model import AnswerRequest, Mode
from app.settings import load_settings
from app.wiring import Home
from corpus.ingest import files_in, ingest_file
from corpus.model import Language
from retrieval.adapters.sbert import SbertEmbedder
from retrieval.ports import Embedder

SPECIMEN, REAL = Path("corpus/documents"), Path("../shared/corpus")
QUESTION = "How quickly should the naval hotline be answered?"


def main() -> None:
    """Runs every measurement."""
    _say(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}")
    _help()
    with tempfile.TemporaryDirectory() as folder, Home(load_settings(folder)) as home:
        _embedders(home)
        _index(home)
        _ask(home)


def _help() -> None:
    command = [str(Path(sys.executable).with_name("rapporteur")), "--help"]
    _say(f"rapporteur --help: {_median(lambda: subprocess.run(command, check=True, capture_output=True), 5):.2f} s")  # noqa: S603  # our own command


def _embedders(home: Home) -> None:
    texts = [text for file in sorted(SPECIMEN.glob("*.txt")) for text in file.read_text("utf-8").split("\n\n")]
    texts = [text for text in texts if len(text) > 200][:64]
    plain = SbertEmbedder(str(home.settings.models / "e5-neutral"))
    ours = home.embedder
    rows: list[tuple[str, Embedder]] = [("ours: ONNX, fused", ours), ("plain: sentence-transformers, e5", plain)]
    for name, embedder in rows:
        embedder.embed_passages(texts[:8])
        seconds = _median(lambda embedder=embedder: embedder.embed_passages(texts), 3)  # type: ignore[misc]  # bound at once
        query = _median(lambda embedder=embedder: embedder.embed_queries([QUESTION]), 9)  # type: ignore[misc]  # bound at once
        _say(f"{name}: {len(texts) / seconds:.0f} passages/s, one question {query * 1000:.1f} ms")


def _index(home: Home) -> None:
    folders = [SPECIMEN, *([REAL] if REAL.is_dir() else [])]
    started = time.perf_counter()
    for file in files_in(folders):
        ingest_file(home.store, file)
    read = time.perf_counter() - started
    count = home.index_pending(lambda _done, _total: None)
    spent = time.perf_counter() - started - read
    _say(f"reading {home.store.counts()[0]} documents: {read:.1f} s")
    _say(f"indexing {count} paragraphs and their sentences: {spent:.1f} s, {count / spent:.1f} paragraphs/s")


def _ask(home: Home) -> None:
    assistant = home.assistant(Mode.VERBATIM)
    request = AnswerRequest(QUESTION, Language.EN, Mode.VERBATIM)
    asyncio.run(assistant.answer(request))
    seconds = _median(lambda: asyncio.run(assistant.answer(request)), 21)
    _say(f"warm verbatim ask: {seconds * 1000:.0f} ms (median of 21)")


def _median(call: Callable[[], object], times: int) -> float:
    spent = []
    for _ in range(times):
        started = time.perf_counter()
        call()
        spent.append(time.perf_counter() - started)
    return statistics.median(spent)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
