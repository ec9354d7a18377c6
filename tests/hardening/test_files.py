"""Files that are damaged: what is lost is told, whatever reads past it; and limits that are settings (R9)."""

from __future__ import annotations

import dataclasses
import os
import random
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.settings import Settings
from corpus.ingest import ingest
from corpus.limits import Limits, setting
from corpus.plain import read_text
from corpus.quality import Unreadable
from corpus.read import read_document
from corpus.readers.formats import read_lines_of
from corpus.readers.pdf import read_pdf
from corpus.readers.pdf_parts import Parts
from corpus.store import Store
from tests.builders.docx import build_docx
from tests.builders.html import build_html
from tests.builders.pdf import build_pdf
from tests.builders.sheets import drawn, lines, objects, sheets, stream
from tests.hardening.bombs import word, zipped

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "corpus" / "documents"
SMALL = Limits(file_mb=1, unpacked_mb=1, text_mb=1, pages=2, entries=10, nesting=10, lines=1000, line=1000)
_FUZZ_SECONDS = float(os.environ.get("RAPPORTEUR_TEST_FUZZ_SECONDS", "60"))


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    folder = tmp_path_factory.mktemp("damaged")
    sources = [sorted(FOLDER.glob(f"*.{language}.txt"))[3] for language in ("ar", "en", "es", "fr", "ru", "zh")]
    return [build_pdf(source, folder / f"{source.stem}.pdf").read_bytes() for source in sources]


def test_a_whole_pdf_of_any_language_bears_no_sign_of_damage(papers: list[bytes]) -> None:
    for paper in [*papers, sheets(lines("One."), []), drawn(b"BT /F 9 Tf (Hello) Tj ET", pages=3, packed=True)]:
        parts = Parts(paper, Limits())
        assert (parts.broken, parts.pages) == (0, read_pdf(paper).pages)


def test_words_that_a_flipped_bit_takes_are_told(papers: list[bytes]) -> None:
    """pdfium opens nine of ten such files, gives other words and says nothing. A letter of an unpacked table of letters
    that becomes another one bears no sign: those may be missed."""
    chance = random.Random(9)
    changed = silent = 0
    whole = [read_pdf(paper) for paper in papers]
    for n in range(120):
        data = bytearray(papers[n % len(papers)])
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        try:
            reading = read_pdf(bytes(data))
        except Unreadable:
            continue
        if reading.raw != whole[n % len(papers)].raw:
            changed += 1
            silent += not reading.warnings
    assert changed > 10, changed
    assert silent <= 0.2 * changed, (silent, changed)


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data.replace(b"\x78\x9c", b"\x78\x9d", 1),
        lambda data: data.replace(b"/Contents", b"/Contentr", 1),
        lambda data: data.replace(b"/Filter", b"/Filtep", 1),
        lambda data: data.replace(b"endstream", b"endstrmam", 1),
        lambda data: data.replace(b"endobj", b"endoboj", 1),
        lambda data: data.replace(b"0000000", b"0000001", 2),
        lambda data: data[: len(data) * 2 // 3],
        lambda data: data.replace(b"4 0 R", b"94 0 R", 1),
    ],
    ids=["packed", "key", "filter", "end-of-stream", "end-of-part", "table", "cut", "reference"],
)
def test_every_kind_of_damage_is_seen(papers: list[bytes], damage: object) -> None:
    assert callable(damage)
    for paper in papers:
        assert Parts(damage(paper), Limits()).broken


def test_a_page_that_the_tree_does_not_name_is_told() -> None:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</Font<</F 6 0 R>>>>>>"
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    words = stream(b"BT /F 12 Tf 72 700 Td (Hello there) Tj ET")
    data = objects(
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, page, words, font
    )  # fmt: skip
    assert read_pdf(data).warnings == (
        "This PDF holds 2 pages and shows 1; the others were not read. Look at the paper.",
    )


def test_pages_inside_a_packed_part_are_counted() -> None:
    inner = b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Page/Parent 2 0 R>>"
    head = b"2 0 3 %d " % len(inner[0])
    more = b"/Type/ObjStm/N 2/First %d" % len(head)
    whole = objects(b"<</Type/Catalog/Pages 2 0 R>>", stream(head + b"".join(inner), packed=True, more=more))
    assert Parts(whole.replace(b"2 0 obj", b"9 0 obj"), Limits()).pages == 1


# -- limits


