"""Files into the store: order, filters, names, replacements, and that one bad file never stops the rest."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.ingest import Ingested, files_in, ingest_file
from corpus.store import Store

NUMBERED = "{symbol}\n\nA title\n\nWorking paper submitted by Sweden\n\n1. {text}\n"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.in_home(tmp_path / "home")
    yield opened
    opened.close()


def write(path: Path, symbol: str = "", text: str = "Words are here.") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(NUMBERED.format(symbol=symbol, text=text).lstrip(), encoding="utf-8")
    return path


def id_of(result: Ingested) -> str:
    assert result.document is not None, result
    return result.document.id


def test_files_come_as_given_and_folders_by_name(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "sub/c.TXT", "d.pdf", "e.docx", "skip.csv", "sub/skip.png", "README"):
        write(tmp_path / "in" / name)
    last, first = write(tmp_path / "z.csv"), write(tmp_path / "y.txt")
    found = [path.relative_to(tmp_path).as_posix() for path in files_in([first, tmp_path / "in", last])]
    assert found == ["y.txt", "in/a.md", "in/b.txt", "in/d.pdf", "in/e.docx", "in/sub/c.TXT", "z.csv"]


def test_a_missing_path_is_kept_so_that_it_is_told(tmp_path: Path, store: Store) -> None:
    (path,) = files_in([tmp_path / "nowhere.txt"])
    result = ingest_file(store, path)
    assert (result.outcome, result.document) == ("refused", None)
    assert "no such file" in (result.error or "")


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n\n", "empty"),
        ("a.txt", b"caf\xe9 au lait", "byte 3"),
        ("a.txt", b"\x89PNG\x00\x00", "binary"),
        ("a.txt", b"12 34 - 56", "no text"),
        ("a.txt", b"%PDF-1.7 text", "PDF"),
        ("a.txt", b"PK\x03\x04rest", "zip"),
        ("a.pdf", b"plain words", "PDF"),
        ("a.docx", b"plain words", "Word"),
        ("a.html", b"<p>words</p>", "HTML"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(
    tmp_path: Path, store: Store, name: str, data: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(data)
    result = ingest_file(store, tmp_path / name)
    assert result.outcome == "refused" and reason in (result.error or "")
    assert store.counts() == (0, 0)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_permission_is_refused(tmp_path: Path, store: Store) -> None:
    path = write(tmp_path / "a.txt")
    path.chmod(0)
    result = ingest_file(store, path)
    assert result.outcome == "refused" and "permission" in (result.error or "").lower()


def test_a_folder_in_place_of_a_file_is_refused(tmp_path: Path, store: Store) -> None:
    assert ingest_file(store, tmp_path).outcome == "refused"


def test_one_bad_file_never_stops_the_rest(tmp_path: Path, store: Store) -> None:
    folder = tmp_path / "in"
    write(folder / "1.txt", "LT/CONF.2031/1")
    (folder / "2.txt").write_bytes(b"\xff\xfe\xff")
    write(folder / "3.txt", "LT/CONF.2031/3")
    results = [ingest_file(store, path) for path in files_in([folder, tmp_path / "gone.txt"])]
    assert [result.outcome for result in results] == ["added", "refused", "added", "refused"]
    assert store.counts()[0] == 2


def test_repeating_changes_nothing_and_a_changed_file_replaces_its_old_self(tmp_path: Path, store: Store) -> None:
    path = write(tmp_path / "a.txt", "LT/CONF.2031/1")
    assert [ingest_file(store, path).outcome for _ in range(2)] == ["added", "unchanged"]
    result = ingest_file(store, write(path, "LT/CONF.2031/1", "Other words."))
    assert result.outcome == "replaced" and id_of(result) == "LT/CONF.2031/1@en"
    document = store.document("LT/CONF.2031/1@en")
    assert document is not None and document.paragraphs[0].text == "Other words."
    assert store.counts() == (1, 1)


def test_a_file_that_now_holds_another_paper_takes_the_old_one_out(tmp_path: Path, store: Store) -> None:
    path = write(tmp_path / "a.txt", "LT/CONF.2031/1")
    ingest_file(store, path)
    result = ingest_file(store, write(path, "LT/CONF.2031/2"))
    assert (result.outcome, id_of(result)) == ("replaced", "LT/CONF.2031/2@en")
    assert [document.id for document in store.documents()] == ["LT/CONF.2031/2@en"]


def test_files_of_one_name_without_a_symbol_get_names_of_their_own_and_keep_them(tmp_path: Path, store: Store) -> None:
    paths = [write(tmp_path / folder / "My Paper.txt", text=f"Words of {folder}.") for folder in ("x", "y", "z")]
    wanted = ["doc:my-paper@en", "doc:my-paper-2@en", "doc:my-paper-3@en"]
    assert [id_of(ingest_file(store, path)) for path in paths] == wanted
    again = [ingest_file(store, path) for path in reversed(paths)]
    assert [id_of(result) for result in again] == wanted[::-1]
    assert {result.outcome for result in again} == {"unchanged"}


def test_a_copy_of_a_paper_in_another_file_is_the_same_paper(tmp_path: Path, store: Store) -> None:
    first, copy = (write(tmp_path / name, "LT/CONF.2031/1") for name in ("a.txt", "b.txt"))
    assert [ingest_file(store, path).outcome for path in (first, copy)] == ["added", "unchanged"]
    assert store.counts()[0] == 1


def test_the_specimen_goes_in_whole(specimen: Path, store: Store) -> None:
    results = [ingest_file(store, path) for path in files_in([specimen])]
    assert [result.outcome for result in results] == ["added"] * 18
    assert store.counts() == (18, 240)
