"""Names and kinds of files that lead astray: nothing outside is read or written, and a file is what it holds (R12).

Names that cannot be seen, pipes, devices and folders that cannot be opened: tests/corpus/test_ingest.py.
"""

from __future__ import annotations

import io
import os
import socket
from pathlib import Path

import pytest
from starlette.datastructures import UploadFile

from app.serving.uploads import _stage
from corpus.ingest import ingest
from corpus.limits import Limits
from corpus.plain import read_text
from corpus.quality import Unreadable
from corpus.sources import Source, files_in
from corpus.store import Store
from tests.builders.sheets import drawn
from tests.hardening.bombs import word

TEXT = b"LT/CONF.2031/1\n\nA title\n\nWorking paper submitted by Sweden\n\n1. Words are here.\n"
NAMES = [
    "../../up.txt", "..\\..\\up.txt", "C:\\windows\\win.ini", "CON", "a\x00b.txt", "a\nb.txt",
    "\u202etxt.exe", "x" * 300, "-rf", "   ", ".", "..", "\U0001f600.txt", "a\u200bb.txt", "file://etc/passwd", "~/x",
]  # fmt: skip


def sent(name: str, data: bytes) -> UploadFile:
    """A file of an upload."""
    return UploadFile(io.BytesIO(data), filename=name)


def test_an_uploaded_name_is_shown_and_never_used_as_a_path(tmp_path: Path) -> None:
    folder = tmp_path / "in" / "job"
    names = [*NAMES, str(tmp_path / "absolute.txt")]  # no file of the machine: without the defence it is written
    sources = _stage(folder, [sent(name, TEXT + str(n).encode()) for n, name in enumerate(names)])
    assert {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()} == {
        f"in/job/{number}" for number in range(len(names))
    }
    store = Store.in_home(tmp_path / "home")
    rows = list(ingest(store, sources, workers=1))
    store.close()
    assert rows[0].outcome == "added" and all(row.outcome in ("added", "replaced") for row in rows)
    assert all(row.file.isprintable() and "/" not in row.file and "\\.." not in row.file for row in rows)


def test_the_same_name_twice_in_one_upload_is_two_files(tmp_path: Path) -> None:
    texts = [b"Words of one paper are here.\n", b"Words of another paper are here.\n"]
    sources = _stage(tmp_path / "job", [sent("a.txt", text) for text in texts])
    assert [source.path.read_bytes() for source in sources] == texts


def test_a_link_that_leads_out_of_a_folder_is_not_followed_and_a_loop_ends(tmp_path: Path) -> None:
    outside, inside = tmp_path / "out", tmp_path / "in"
    outside.mkdir()
    inside.mkdir()
    (outside / "secret.txt").write_bytes(TEXT)
    (inside / "own.txt").write_bytes(TEXT)
    (inside / "secret.txt").symlink_to(outside / "secret.txt")
    (inside / "near.txt").symlink_to(inside / "own.txt")
    (inside / "folder").symlink_to(outside)
    (inside / "loop").symlink_to(inside)
    (inside / "broken.txt").symlink_to(inside / "nowhere")
    (inside / "self.txt").symlink_to(inside / "self.txt")
    assert [path.name for path in files_in([inside])] == ["near.txt", "own.txt"]
    assert [path.name for path in files_in([inside / "secret.txt"])] == ["secret.txt"]  # named by hand


def test_what_is_no_ordinary_file_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    with socket.socket(socket.AF_UNIX) as own:
        own.bind(str(tmp_path / "s.txt"))
        for path in (tmp_path / "pipe.txt", tmp_path / "s.txt", tmp_path / "self.txt", Path("/dev/zero"), tmp_path):
            with pytest.raises(Unreadable):
                read_text(path, Limits())
    assert list(files_in([tmp_path])) == []


@pytest.mark.parametrize(
    ("name", "data", "outcome"),
    [
        ("a.docx", drawn(b"BT /F 12 Tf 72 700 Td (1. Words of a paper are here.) Tj ET"), "added"),
        ("a.txt", b"<html><p>1. Words of a paper are here.", "added"),
        ("a.pdf", word(b"<w:p><w:r><w:t>1. Words of a paper are here.</w:t></w:r></w:p>"), "added"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\x00\x00", "refused"),
        ("a.pdf", b"MZ\x90\x00\x03", "refused"),
        ("a.docx", b"\x7fELF\x02\x01\x01\x00", "refused"),
        ("a.html", b"GIF89a\x01\x00\x01\x00\x00", "refused"),
        ("a.pdf", b"\x1f\x8b\x08\x00", "refused"),
    ],
)
def test_a_file_is_what_it_holds_and_not_what_it_is_called(
    tmp_path: Path, name: str, data: bytes, outcome: str
) -> None:
    (tmp_path / name).write_bytes(data)
    store = Store.in_home(tmp_path / "home")
    (row,) = ingest(store, [Source(tmp_path / name)], workers=1)
    store.close()
    assert row.outcome == outcome, row


def test_a_file_of_two_kinds_is_read_as_one(tmp_path: Path) -> None:
    """A PDF that is a zip as well: what is read is what a PDF reader shows."""
    both = drawn(b"BT /F 12 Tf 72 700 Td (1. Words of the PDF are here.) Tj ET")
    both += word(b"<w:p><w:r><w:t>1. Words of Word are here.</w:t></w:r></w:p>")
    (tmp_path / "a.docx").write_bytes(both)
    text = read_text(tmp_path / "a.docx", Limits())
    assert "Words of the PDF" in text.text and "Words of Word" not in text.text
    assert any("damaged" in warning for warning in text.warnings)


def test_a_file_that_grows_while_it_is_read_is_cut_at_the_limit(tmp_path: Path) -> None:
    from corpus.read import read_plain
    from corpus.reading_worker import Task, read_here

    (tmp_path / "a.txt").write_bytes(b"x" * 2_000_000)  # small when it was looked at
    found = read_here(Task(tmp_path / "a.txt", 10, "a", "a"), read_plain, Limits(file_mb=1))
    assert isinstance(found, str) and "RAPPORTEUR_MAX_FILE_MB" in found
