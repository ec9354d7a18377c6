"""Replies kept in a file: the same run again, without the model."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from app.adapters.chat import Completion
from app.adapters.errors import ModelUnavailable
from app.adapters.replay import Recorder, Replay

ASK = [("system", "Be brief."), ("user", "谁发言？")]


class Model:
    """Counts how often it is asked."""

    name, structured = "openai:m", True

    def __init__(self) -> None:
        self.asked = 0

    async def complete(
        self, _: Sequence[tuple[str, str]], /, *, max_tokens: int = 512, schema: Mapping[str, object] | None = None
    ) -> Completion:
        self.asked += 1
        return Completion(f"Reply {self.asked}, {max_tokens}, {schema is not None}.", 11, 3, 0.5)

    async def probability_yes(self, _: Sequence[tuple[str, str]], /) -> float:
        self.asked += 1
        return 0.25


def test_what_was_recorded_is_replayed_and_not_asked_twice(tmp_path: Path) -> None:
    model, path = Model(), tmp_path / "replies.jsonl"
    recorder = Recorder(model, path)
    first = asyncio.run(recorder.complete(ASK))
    assert asyncio.run(recorder.complete(ASK)).text == first.text
    other = asyncio.run(recorder.complete(ASK, schema={"type": "object"}))
    sure = asyncio.run(recorder.probability_yes(ASK))
    assert (model.asked, recorder.name) == (3, "openai:m")
    replay = Replay(path)
    assert asyncio.run(replay.complete(ASK)) == Completion("Reply 1, 512, False.", 11, 3, 0.0)
    assert asyncio.run(replay.complete(ASK, schema={"type": "object"})).text == other.text
    assert asyncio.run(replay.probability_yes(ASK)) == sure == 0.25
    again = Recorder(model, path)
    asyncio.run(again.complete(ASK))
    assert model.asked == 3


@pytest.mark.parametrize("kind", ["other words", "other length", "other schema", "other question"])
def test_what_was_never_asked_is_an_error_that_says_what_to_do(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "replies.jsonl"
    asyncio.run(Recorder(Model(), path).complete(ASK))
    replay = Replay(path)

    async def asked() -> None:
        if kind == "other words":
            await replay.complete([("user", "Who?")])
        elif kind == "other length":
            await replay.complete(ASK, max_tokens=7)
        elif kind == "other schema":
            await replay.complete(ASK, schema={})
        else:
            await replay.probability_yes(ASK)

    with pytest.raises(ModelUnavailable, match="record it again"):
        asyncio.run(asked())


def test_a_model_that_took_no_schema_is_replayed_as_one(tmp_path: Path) -> None:
    model, path = Model(), tmp_path / "replies.jsonl"
    model.structured = False
    asyncio.run(Recorder(model, path).complete(ASK))
    assert not Replay(path).structured


@pytest.mark.parametrize("line", ["{", "5", "{}", json.dumps({"key": "a", "text": "b"}), json.dumps({"p_yes": 0.5})])
def test_a_file_that_is_damaged_names_the_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "replies.jsonl"
    asyncio.run(Recorder(Model(), path).complete(ASK))
    path.write_text(f"{path.read_text()}{line}\n")
    with pytest.raises(ModelUnavailable, match="line 2"):
        Replay(path)


def test_a_file_that_is_missing_or_not_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"nowhere\.jsonl"):
        Replay(tmp_path / "nowhere.jsonl")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(ModelUnavailable, match="not text"):
        Replay(tmp_path / "bytes")
    with pytest.raises(ModelUnavailable, match="cannot be written"):
        asyncio.run(Recorder(Model(), tmp_path / "no" / "folder.jsonl").complete(ASK))
