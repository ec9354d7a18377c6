"""What `make bench` measures, side by side with the plain alternative in one run. Prints; asserts nothing."""

from __future__ import annotations

import asyncio
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pypdfium2

from app.drafting.model import AnswerRequest, Mode
from app.settings import load_settings
from app.wiring import Home
from corpus.ingest import files_in, ingest, ingest_file
from corpus.model import Language
from corpus.store import Store
from retrieval.adapters.sbert import SbertEmbedder
from retrieval.ports import Embedder
from tests.builders.pdf import build_pdf

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
    _pdf()


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


def _pdf() -> None:
    """Pages a second against the bare library, memory against the number of pages, one core against all."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for language in ("en", "zh", "ar"):
            paper = _many_pages(folder, language, 200)
            ours = _median(lambda paper=paper: _run(_READ, paper), 3)  # type: ignore[misc]  # bound at once
            plain = _median(lambda paper=paper: _run(_PLAIN, paper), 3)  # type: ignore[misc]  # bound at once
            start = _median(lambda: _run(_START, folder), 3)
            _say(
                f"PDF, {language}, one core: ours {200 / (ours - start):.0f} pages/s, "
                f"plain pypdfium2 {200 / (plain - start):.0f} pages/s"
            )
        for pages in (100, 1_000, 10_000):
            _say(f"PDF of {pages} pages: at most {_run(_READ, _many_pages(folder, 'en', pages))} MB resident")
        for count in (1, os.cpu_count() or 1):
            files = [Path(shutil.copy(paper, folder / f"copy-{count}-{n}.pdf")) for n in range(8)]
            for n, file in enumerate(files):  # each file its own content, else it is a copy
                file.write_bytes(file.read_bytes() + f"%{count}-{n}".encode())
            started = time.perf_counter()
            with tempfile.TemporaryDirectory() as home:
                rows = list(ingest(Store.in_home(Path(home)), files_in(files), workers=count))
            spent = time.perf_counter() - started
            _say(f"8 PDF files, {sum(r.outcome != 'refused' for r in rows)} read, {count} workers: {spent:.1f} s")


def _many_pages(folder: Path, language: str, count: int) -> Path:
    """The pages of a specimen paper, again and again."""
    target = folder / f"{language}-{count}.pdf"
    if not target.exists():
        source = SPECIMEN / f"LT_CONF.2031_PC.I_WP.3.{language}.txt"
        paper = pypdfium2.PdfDocument(build_pdf(source, folder / f"{language}.pdf"))
        long = pypdfium2.PdfDocument.new()
        for _ in range(count // len(paper)):
            long.import_pages(paper)
        long.save(target)
    return target


_START = "import corpus.readers.pdf, pypdfium2"
_READ = f"{_START}, sys; corpus.readers.pdf.read_pdf(open(sys.argv[1], 'rb').read())"
_PLAIN = f"{_START}, sys; [p.get_textpage().get_text_range() for p in pypdfium2.PdfDocument(sys.argv[1])]"
# Not ru_maxrss: a process starts with the peak of the one that started it.
_PEAK = "; import re; print(int(re.search('VmHWM:[^0-9]+([0-9]+)', open('/proc/self/status').read())[1]) // 1024)"


def _run(code: str, path: Path) -> int:
    """Runs a line of Python in a process of its own and returns the most memory it held, in MB."""
    command = [sys.executable, "-I", "-c", code + _PEAK, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  # our own command
    return int(done.stdout)


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
