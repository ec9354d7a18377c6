"""PDFs that are damaged or made to do harm: each is read or refused in one clear line, and never breaks the reader.

What a file may cost is held by the processes of ``corpus.reading_pool``; here is what comes of it without them.
"""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest

from corpus.quality import Unreadable
from corpus.read import read_document
from corpus.readers.lines import Reading
from corpus.readers.pdf import read_pdf
from tests.builders.pdf import build_pdf
from tests.builders.sheets import drawn, lines, objects, sheets, stream

FOLDER = Path(__file__).parents[2] / "corpus" / "documents"
CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
HELLO = b"BT /F 12 Tf 72 700 Td (Hello there) Tj ET\n"
MEGABYTE = 1024 * 1024


def read_or_refuse(data: bytes) -> Reading | str:
    """The reading, or the reason why there is none; whatever else is raised fails the test."""
    try:
        return read_pdf(data)
    except Unreadable as error:
        reason = str(error)
        assert reason and "\n" not in reason and reason[0].islower() | reason.startswith("PDF")
        return reason


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    folder = tmp_path_factory.mktemp("hostile")
    sources = sorted(FOLDER.glob("*.txt"))[::17][:4] + sorted(FOLDER.glob("*.ar.txt"))[:1]
    return [build_pdf(source, folder / f"{source.stem}.pdf").read_bytes() for source in sources]


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7",
        b"%PDF-1.7\n%%EOF",
        b"%PDF-1.7\ntrailer\n<</Root 1 0 R>>\n%%EOF",
        objects(CATALOGUE, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"),
        objects(CATALOGUE, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Pages/Kids[2 0 R]/Count 1>>"),
        objects(CATALOGUE, b"<</Type/Pages/Kids[3 0 R]/Count 19000>>", PAGE),
        objects(CATALOGUE, *(b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % (n + 3) for n in range(3000)), PAGE),
        objects(b"<</Type/Catalog>>"),
    ],
    ids=["header", "end", "no-root", "loop", "long-loop", "count", "deep", "no-pages"],
)
def test_a_file_without_a_page_that_can_be_read_is_refused_as_damaged(data: bytes) -> None:
    with pytest.raises(Unreadable, match="damaged"):
        read_pdf(data)


@pytest.mark.parametrize("count", [-5, 2_000_000_000])
def test_a_page_count_that_is_a_lie_is_not_believed(count: int) -> None:
    data = objects(CATALOGUE, b"<</Type/Pages/Kids[3 0 R]/Count %d>>" % count, PAGE)
    with pytest.raises(Unreadable, match="none of the 1 pages"):
        read_pdf(data)


def test_more_pages_than_a_paper_has_are_refused() -> None:
    with pytest.raises(Unreadable, match="this PDF has 20001 pages; at most 20000 are read"):
        read_pdf(drawn(HELLO, pages=20_001))


def test_a_picture_of_a_page_is_refused_as_a_scan() -> None:
    picture = stream(b"\x00" * 300, more=b"/Type/XObject/Subtype/Image/Width 10/Height 10/BitsPerComponent 8"
                     b"/ColorSpace/DeviceRGB")  # fmt: skip
    data = objects(
        CATALOGUE,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</XObject<</I 4 0 R>>>>>>",
        picture,
        stream(b"595 0 0 842 0 0 cm /I Do"),
    )
    with pytest.raises(Unreadable, match="none of the 1 pages of this PDF holds text: it is a scan"):
        read_pdf(data)


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 200_000,
        b"q " * 200_000,
        b"BT /F 1e30 Tf 1e30 1e30 Td (huge) Tj 0 -1e38 Td (far) Tj ET",
        b"BT /F 0 Tf (no size) Tj ET BT /F -12 Tf 72 700 Td (upside down) Tj ET",
        b"BT /F 12 Tf 0 0 0 0 72 700 Tm (flat) Tj ET",
        b"BT /F 12 Tf 72 700 Td " + b"(a) Tj " * 20_000 + b"ET",
        b"BT /F 12 Tf " + b"".join(b"1 0 0 1 %d 830 Tm (7) Tj " % (n * 40) for n in range(4000)) + b"ET",
    ],
    ids=["brackets", "states", "huge", "no-size", "flat", "letters", "numbers-on-the-edge"],
)
def test_content_that_no_paper_has_is_read_or_refused(content: bytes) -> None:
    read_or_refuse(drawn(content))