def test_every_limit_is_a_setting_and_the_same_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings().limits == Limits()
    for field in dataclasses.fields(Limits):
        assert setting(field.name) == f"RAPPORTEUR_MAX_{field.name.upper()}"
        monkeypatch.setenv(setting(field.name), "1000")
    assert set(dataclasses.astuple(Settings().limits)) == {1000}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("file_mb", b"x" * 2_000_000),
        ("unpacked_mb", word(b"<w:p/>" * 200_000)),
        ("unpacked_mb", drawn(b" " * 2_000_000, packed=True)),
        ("text_mb", (("é" * 480 + "\n") * 400).encode() + b"\n# x\n\n|-|-|\n"),
        ("pages", drawn(b"", pages=3)),
        ("entries", zipped({f"{n}.xml": b"" for n in range(20)})),
        ("nesting", b"<div>" * 20 + b"x"),
        ("lines", b"x\n" * 1001),
        ("line", b"x" * 1001),
        ("line", b"<p>" + b"x " * 1001),
        ("line", word(b"<w:p><w:r><w:t>" + b"x" * 1001 + b"</w:t></w:r></w:p>")),
    ],
)
def test_a_file_above_a_limit_is_refused_with_its_name(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / "a").write_bytes(data)
    with pytest.raises(Unreadable) as caught:
        read_text(tmp_path / "a", SMALL)
    assert setting(name) in str(caught.value) and "\n" not in str(caught.value)
    store = Store.in_home(tmp_path / "home")
    (row,) = ingest(store, [tmp_path / "a"], limits=SMALL)
    store.close()
    assert row.outcome == "refused" and setting(name) in (row.error or "")


def test_a_text_to_be_checked_is_read_in_a_process_that_may_end(tmp_path: Path) -> None:
    """Brackets inside each other keep a reader of Markdown busy for hours."""
    (tmp_path / "a.md").write_bytes(b"# Title\n\n" + (b"[" * 50_000 + b"\n") * 9)
    with pytest.raises(Unreadable, match="RAPPORTEUR_MAX_READ_SECONDS"):
        read_text(tmp_path / "a.md", Limits(read_seconds=0.5))


def test_damage_is_told_by_check(tmp_path: Path, papers: list[bytes]) -> None:
    data = bytearray(papers[1])
    at = data.index(b"stream", data.index(b"/Contents"))
    data[at + 400] ^= 4
    (tmp_path / "a.pdf").write_bytes(data)
    assert any("damaged" in warning for warning in read_text(tmp_path / "a.pdf", Limits()).warnings)


# -- any bytes


def seeds(folder: Path) -> list[bytes]:
    """A paper in each format, small ones first."""
    source = sorted(FOLDER.glob("*.fr.txt"))[2]
    return [
        source.read_bytes(),
        build_html(source, folder / "a.html").read_bytes(),
        build_docx(source, folder / "a.docx").read_bytes(),
        build_pdf(source, folder / "a.pdf").read_bytes(),
        b"# Title\n\n> quoted\n\n1. One[^1]\n\n[^1]: note\n\n| a | b |\n|---|---|\n| c | d |\n",
    ]


def read_or_refuse(data: bytes) -> None:
    """Anything else that is raised fails the test."""
    try:
        read_document(data, "f", "f")
    except Unreadable as error:
        assert str(error) and "\n" not in str(error)


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The bytes with a few of them flipped, cut, doubled, swapped or replaced by what parsers mind."""
    held = bytearray(data)
    for _ in range(1 + chance.randrange(6)):
        at, length = chance.randrange(len(held) + 1), chance.randrange(200)
        match chance.randrange(6):
            case 0 if held:
                held[at % len(held)] ^= 1 << chance.randrange(8)
            case 1:
                del held[at : at + length]
            case 2:
                held[at:at] = held[at : at + length] * chance.randrange(1, 9)
            case 3:
                held[at : at + 1] = chance.choice(
                    [b"\x00", b"\xff", b"<", b"[", b"(", b"\n", b"9" * 30, b"\xe2\x80\xae"]
                )
            case 4:
                held[at : at + length] = chance.randbytes(length)
            case _:
                other = chance.randrange(len(held) + 1)
                held[at : at + length], held[other : other + length] = (
                    held[other : other + length],
                    held[at : at + length],
                )
    return bytes(held)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400), st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04", b"<html>", b"# T\n\n"]))
def test_any_bytes_are_read_or_refused(data: bytes, start: bytes) -> None:
    read_or_refuse(start + data)


@pytest.mark.long
def test_mutated_papers_of_every_format_are_read_or_refused(tmp_path: Path) -> None:
    """For as many seconds as RAPPORTEUR_TEST_FUZZ_SECONDS says."""
    chance, found, count = random.Random(time.time_ns()), seeds(tmp_path), 0
    end = time.monotonic() + _FUZZ_SECONDS
    while time.monotonic() < end:
        data = mutated(chance.choice(found), chance)
        count += 1
        started = time.monotonic()
        try:
            read_or_refuse(data)
        except BaseException:
            Path("var").mkdir(exist_ok=True)
            Path(f"var/fuzz-{zlib.crc32(data):08x}").write_bytes(data)
            raise
        assert time.monotonic() - started < 60
    sys.stdout.write(f"{count} mutated papers were read or refused\n")
    assert count


@pytest.mark.long
def test_a_damaged_paper_through_the_command_says_what_was_read(tmp_path: Path, papers: list[bytes]) -> None:
    data = bytearray(papers[1])
    data[data.index(b"stream", data.index(b"/Contents")) + 400] ^= 4
    (tmp_path / "a.pdf").write_bytes(data)
    script = "import sys; from app.cli import main; sys.exit(main())"
    words = [sys.executable, "-c", script, "ingest", str(tmp_path / "a.pdf"), "--home", str(tmp_path / "home")]
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=ROOT)
    assert "This PDF is damaged" in done.stdout + done.stderr
    assert read_lines_of(papers[1]).lines
