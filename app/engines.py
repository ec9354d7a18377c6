"""The models that every workspace of a home shares: one embedder, one language model for each mode."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from app.drafting.model import Mode
from app.drafting.ports import Generator
from app.happenings import Happening, Tell
from app.settings import Settings
from retrieval.ports import Embedder

if TYPE_CHECKING:
    from app.adapters.circuit import GuardedGenerator


class Engines:
    """The models of the settings, each loaded when it is first asked for. Safe to use from several threads.

    ``listeners`` are told of every search and every call of a language model.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._embedder: Embedder | None = None
        self._generators: dict[Mode, GuardedGenerator] = {}
        self._closers: list[Callable[[], None]] = []
        self.listeners: list[Tell] = []

    def tell(self, happening: Happening) -> None:
        """Tells the listeners."""
        for listener in self.listeners:
            listener(happening)

    @property
    def embedder(self) -> Embedder:
        """The embedding model."""
        with self._lock:
            if self._embedder is None:
                self._embedder = _open_embedder(self._settings)
            return self._embedder

    def generators(self, *modes: Mode) -> dict[Mode, Generator]:
        """The language models that are open, those of these modes among them; ``verbatim`` needs none."""
        with self._lock:
            for mode in modes:
                if mode is not Mode.VERBATIM and mode not in self._generators:
                    self._generators[mode] = self._guarded(self._open_generator(mode))
            return dict(self._generators)

    def left_alone(self) -> dict[Mode, tuple[str, float | None]]:
        """The language models that were used: their names, and for how many seconds each that is down is left alone."""
        with self._lock:
            return {mode: (model.name, model.circuit.left) for mode, model in self._generators.items()}

    def close(self) -> None:
        """Lets the models go."""
        while self._closers:
            self._closers.pop()()

    def _guarded(self, generator: Generator) -> GuardedGenerator:
        from app.adapters.circuit import Circuit, GuardedGenerator
        from app.adapters.told import ToldGenerator

        circuit = Circuit(generator.name, self._settings.model_failures, self._settings.model_pause)
        return GuardedGenerator(ToldGenerator(generator, self.tell), circuit, self._settings.model_calls)

    def _open_generator(self, mode: Mode) -> Generator:
        from app.adapters.replay import Recorder, Replay

        provider, _, file = self._settings.model.partition(":")
        if mode is Mode.MODEL and provider == "replay":
            return Replay(Path(file))
        generator = self._open_model(mode)
        return Recorder(generator, self._settings.record) if self._settings.record else generator

    def _open_model(self, mode: Mode) -> Generator:
        if mode is Mode.LOCAL:
            from app.adapters.gguf import MODEL_NAME
            from app.adapters.local import LocalModel

            own = self._settings.local_model
            local = LocalModel(self._settings.language_model, name=None if own else f"local:{MODEL_NAME}")
            self._closers.append(local.close)
            return local.generator(self._settings.model_timeout)
        from app.adapters.chat import load_chat_model

        return load_chat_model(self._settings.model, self._settings.model_timeout)


def _open_embedder(settings: Settings) -> Embedder:
    if settings.embedder == "embedded":
        from retrieval.adapters.onnx import OnnxEmbedder

        return OnnxEmbedder(settings.models)
    from retrieval.adapters.sbert import SbertEmbedder

    return SbertEmbedder(settings.embedder)
