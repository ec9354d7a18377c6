"""Papers that come in while questions are answered: staged, then read and indexed one upload at a time, as jobs."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath

from starlette.datastructures import UploadFile

from app.drafting.request import BadRequest
from app.faults import one_line
from app.ingesting import Watcher, ingest_job
from app.lock import HomeBusy
from app.serving.logs import LOG
from app.wiring import Home
from corpus.errors import DiskFailed, disk_told
from corpus.sources import Source

_FOLDER = "uploads"  # in the folder of a workspace; what lies there is nobody's after a crash
_READERS = 1  # processes that read: the other cores answer questions
_PIECE = 1 << 20


class Uploads:
    """The one writer of a service. ``reads_only``: another process writes, this one takes nothing in."""

    def __init__(self, *, reads_only: bool = False) -> None:
        self._one = ThreadPoolExecutor(1, "uploads")
        self._reads_only = reads_only
        self._stopping = threading.Event()
        self._running = 0

    async def add(self, home: Home, files: Sequence[UploadFile]) -> str:
        """Takes files in and returns the id of the job that reads them.

        Raises:
            BadRequest: there is no file.
            HomeBusy: this process only reads.
        """
        named = [file for file in files if file.filename]
        if not named:
            raise BadRequest("No file came with the request. Send at least one, in the field `files`.", "files")
        self._may_write()
        job_id = await asyncio.to_thread(home.jobs.create, "ingest")
        try:
            with disk_told():
                sources = await asyncio.to_thread(_stage, home.folder / _FOLDER / job_id, named)
        except (OSError, DiskFailed) as error:
            await asyncio.to_thread(home.jobs.fail, job_id, one_line(error))
            raise
        self._running += 1
        self._one.submit(self._carry_out, home, job_id, sources)
        return job_id

    def resume(self, home: Home) -> None:
        """Indexes what was read and not indexed when a process ended."""
        if not self._reads_only and home.store.unindexed(home.index_name):
            self._running += 1
            self._one.submit(self._carry_out, home, home.jobs.create("index"), ())

    async def remove(self, home: Home, document_id: str) -> bool:
        """Takes a document out; False when it is not held.

        Raises:
            HomeBusy: papers are being read, or this process only reads.
        """
        self._may_write()
        if await asyncio.to_thread(home.store.document, document_id) is None:
            return False
        if self._running:
            raise HomeBusy("Papers are being read. Take the document out when that is done.")
        await asyncio.get_running_loop().run_in_executor(self._one, home.remove, document_id)
        return True

    def stop(self) -> None:
        """What is being read shall stop; what was read is kept."""
        self._stopping.set()

    def close(self) -> None:
        """Stops what is being read, and returns when it has stopped."""
        self.stop()
        self._one.shutdown(cancel_futures=True)

    def _may_write(self) -> None:
        if self._reads_only:
            raise HomeBusy("This process only reads. Send papers to the one that writes.")

    def _carry_out(self, home: Home, job_id: str, sources: Sequence[Source]) -> None:
        watcher = Watcher(lambda _: None, lambda _done, _total: None, self._stopping.is_set)
        try:
            ingest_job(home, job_id, sources, watcher, workers=_READERS)
        except Exception as error:  # the job tells it
            LOG.error("an upload could not be read", exc_info=error)
        finally:
            self._running -= 1
            shutil.rmtree(home.folder / _FOLDER / job_id, ignore_errors=True)


def forget_staged(home: Home) -> None:
    """Throws away what uploads left behind when a process ended before they were read."""
    shutil.rmtree(home.folder / _FOLDER, ignore_errors=True)


def _stage(folder: Path, files: Sequence[UploadFile]) -> list[Source]:
    """The files under names of ours; what the sender calls them is shown and never used as a path."""
    folder.mkdir(parents=True)
    staged = []
    for number, file in enumerate(files):
        path = folder / str(number)
        with path.open("wb") as out:
            shutil.copyfileobj(file.file, out, _PIECE)
        called = PurePosixPath((file.filename or "").replace("\\", "/")).name
        staged.append(Source(path, called or f"file {number + 1}"))
    return staged
