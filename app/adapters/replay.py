"""Replies of a language model kept in a file, by the hash of what was asked: runs that can be repeated without it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from app.adapters.chat import Completion
from app.adapters.errors import ModelUnavailable
from app.drafting.ports import Generator

Messages = Sequence[tuple[str, str]]


class Recorder:
    """A model whose replies are also written to a file, a line of JSON each. What is in the file is not asked again."""

    def __init__(self, inner: Generator, path: Path) -> None:
        self._inner, self._path = inner, path
        self._kept = _read(path) if path.exists() else {}

    @property
    def name(self) -> str:
        """The model's own name."""
        return self._inner.name

    @property
    def structured(self) -> bool:
        """As the model."""
        return self._inner.structured

    async def complete(
        self, messages: Messages, /, *, max_tokens: int = 512, schema: Mapping[str, object] | None = None
    ) -> Completion:
        """One reply. Raises as the model, and ModelUnavailable when the file cannot be written."""
        key = _key("text", messages, max_tokens, schema)
        if key not in self._kept:
            reply = await self._inner.complete(messages, max_tokens=max_tokens, schema=schema)
            tokens = {"input_tokens": reply.input_tokens, "output_tokens": reply.output_tokens}
            self._keep(key, {"model": self.name, "structured": self.structured, "text": reply.text, **tokens})
        return _completion(self._kept[key])

    async def probability_yes(self, messages: Messages, /) -> float:
        """P(yes). Raises as ``complete``."""
        key = _key("yes", messages)
        if key not in self._kept:
            self._keep(key, {"model": self.name, "p_yes": await self._inner.probability_yes(messages)})
        return float(self._kept[key]["p_yes"])

    def _keep(self, key: str, reply: dict[str, Any]) -> None:
        line = json.dumps({"key": key, **reply}, ensure_ascii=False)
        try:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(f"{line}\n")
        except OSError as error:
            raise ModelUnavailable(f"{self._path} cannot be written ({error.strerror}): record elsewhere") from None
        self._kept[key] = reply


class Replay:
    """A model that only repeats what is in a file. ``structured`` as the model was that it was recorded from."""

    def __init__(self, path: Path) -> None:
        self.name, self._path = f"replay:{path.name}", path
        self._kept = _read(path)
        self.structured = all(reply.get("structured", True) for reply in self._kept.values())

    async def complete(
        self, messages: Messages, /, *, max_tokens: int = 512, schema: Mapping[str, object] | None = None
    ) -> Completion:
        """The reply recorded. Raises ModelUnavailable when this was never asked."""
        return _completion(self._found(_key("text", messages, max_tokens, schema)))

    async def probability_yes(self, messages: Messages, /) -> float:
        """The P(yes) recorded. Raises as ``complete``."""
        return float(self._found(_key("yes", messages))["p_yes"])

    def _found(self, key: str) -> Mapping[str, Any]:
        if key not in self._kept:
            raise ModelUnavailable(
                f"{self._path} has no reply to this prompt: papers or prompts have changed; record it again"
            )
        return self._kept[key]


def _key(kind: str, messages: Messages, max_tokens: int = 0, schema: Mapping[str, object] | None = None) -> str:
    asked = json.dumps([kind, messages, max_tokens, schema], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(asked.encode("utf-8", "surrogatepass")).hexdigest()


def _read(path: Path) -> dict[str, dict[str, Any]]:
    """Raises ModelUnavailable: the file is missing, or a line of it is not a reply."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise ModelUnavailable(f"{path} cannot be read ({reason}): name a file of recorded replies") from None
    kept: dict[str, dict[str, Any]] = {}
    for number, line in enumerate(lines, start=1):
        try:
            reply = json.loads(line)
            if not ({"text", "input_tokens", "output_tokens"} <= reply.keys() or isinstance(reply["p_yes"], float)):
                raise ValueError
            kept[reply["key"]] = reply
        except (ValueError, KeyError, AttributeError, TypeError):
            raise ModelUnavailable(f"{path}, line {number} is not a recorded reply: take the line out") from None
    return kept


def _completion(reply: Mapping[str, Any]) -> Completion:
    return Completion(str(reply["text"]), int(reply["input_tokens"]), int(reply["output_tokens"]), 0.0)
