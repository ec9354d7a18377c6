"""The embedded language model: a GGUF file behind xllamacpp's server, in this process, on the loopback address.

One server for each file in a process, however many LocalModels name it. The only file that imports xllamacpp.
"""

from __future__ import annotations

import os
import secrets
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from app.adapters.chat import ChatGenerator, ChatModel, openai_compatible
from app.adapters.errors import ModelUnavailable

CONTEXT = 4096  # tokens that prompt and reply may have together
PROMPT_CACHE_MIB = 256  # prompts kept in memory beside the last one, so that a passage is read once for many questions
GGUF_MAGIC = b"GGUF"
_MEND = "run `rapporteur models`, or set RAPPORTEUR_LOCAL_MODEL to another file"
# Reading a prompt in other portions rounds differently: a cached prompt moves P(yes) by up to 0.02, which is worth the
# time saved, but it changes the words of a text, and the same question must get the same text.
TEXT_FIELDS = {"cache_prompt": False}


@dataclass(slots=True)
class _Running:
    server: Any
    address: str
    key: str = field(repr=False)
    users: int = 0


_running: dict[Path, _Running] = {}
_lock = threading.Lock()


def fault(path: Path) -> str | None:
    """Why `path` cannot be the language model, in one line that says what to do; None when it looks right."""
    try:
        with path.open("rb") as file:
            magic = file.read(len(GGUF_MAGIC))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return f"the language model {path} cannot be read ({reason}): {_MEND}"
    if magic != GGUF_MAGIC:
        return f"{path} is not a GGUF file: delete it, then {_MEND}"
    return None


class LocalModel:
    """A GGUF file as a chat model. Nothing is loaded before `start` or the first call; safe from many threads."""

    def __init__(self, path: Path, *, name: str | None = None) -> None:
        self.name = name or f"local:{path.stem}"
        self._path = path
        self._mine: _Running | None = None

    def start(self) -> str:
        """Load the model if it is not loaded (seconds) and give its address, `http://127.0.0.1:PORT`.

        Raises ModelUnavailable: the file is missing or wrong, or xllamacpp cannot be loaded.
        """
        return self._start().address

    def chat_model(self, **options: Any) -> ChatModel:
        """LangChain's view of the model, started. `options` are ChatOpenAI's. Raises as `start`."""
        mine = self._start()
        settings: dict[str, Any] = {"timeout": 120.0} | options
        return openai_compatible(self.name, f"{mine.address}/v1", mine.key, **settings)

    def generator(self, timeout: float) -> ChatGenerator:
        """The model as a generator that starts it on first use; `timeout` in seconds for each call."""
        return ChatGenerator(
            lambda: self.chat_model(timeout=timeout), name=self.name, timeout=timeout, text_fields=TEXT_FIELDS
        )

    def close(self) -> None:
        """Let go of the model; it is unloaded when nobody else in this process holds it. Harmless when repeated."""
        with _lock:
            mine, self._mine = self._mine, None
            if mine is None:
                return
            mine.users -= 1
            if mine.users == 0:
                _running.pop(self._path.resolve(), None)
                mine.server = None  # the last reference: its destructor stops the threads and frees the memory

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _start(self) -> _Running:
        with _lock:
            if self._mine is None:
                path = self._path.resolve()
                mine = _running.get(path) or _load(path)
                _running[path] = mine
                mine.users += 1
                self._mine = mine
            return self._mine


def _load(path: Path) -> _Running:
    if advice := fault(path):
        raise ModelUnavailable(advice)
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # read when the library loads: waiting threads must not spin
    try:
        import xllamacpp  # a large native library: loaded when needed
    except ImportError as error:
        raise ModelUnavailable(
            f"xllamacpp cannot be loaded ({error}): install it, and libgomp1 where the system lacks it"
        ) from error
    key = secrets.token_urlsafe(24)
    try:
        server = xllamacpp.Server(_settings(xllamacpp.CommonParams(), path, key))
    except RuntimeError as error:
        raise ModelUnavailable(
            f"{path} cannot be loaded: it is damaged or of an unknown kind, or memory is short; delete it, then {_MEND}"
        ) from error
    return _Running(server, str(server.listening_address), key)


def _settings(params: Any, path: Path, key: str) -> Any:
    threads = max(1, os.cpu_count() or 1)
    params.model.path = str(path)
    params.n_ctx, params.n_parallel = CONTEXT, 1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
    params.hostnames, params.port = ["127.0.0.1"], 0  # 0: a free port
    params.api_keys = [key]  # other users of this machine, and pages in a browser, are kept out
    params.cache_prompt, params.cache_ram_mib = True, PROMPT_CACHE_MIB
    params.no_extra_bufts = True  # half the memory, for a little speed
    params.fit_params = params.ui = params.endpoint_slots = False
    params.verbosity = 0
    return params
