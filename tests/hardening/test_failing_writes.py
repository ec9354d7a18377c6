"""R30: a write that fails is tried again after a longer wait each time, a few times, and then given up in words."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app import ingesting
from app.ingesting import Watcher, ingest_job
from app.settings import Settings
from app.wiring import Home
from corpus.errors import StoreUnavailable
from corpus.jobs import JobStatus
from corpus.store import Store
from retrieval.build import Builder
from retrieval.ports import IndexBusy, IndexUnavailable

PAPER = "LT/CONF.2031/7\n\nMoorings\n\n1. The northern quay has nine moorings.\n"
QUIET = Watcher(lambda _: None, lambda _done, _total: None, lambda: False)


@pytest.fixture
def home(models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    monkeypatch.setattr(ingesting, "_FIRST_WAIT", 0.05)
    with Home(Settings(home=tmp_path / "home", models=models)) as opened, opened.writer("tests"):
        yield opened


def failing(call: Callable[..., Any], error: Exception, times: int) -> tuple[Callable[..., Any], list[float]]:
    """A call that fails so many times, and when it was made."""
    made: list[float] = []

    def wrapped(*given: Any, **named: Any) -> Any:
        made.append(time.monotonic())
        if len(made) <= times:
            raise error
        return call(*given, **named)

    return wrapped, made


FULL = StoreUnavailable("The store failed: database or disk is full. Make room on the disk, then do it again.")
BUSY = IndexBusy("The index file words.db cannot be used now (database or disk is full). Make room on the disk.")


@pytest.mark.parametrize(("kind", "name", "error"), [(Store, "put", FULL), (Builder, "index_pending", BUSY)])
def test_a_write_that_fails_twice_is_done_at_the_third_time(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: type, name: str, error: Exception
) -> None:
    (tmp_path / "a.txt").write_text(PAPER, encoding="utf-8")
    wrapped, made = failing(getattr(kind, name), error, 2)
    monkeypatch.setattr(kind, name, wrapped)
    job = home.jobs.create("ingest")
    result = ingest_job(home, job, [tmp_path / "a.txt"], QUIET)
    assert (len(made), result["totals"]["added"]) == (3, 1)
    assert (home.jobs.get(job) or pytest.fail("no job")).status is JobStatus.DONE
    assert home.store.counts() == (1, 1)


@pytest.mark.parametrize(("kind", "name", "error"), [(Store, "put", FULL), (Builder, "index_pending", BUSY)])
def test_a_write_that_fails_for_ever_is_given_up(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: type, name: str, error: Exception
) -> None:
    (tmp_path / "a.txt").write_text(PAPER, encoding="utf-8")
    whole = getattr(kind, name)
    wrapped, made = failing(whole, error, 7)  # one that went on would succeed in some seconds
    monkeypatch.setattr(kind, name, wrapped)
    job = home.jobs.create("ingest")
    with pytest.raises((StoreUnavailable, IndexUnavailable), match="Make room"):
        ingest_job(home, job, [tmp_path / "a.txt"], QUIET)
    assert 2 < len(made) < 8
    waits = [later - earlier for earlier, later in itertools.pairwise(made)]
    assert all(wait >= 0.05 * 2**tries for tries, wait in enumerate(waits)), "the wait does not grow"
    found = home.jobs.get(job) or pytest.fail("no job")
    assert (found.status, "Make room" in (found.error or "")) == (JobStatus.FAILED, True)
    monkeypatch.setattr(kind, name, whole)
    again = home.jobs.create("ingest")
    assert ingest_job(home, again, [tmp_path / "a.txt"], QUIET)["totals"]["refused"] == 0
    assert home.store.counts() == (1, 1)
    assert home.search()


def test_damage_is_not_tried_again(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text(PAPER, encoding="utf-8")
    wrapped, made = failing(Builder.index_pending, IndexUnavailable("damaged"), 50)
    monkeypatch.setattr(Builder, "index_pending", wrapped)
    with pytest.raises(IndexUnavailable):
        ingest_job(home, home.jobs.create("ingest"), [tmp_path / "a.txt"], QUIET)
    assert len(made) == 1


def test_a_job_has_failed_also_when_the_store_cannot_note_it(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    job = home.jobs.create("ingest")
    home.jobs.start(job)
    monkeypatch.setattr(home.jobs, "_change", failing(home.jobs._change, FULL, 1)[0])
    with pytest.raises(StoreUnavailable):
        home.jobs.fail(job, "The disk was full.")
    found = home.jobs.get(job) or pytest.fail("no job")
    assert (found.status, found.error) == (JobStatus.FAILED, "The disk was full.")
