"""Files into the store: order, names, replacements, workers that break, cancelling, and being killed on the way."""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus import ingest as module
from corpus.ingest import Ingested, Source, Step, files_in, ingest, ingest_file
from corpus.limits import Limits
from corpus.store import Store

READS = """
import sys
from pathlib import Path
from corpus.ingest import files_in, ingest
from corpus.store import Store
for row in ingest(Store.in_home(Path(sys.argv[1])), files_in([Path(sys.argv[2])]), workers=2):
    print(row.outcome, row.document.id, flush=True)
"""
SHORT = Limits(read_seconds=1.5, read_mb=64)
NUMBERED = "{symbol}\n\nA title\n\nWorking paper submitted by Sweden\n\n1. {text}\n"
CHINESE = "{symbol}\n\n标题\n\n1. 这里有文字。{text}\n"  # a worker knows its language without loading a classifier


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.in_home(tmp_path / "home")
    yield opened
    opened.close()


@pytest.fixture
def poisoned(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The module of readers that break, where workers find it too."""
    folder = str(Path(__file__).parent)
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([folder, *filter(None, [os.environ.get("PYTHONPATH")])]))
    return importlib.import_module("poisoned_readers")


def write(path: Path, symbol: str = "", text: str = "Words are here.", form: str = NUMBERED) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(form.format(symbol=symbol, text=text).lstrip(), encoding="utf-8")
    return path


def id_of(result: Ingested) -> str:
    assert result.document is not None, result
    return result.document.id


def test_files_come_as_given_and_folders_by_name(tmp_path: Path) -> None:
    skipped = ("skip.csv", "sub/skip.png", "README", "old.doc", ".hidden.txt", "._d.pdf", "~$e.docx")
    for name in ("b.txt", "a.md", "sub/c.TXT", "d.pdf", "e.docx", "f.xhtml", *skipped):
        write(tmp_path / "in" / name)
    last, first = write(tmp_path / "z.csv"), write(tmp_path / "y.txt")
    found = [path.relative_to(tmp_path).as_posix() for path in files_in([first, tmp_path / "in", last])]
    assert found == ["y.txt", "in/a.md", "in/b.txt", "in/d.pdf", "in/e.docx", "in/f.xhtml", "in/sub/c.TXT", "z.csv"]


def test_a_missing_path_is_kept_so_that_it_is_told(tmp_path: Path, store: Store) -> None:
    (path,) = files_in([tmp_path / "nowhere.txt"])
    result = ingest_file(store, path)
    assert (result.outcome, result.document) == ("refused", None)
    assert "no such file" in (result.error or "")


@pytest.mark.parametrize("workers", [None, 1])
@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"caf\xe9 au lait", "byte 3"),
        (b"\x89PNG\x00\x00", "binary"),
        (b"12 34 - 56", "no text"),
        (b"\xd0\xcf\x11\xe0 old", "save it as .docx"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(
    tmp_path: Path, store: Store, data: bytes, reason: str, workers: int | None
) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    (result,) = ingest(store, [tmp_path / "a.txt"], workers=workers)
    assert result.outcome == "refused" and reason in (result.error or "")
    assert store.counts() == (0, 0)


def test_a_file_named_by_hand_is_read_whatever_its_name(tmp_path: Path, store: Store) -> None:
    paths = [write(tmp_path / name, f"LT/CONF.2031/{name[0]}") for name in ("1.csv", "2", "3.pdf")]
    assert [row.outcome for row in ingest(store, paths)] == ["added"] * 3


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path, store: Store) -> None:
    with (tmp_path / "a.pdf").open("wb") as file:
        file.truncate(200 * 1024 * 1024 + 1)
    (result,) = ingest(store, [tmp_path / "a.pdf"])
    assert result.error is not None and "200 MB" in result.error


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path, store: Store) -> None:
    os.mkfifo(tmp_path / "a.txt")
    results = list(ingest(store, [tmp_path / "a.txt", Path("/dev/zero"), tmp_path, Path("x" * 5000), Path("a\x00b")]))
    assert [result.outcome for result in results] == ["refused"] * 5


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
    files = list(files_in([specimen]))
    assert [row.outcome for row in ingest(store, files, workers=2)] == ["added"] * len(files)
    assert store.counts()[0] == len(files) >= 18
    assert [row.outcome for row in ingest(store, files)] == ["unchanged"] * len(files)


# -- what is held already


def test_what_did_not_change_is_not_read_again(tmp_path: Path, store: Store, poisoned: Any) -> None:
    paths = [write(tmp_path / f"{n}.txt", f"LT/CONF.2031/{n}") for n in range(3)]
    copy = write(tmp_path / "copy.txt", "LT/CONF.2031/1")
    assert [row.outcome for row in ingest(store, paths)] == ["added"] * 3
    rows = list(ingest(store, [*paths, copy], workers=1, reader=poisoned.refuse_all))
    assert [row.outcome for row in rows] == ["unchanged"] * 4
    assert id_of(rows[3]) == id_of(rows[1])
    write(paths[1], "LT/CONF.2031/1", "Other words.")
    rows = list(ingest(store, paths, workers=1, reader=poisoned.refuse_all))
    assert [row.outcome for row in rows] == ["unchanged", "refused", "unchanged"]


def test_another_version_of_the_reader_reads_again(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "a.txt", "LT/CONF.2031/1")
    outcomes = []
    for version in ("2", "2", "3", "3"):
        monkeypatch.setattr(module, "READER_VERSION", version)
        outcomes += [row.outcome for row in ingest(store, [path])]
    assert outcomes == ["added", "unchanged", "replaced", "unchanged"]


def test_a_removed_paper_is_read_again(tmp_path: Path, store: Store) -> None:
    path = write(tmp_path / "a.txt", "LT/CONF.2031/1")
    list(ingest(store, [path]))
    store.remove("LT/CONF.2031/1@en")
    assert [row.outcome for row in ingest(store, [path])] == ["added"]


def test_one_paper_in_two_files_is_the_last_one_and_repeating_changes_nothing(tmp_path: Path, store: Store) -> None:
    paths = [write(tmp_path / name, "LT/CONF.2031/1", f"Words of {name}.") for name in ("a.txt", "b.txt")]
    for wanted in (["added", "replaced"], ["unchanged", "unchanged"], ["unchanged", "unchanged"]):
        assert [row.outcome for row in ingest(store, paths)] == wanted
        document = store.document("LT/CONF.2031/1@en")
        assert document is not None and document.paragraphs[0].text == "Words of b.txt."
    write(paths[0], "LT/CONF.2031/1", "New words.")
    assert [row.outcome for row in ingest(store, paths)] == ["replaced", "unchanged"]


def test_a_copy_is_read_after_all_when_its_paper_goes_in_the_same_run(tmp_path: Path, store: Store) -> None:
    first, copy = (write(tmp_path / name, "LT/CONF.2031/1") for name in ("a.txt", "b.txt"))
    list(ingest(store, [first]))
    write(first, "LT/CONF.2031/2")
    assert [row.outcome for row in ingest(store, [first, copy], workers=1)] == ["replaced", "added"]
    assert [document.id for document in store.documents()] == ["LT/CONF.2031/1@en", "LT/CONF.2031/2@en"]


@pytest.mark.parametrize("workers", [None, 2])
def test_two_files_of_one_name_in_one_run_are_two_papers(tmp_path: Path, store: Store, workers: int | None) -> None:
    paths = [write(tmp_path / folder / "note.txt", text=f"Words of {folder}.") for folder in ("x", "y")]
    rows = list(ingest(store, paths, workers=workers))
    assert [id_of(row) for row in rows] == ["doc:note@en", "doc:note-2@en"]
    assert {row.document.paragraphs[0].id for row in rows if row.document} == {"doc:note#1@en", "doc:note-2#1@en"}
    assert [row.outcome for row in ingest(store, paths, workers=workers)] == ["unchanged"] * 2


# -- names


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\u202etxt.fdp", "a\\u202etxt.fdp"),
        ("a\x1b[31m.txt", "a\\x1b[31m.txt"),
        ("a\nb.txt", "a\\nb.txt"),
        ("a\u2066\U000e0041.txt", "a\\u2066\\U000e0041.txt"),
        (os.fsdecode(b"caf\xe9.txt"), "caf\\xe9.txt"),
        ("标题 é ع.txt", "标题 é ع.txt"),
    ],
    ids=ascii,
)
def test_a_name_is_shown_without_what_would_disturb_the_output(
    tmp_path: Path, store: Store, name: str, shown: str
) -> None:
    path = write(tmp_path / name, form=CHINESE)
    for outcome in ("added", "unchanged"):
        (row,) = ingest(store, [path], workers=1)
        assert (row.outcome, row.file) == (outcome, f"{tmp_path}/{shown}")
    assert [document.file for document in store.documents()] == [f"{tmp_path}/{shown}"]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.txt", "..\\..\\passwd.txt", "/etc/passwd.txt", "..", "C:\\x", "a/b\x00.txt"]
)
def test_an_uploaded_name_is_shown_and_known_and_never_a_path(tmp_path: Path, store: Store, name: str) -> None:
    (first,) = ingest(store, [Source(write(tmp_path / "upload-1"), name)])
    assert first.outcome == "added" and first.document is not None
    assert not set(first.document.work.removeprefix("doc:")) & set("/\\.\x00")
    (second,) = ingest(store, [Source(write(tmp_path / "upload-2", text="Other words."), name)])
    assert (second.outcome, id_of(second)) == ("replaced", id_of(first))
    (third,) = ingest(store, [Source(write(tmp_path / "upload-3", text="Third words."), "another.txt")])
    assert (third.outcome, store.counts()[0]) == ("added", 2)


# -- workers that break


@pytest.mark.parametrize(
    ("accident", "reason"),
    [
        ("CRASH", "broke down (signal 11)"),
        ("SPIN", "does not come to an end"),
        ("SLEEP", "does not come to an end"),
        ("SWELL", "more memory"),
        ("RAISE", "ValueError: a table without"),
    ],
)
@pytest.mark.parametrize("workers", [1, 2])
def test_a_file_that_breaks_its_reader_is_lost_alone(
    tmp_path: Path, store: Store, poisoned: Any, accident: str, reason: str, workers: int
) -> None:
    texts = ["", accident, "", ""]
    paths = [write(tmp_path / f"{n}.txt", f"LT/CONF.2031/{n}", text, CHINESE) for n, text in enumerate(texts)]
    rows = list(ingest(store, paths, workers=workers, reader=poisoned.read, limits=SHORT))
    assert [row.outcome for row in rows] == ["added", "refused", "added", "added"]
    assert reason in (rows[1].error or "") and (rows[1].error or "").isprintable()
    assert store.counts()[0] == 3


def test_time_and_memory_are_granted_again_with_every_page(tmp_path: Path, store: Store, poisoned: Any) -> None:
    """Four seconds under a limit of one and a half, and 125 MB under one of 64."""
    paths = [write(tmp_path / f"{name}.txt", text=name, form=CHINESE) for name in ("DAWDLE", "GROW")]
    rows = list(ingest(store, paths, workers=1, reader=poisoned.read, limits=SHORT))
    assert [row.outcome for row in rows] == ["added", "added"], rows


def test_pages_are_told_while_they_are_read(tmp_path: Path, store: Store, poisoned: Any) -> None:
    paths = [write(tmp_path / name, text=f"{name} STROLL", form=CHINESE) for name in ("a.txt", "b.txt")]
    steps: list[Step] = []
    list(ingest(store, paths, workers=1, reader=poisoned.read, progress=steps.append))
    for number, path in enumerate(paths):
        pages = [step.page for step in steps if step.file == str(path) and step.pages]
        assert pages == sorted(pages) and pages[-1] == 4 and len(pages) > 1
        assert {step.pages for step in steps if step.file == str(path)} <= {0, 4}
        assert Step(number + 1, 2, str(path)) in steps
    assert [step.done for step in steps] == sorted(step.done for step in steps)


# -- ending early


def test_cancelling_keeps_what_was_given_and_nothing_else(tmp_path: Path, store: Store, poisoned: Any) -> None:
    texts = ["", "", "SLEEP", ""]
    paths = [write(tmp_path / f"{n}.txt", f"LT/CONF.2031/{n}", text, CHINESE) for n, text in enumerate(texts)]
    rows: list[Ingested] = []
    for row in ingest(store, paths, workers=2, reader=poisoned.read, cancelled=lambda: len(rows) == 2):
        rows.append(row)
    assert [row.outcome for row in rows] == ["added", "added"]
    assert store.counts()[0] == 2
    assert [row.outcome for row in ingest(store, paths)] == ["unchanged", "unchanged", "added", "added"]


def test_leaving_in_the_middle_ends_the_workers(tmp_path: Path, store: Store, poisoned: Any) -> None:
    paths = [write(tmp_path / f"{n}.txt", f"LT/CONF.2031/{n}", "SLEEP" * bool(n), CHINESE) for n in range(4)]
    rows = ingest(store, paths, workers=2, reader=poisoned.read)
    assert next(rows).outcome == "added"
    assert children(os.getpid())
    rows.close()
    assert not children(os.getpid())


def test_killed_in_the_middle_nothing_is_lost_nothing_doubled_and_no_worker_stays(tmp_path: Path) -> None:
    papers = [write(tmp_path / "in" / f"{n:03}.txt", f"LT/CONF.2031/{n}" * (n % 2), f"{n}", CHINESE) for n in range(60)]
    command = [sys.executable, "-P", "-c", READS, str(tmp_path / "home"), str(tmp_path / "in")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = [process.stdout.readline().split() for _ in range(7)]
        workers = children(process.pid)
        process.kill()
        told += [line.split() for line in process.stdout.read().splitlines()]
    assert process.returncode == -signal.SIGKILL and len(told) < len(papers)
    eventually(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))
    store = Store.in_home(tmp_path / "home")
    assert {id_ for _, id_ in told} <= {document.id for document in store.documents()}
    outcomes = [row.outcome for row in ingest(store, files_in([tmp_path / "in"]))]
    assert outcomes[: len(told)] == ["unchanged"] * len(told)
    assert set(outcomes) == {"unchanged", "added"}
    assert store.counts() == (60, 60)
    store.close()


def children(pid: int) -> list[int]:
    """The workers of a process."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "stat").read_text("utf-8").rpartition(")")[2].split()
            command = (folder / "cmdline").read_bytes()
        except OSError:  # it has ended
            continue
        if int(words[1]) == pid and b"reading_worker" in command:
            found.append(int(folder.name))
    return found


def eventually(holds: Callable[[], bool]) -> None:
    """Waits until something holds, for as long as a busy machine may take."""
    for _ in range(600):
        if holds():
            return
        time.sleep(0.1)
    pytest.fail("it did not come about within a minute")
