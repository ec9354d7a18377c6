"""Papers of thousands of pages: told page by page, stopped when asked, and never held in memory whole (R11).

One of ten thousand pages: tests/corpus/test_hostile_pdfs.py. A job stopped over HTTP: tests/app/test_uploads.py.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from corpus.ingest import Step, ingest
from corpus.store import Store
from tests.builders.sheets import drawn, lines, sheets

ROOT = Path(__file__).parents[2]
PAGE = b"BT /F 10 Tf " + b"".join(b"1 0 0 1 72 %d Tm (Line %d of a page.) Tj " % (780 - n * 20, n) for n in range(9))
_PEAK = """
import re, sys
from corpus.readers.pdf import read_pdf
data = open(sys.argv[1], "rb").read()
reading = read_pdf(data)
print(reading.pages, int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) // 1024)
"""
WORDS = {
    "en": "Words of the paper are here", "es": "Las palabras del documento están aquí",
    "fr": "Les mots du document sont là", "ru": "Слова документа находятся здесь",
}  # fmt: skip


def peak_of(pages: int, folder: Path) -> int:
    """Megabytes that reading so many pages takes at most."""
    file = folder / f"{pages}.pdf"
    file.write_bytes(drawn(PAGE + b"ET", pages=pages))
    command = [sys.executable, "-c", _PEAK, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    found, peak = map(int, done.stdout.split())
    assert found == pages
    return peak


@pytest.mark.long
def test_ten_thousand_pages_take_no_more_memory_than_a_thousand(tmp_path: Path) -> None:
    small, large = peak_of(1_000, tmp_path), peak_of(10_000, tmp_path)
    sys.stdout.write(f"1,000 pages: {small} MB; 10,000 pages: {large} MB\n")
    assert large - small < 160


def test_a_long_paper_is_told_page_by_page_and_can_be_stopped(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(drawn(PAGE + b"ET", pages=3_000))
    store, steps = Store.in_home(tmp_path / "home"), list[Step]()
    rows = ingest(
        store,
        [tmp_path / "a.pdf"],
        workers=1,
        progress=steps.append,
        cancelled=lambda: bool(steps) and steps[-1].page > 0,
    )
    assert list(rows) == [] and store.counts() == (0, 0)
    assert 0 < steps[-1].page < 3_000 and steps[-1].pages == 3_000
    store.close()


@pytest.mark.long
@pytest.mark.parametrize("language", WORDS)
def test_two_thousand_pages_in_four_languages_are_read(language: str, tmp_path: Path) -> None:
    pages = [lines(*[WORDS[language]] * 9) for _ in range(2_000)]
    (tmp_path / "a.pdf").write_bytes(sheets(*pages, unicode=True))
    store, steps = Store.in_home(tmp_path / "home"), list[Step]()
    (row,) = ingest(store, [tmp_path / "a.pdf"], workers=1, progress=steps.append)
    store.close()
    assert row.document is not None and row.document.pages == 2_000
    assert [step.page for step in steps] and max(step.page for step in steps) == 2_000
