"""What `make bench` measures, side by side with the plain alternative in one run. Prints; asserts nothing.

`SIZES="10000 100000 1000000"` names the sizes of the synthetic collections; a million takes two hours.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pypdfium2
from langchain_chroma import Chroma

from app.drafting.model import AnswerRequest, Mode
from app.settings import load_settings
from app.wiring import Home
from corpus.ingest import files_in, ingest, ingest_file
from corpus.model import Language
from corpus.store import Store
from evals.bench.plain_service import PlainEmbeddings
from tests.builders.pdf import build_pdf

SPECIMEN, REAL = Path("corpus/documents"), Path("../shared/corpus")
QUESTION = "How quickly should the naval hotline be answered?"
QUESTIONS = (
    "How many inspectors does Averland want?",
    "What does Norrund say about the cost of inspections?",
    "Who opposes a moratorium on new deployments?",
    "What did the Conference decide on inspectors?",
    "What does Tavenne say about inspections?",
)
SIZES = os.environ.get("SIZES", "10000 100000").split()
_COLUMNS = (
    ("indexed_per_s", "indexed/s"),
    ("p50_ms", "p50 ms"),
    ("p95_ms", "p95 ms"),
    ("p99_ms", "p99 ms"),
    ("recall", "recall@10"),
    ("filtered_p95_ms", "filter p95"),
    ("filtered_recall", "filter recall"),
    ("first_event_p95_ms", "1st event p95"),
    ("answer_p95_ms", "answer p95"),
    ("resident_mb", "MB resident"),
    ("disk_mb", "MB on disk"),
)
_SERVICE = (
    ("idle_mb", "MB at rest"),
    ("first_event_p95_ms", "1st event p95"),
    ("first_paint_ms", "1st paint ms"),
    ("readers_p95_ms", "50 own p95"),
    ("readers_per_s", "own/s"),
    ("readers_processor_ms", "own CPU ms"),
    ("alike_p95_ms", "50 alike p95"),
    ("alike_per_s", "alike/s"),
    ("after_mb", "MB after"),
)


def main() -> None:
    """Runs every measurement."""
    _say(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}")
    _help()
    with tempfile.TemporaryDirectory() as folder, Home(load_settings(folder)) as home:
        _indexing(home)
        _ask(home)
        models = home.settings.models
        home.close()
        _service(folder, models)
    _scale(models)
    _pdf()


def _help() -> None:
    command = [str(Path(sys.executable).with_name("rapporteur")), "--help"]
    _say(f"rapporteur --help: {_median(lambda: subprocess.run(command, check=True, capture_output=True), 5):.2f} s")  # noqa: S603  # our own command


def _indexing(home: Home) -> None:
    """The specimen into the indexes: ours with and without sentences, and the plain pipeline on the same weights."""
    started = time.perf_counter()
    for file in files_in([SPECIMEN, *([REAL] if REAL.is_dir() else [])]):
        ingest_file(home.store, file)
    documents, paragraphs = home.store.counts()
    _say(f"reading {documents} documents, {paragraphs} paragraphs: {time.perf_counter() - started:.1f} s")
    home.embedder.embed_passages([QUESTION])
    with Home(home.settings.model_copy(update={"indexing": "quick"})) as other:
        other.embedder.embed_passages([QUESTION])
        rows = {"ours, quick: whole paragraphs only": _seconds(lambda: other.index_pending(_quietly))}
    rows["ours: whole paragraphs and every sentence"] = _seconds(lambda: home.index_pending(_quietly))
    plain = PlainEmbeddings(home.settings.models / "e5-neutral")
    plain.embed_query(QUESTION)
    texts = [p.text for d in home.store.documents() for p in (home.store.document(d.id) or d).paragraphs]
    with tempfile.TemporaryDirectory() as folder:
        chroma = Chroma("plain", plain, persist_directory=folder)
        rows["plain: LangChain, Chroma, sentence-transformers (torch)"] = _seconds(lambda: chroma.add_texts(texts))
    slowest = rows["plain: LangChain, Chroma, sentence-transformers (torch)"]
    for name, seconds in rows.items():
        _say(f"indexing, {name}: {paragraphs / seconds:.1f} paragraphs/s, {slowest / seconds:.2f} times plain")
    for name, embed in (("ours", home.embedder.embed_queries), ("plain", plain.embed_documents)):
        milliseconds = 1000 * _median(lambda embed=embed: embed([QUESTION]), 21)  # type: ignore[misc]  # bound at once
        _say(f"one question, {name}: {milliseconds:.1f} ms")


def _service(home: str, models: Path) -> None:
    """The service over the specimen: at rest, first event and paint, fifty readers without a pause; the plain one."""
    _say("the service, fifty readers on the same cores: questions of their own, or the same eight")
    _table(["service", *(title for _, title in _SERVICE)])
    for kind in ("ours", "plain"):
        command = [sys.executable, "-m", "evals.bench.service", kind, home, str(models)]
        done = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True)  # noqa: S603  # our own command
        row = {} if done.returncode else json.loads(done.stdout.splitlines()[-1])  # what failed has said so itself
        _table([kind, *(_shown(row.get(name)) for name, _ in _SERVICE)])


def _scale(models: Path) -> None:
    """Synthetic papers: each pipeline at each size in a process of its own."""
    _say("synthetic vectors and words, 200 questions, the embedding of the question included; filter: one State of 190")
    _table(["pipeline", "paragraphs", *(title for _, title in _COLUMNS)])
    for size in SIZES:
        for kind in ("ours", "plain"):
            with tempfile.TemporaryDirectory() as folder:
                command = [sys.executable, "-I", "-m", "evals.bench.scale", kind, size, folder, str(models)]
                done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603  # our own
            row = json.loads(done.stdout.splitlines()[-1])
            _table([kind, size, *(_shown(row.get(name)) for name, _ in _COLUMNS)])


def _table(cells: Sequence[str]) -> None:
    _say("  ".join(f"{cell:>13}" for cell in cells))


def _shown(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.3f}" if value <= 1 else f"{value:.0f}"


def _quietly(_done: int, _total: int) -> None:
    """No progress is shown."""


def _ask(home: Home) -> None:
    """A warm answer over the specimen: in the sources' own words, and with the embedded language model."""
    modes = [Mode.VERBATIM, *([Mode.LOCAL] if home.settings.language_model.exists() else [])]
    for mode in modes:
        assistant = home.assistant(mode)
        answers: list[float] = []
        for asked in (QUESTION, *QUESTIONS):
            request = AnswerRequest(asked, Language.EN, mode)
            started = time.perf_counter()
            asyncio.run(assistant.answer(request))
            answers.append(time.perf_counter() - started)
        _say(f"warm {mode} answers: {', '.join(f'{seconds:.2f}' for seconds in answers[1:])} s")


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


def _seconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