@pytest.mark.parametrize("unit", [b"\x00", b" ", HELLO], ids=["zeros", "spaces", "text"])
def test_content_that_swells_is_read_or_refused(unit: bytes) -> None:
    data = drawn(unit * (4 * MEGABYTE // len(unit)), packed=True)
    assert len(data) < 20_000
    found = read_or_refuse(data)
    assert isinstance(found, str) or found.raw == "Hello there\n"


def test_a_paper_cut_at_every_tenth_is_read_or_refused(papers: list[bytes]) -> None:
    for paper in papers:
        for tenth in range(10):
            found = read_or_refuse(paper[: len(paper) * tenth // 10])
            assert isinstance(found, str) or found.lines


def test_two_hundred_papers_with_flipped_bits_are_read_or_refused(papers: list[bytes]) -> None:
    chance = random.Random(29)
    for n in range(200):
        data = bytearray(papers[n % len(papers)])
        for _ in range(1 + n % 20):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        try:
            read_document(bytes(data), "f.pdf", "f")
        except Unreadable as error:
            assert "\n" not in str(error)


def test_pages_without_text_are_told_with_their_numbers_and_the_others_are_read() -> None:
    data = sheets(lines("First."), [], lines("Third."), [], [])
    reading = read_pdf(data)
    assert [(line.text, line.page) for line in reading.lines] == [("First.", 1), ("Third.", 3)]
    assert reading.raw == "First.\n\f\fThird.\n\f\f"
    assert (reading.pages, reading.warnings) == (
        5, ("Each of the pages 2, 4, 5 of 5 holds no text (empty, or a picture).",),
    )  # fmt: skip


def test_a_page_that_is_missing_is_told_and_the_others_are_read() -> None:
    kids = b"<</Type/Pages/Kids[4 0 R 3 0 R 4 0 R]/Count 3>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</Font<</F 6 0 R>>>>>>"
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    reading = read_pdf(objects(CATALOGUE, kids, b"null", page, stream(HELLO), font))
    assert [line.page for line in reading.lines] == [1, 3]
    assert reading.warnings == ("Page 2 of 3 cannot be read: the file is damaged there.",)


@pytest.mark.parametrize(("user", "reads"), [("", True), ("secret", False)])
def test_only_a_password_for_opening_locks_a_paper(user: str, reads: bool) -> None:
    from fpdf import FPDF

    file = FPDF()
    file.add_page()
    file.set_font("Helvetica", size=12)
    file.cell(text="Words of a paper.")
    file.set_encryption(owner_password="owner", user_password=user or None)
    found = read_or_refuse(bytes(file.output()))
    assert isinstance(found, Reading) is reads
    assert reads or found == "this PDF is locked with a password; save it without one and ingest it again"


def test_a_reading_is_ended_by_what_is_told_of_its_pages() -> None:
    class Stopped(Exception):
        pass

    told = []

    def stop(done: int, total: int) -> None:
        told.append((done, total))
        if done == 2:
            raise Stopped

    with pytest.raises(Stopped):
        read_pdf(drawn(HELLO, pages=5), stop)
    assert told == [(1, 5), (2, 5)]
    assert len(read_pdf(drawn(HELLO, pages=5)).lines) == 5  # the library is as it was


_MEASURE = r"""
import re, sys
from corpus.readers.pdf import read_pdf
data, told = open(sys.argv[1], "rb").read(), []
reading = read_pdf(data, lambda done, total: told.append(done))
assert told == list(range(1, 10_001)), told[:9]
# Not ru_maxrss: a process starts with the peak of the one that started it.
peak = int(re.search(r"VmHWM:\s+(\d+)", open("/proc/self/status").read())[1])
print(reading.pages, len(reading.lines), peak // 1024)
"""


def test_ten_thousand_pages_are_read_with_progress_in_less_than_half_a_gigabyte(tmp_path: Path) -> None:
    rows = b"".join(b"1 0 0 1 72 %d Tm (Line %d of a page that repeats) Tj " % (780 - n * 20, n) for n in range(12))
    file = tmp_path / "long.pdf"
    file.write_bytes(drawn(b"BT /F 10 Tf " + rows + b"ET", pages=10_000))
    ran = subprocess.run([sys.executable, "-c", _MEASURE, str(file)], capture_output=True, text=True, check=True)
    pages, found, megabytes = map(int, ran.stdout.split())
    assert (pages, found) == (10_000, 120_000)
    assert megabytes < 500


def test_the_library_is_left_without_an_open_document(papers: list[bytes]) -> None:
    """A file that breaks in the middle does not hinder the next one."""
    for data in (papers[0][: len(papers[0]) // 2], b"%PDF-1.7", drawn(b"[" * 1000)):
        read_or_refuse(data)
    assert read_pdf(papers[0]).lines
    assert len(pypdfium2.PdfDocument(papers[0])) == 2
