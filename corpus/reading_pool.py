"""Reading files in processes of their own: one that breaks its reader, hangs it or exhausts it is lost alone."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections import deque
from multiprocessing import Pipe
from multiprocessing.connection import wait

from corpus.limits import Limits
from corpus.model import Document
from corpus.reading_worker import Done, Page, Reader, Task, Text

_START_SECONDS = 30  # for the interpreter and its imports, on a busy machine
_CHILD = "import sys; from corpus.reading_worker import main; main(int(sys.argv[1]))"

Event = Page | Document | Text | str


class ReadingPool:
    """Workers that read files side by side. They start when there is something to read and end with ``close``.

    Args:
        workers: how many at most.
        reader: what they read by; a function of a module that they can import.
        limits: what each file may hold and take.
    """

    def __init__(self, workers: int, reader: Reader, limits: Limits) -> None:
        self._most, self._reader, self._limits = workers, reader, limits
        self._waiting: deque[tuple[int, Task]] = deque()
        self._workers: list[_Worker] = []

    def __enter__(self) -> ReadingPool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def add(self, number: int, task: Task, *, first: bool = False) -> None:
        """Puts a file in line, under a number of the caller's own; ``first``: at the head of the line."""
        if first:
            self._waiting.appendleft((number, task))
        else:
            self._waiting.append((number, task))

    def step(self, seconds: float) -> list[tuple[int, Event]]:
        """What happened within so many seconds: a page was read, a document is there, or a file is refused."""
        self._hand_out()
        busy = [worker for worker in self._workers if worker.number is not None]
        if not busy:
            return []
        nearest = min(worker.deadline for worker in busy) - time.monotonic()
        ready = wait([worker.pipe for worker in busy], max(0.0, min(seconds, nearest)))
        events = []
        for worker in busy:
            number = worker.number
            event = worker.take() if worker.pipe in ready else worker.overdue()
            if number is not None and event is not None:
                events.append((number, event))
        return events

    def close(self) -> None:
        """Ends the workers; what they were reading is dropped."""
        while self._workers:
            self._workers.pop().end()

    def _hand_out(self) -> None:
        for worker in [worker for worker in self._workers if worker.is_gone()]:
            worker.end()
            self._workers.remove(worker)
        idle = [worker for worker in self._workers if worker.number is None]
        while self._waiting and (idle or len(self._workers) < self._most):
            if not idle:
                idle.append(_Worker(self._reader, self._limits))
                self._workers += idle
            number, task = self._waiting.popleft()
            idle.pop().give(number, task)


class _Worker:
    """The parent's side of one worker. ``number``: of the file it reads; None when it waits for one."""

    def __init__(self, reader: Reader, limits: Limits) -> None:
        self.pipe, theirs = Pipe()
        self.number: int | None = None
        self.deadline = 0.0
        self._limits, self._size, self._fresh = limits, 0, True
        self._process = subprocess.Popen(  # noqa: S603  # our own words
            [sys.executable, "-P", "-c", _CHILD, str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # what a library prints is no part of our answer
            stderr=subprocess.DEVNULL,
            env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},  # threads take address space
            start_new_session=True,  # Ctrl-C is for the parent, which ends its workers
        )
        theirs.close()
        self._send((reader, limits))

    def give(self, number: int, task: Task) -> None:
        self.number, self._size = number, task.size
        self._renew(0)
        if self._fresh:
            self.deadline += _START_SECONDS
            self._fresh = False
        self._send(task)

    def take(self) -> Event:
        try:
            word = self.pipe.recv()
        except Exception:  # the end of the pipe, or what a broken process wrote into it
            return self._broken()
        if isinstance(word, Page):
            self._renew(word.page)
            return word
        if not isinstance(word, Done):
            return self._broken()
        self.number = None
        if word.leaves:
            self.end()
        return word.result

    def overdue(self) -> str | None:
        if time.monotonic() < self.deadline:
            return None
        self.end()
        return self._limits.too_slow()

    def is_gone(self) -> bool:
        """Whether it ended, and not in the middle of a file: that is told by its pipe."""
        return self.number is None and self._process.poll() is not None

    def end(self) -> None:
        self.number = None
        self._process.kill()
        self._process.wait()
        self.pipe.close()

    def _renew(self, page: int) -> None:
        self.deadline = time.monotonic() + self._limits.time(self._size, page)

    def _send(self, what: object) -> None:
        with contextlib.suppress(OSError):  # a worker that is gone is found by its silence
            self.pipe.send(what)

    def _broken(self) -> str:
        self.end()
        code = self._process.returncode
        if code == -signal.SIGXCPU:
            return self._limits.too_slow()
        if code == -signal.SIGABRT:  # how libraries end that are refused memory
            return self._limits.too_large()
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        return f"its reader broke down ({how}); the file is damaged, or made to do this"
