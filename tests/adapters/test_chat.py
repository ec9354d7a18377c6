"""ChatGenerator against a real server on loopback that speaks, or misspeaks, the OpenAI chat format."""

from __future__ import annotations

import asyncio
import json
import math
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import aclosing
from typing import Any

import pytest

from app.adapters.chat import ChatGenerator, load_chat_model, openai_compatible
from app.adapters.errors import ModelError, ModelTimeout, ModelUnavailable
from app.adapters.yes import yes_share
from tests.builders.model_server import Handler, Peer, body, peer, piece

KEY = "sk-secret-0123456789"
ASK = [("system", "Be brief."), ("user", "Who spoke?")]


def generator(server: Peer, timeout: float = 20.0) -> ChatGenerator:
    return ChatGenerator(openai_compatible("m", server.url, KEY, timeout), name="openai:m", timeout=timeout)


def failure_of(call: Callable[[], Any]) -> ModelError:
    """What `call` raises, once it is known to be one line that holds no key, however much of it is printed."""
    with pytest.raises(ModelError) as caught:
        call()
    error = caught.value
    everything = "".join(traceback.format_exception(error)) + repr(error.__context__) + repr(error.__cause__)
    assert KEY not in everything
    assert str(error)
    assert "\n" not in str(error)
    return error


def complete(server: Peer, timeout: float = 20.0) -> Any:
    return asyncio.run(generator(server, timeout).complete(ASK, max_tokens=9))


async def listen(made: ChatGenerator) -> list[str]:
    return [text async for text in made.stream(ASK, max_tokens=9)]


def answering(status: int, code: str = "", **headers: str) -> Callable[[Handler], None]:
    """A refusal that echoes the key, as some providers do."""
    text = json.dumps({"error": {"message": f"bad key {KEY}", "code": code, "type": code}}).encode()
    return lambda handler: handler.reply(status, text, **headers)


def test_a_completion_carries_its_text_and_its_cost() -> None:
    with peer(lambda handler: handler.reply(200, body())) as server:
        done = complete(server)
    assert (done.text, done.input_tokens, done.output_tokens, done.finished) == ("Sweden spoke.", 11, 3, True)
    assert 0 < done.seconds < 20
    sent = server.bodies[0]
    assert [(one["role"], one["content"]) for one in sent["messages"]] == ASK
    assert sent["max_tokens"] == sent["max_completion_tokens"] == 9
    assert sent["temperature"] == 0
    assert isinstance(sent["seed"], int)


def test_a_completion_cut_short_says_so() -> None:
    with peer(lambda handler: handler.reply(200, body(ending="length"))) as server:
        assert not complete(server).finished


def test_one_generator_serves_many_event_loops() -> None:
    with peer(lambda handler: handler.reply(200, body())) as server:
        made = generator(server)
        assert {asyncio.run(made.complete(ASK)).text for _ in range(3)} == {"Sweden spoke."}


def test_a_model_is_made_on_first_use_and_once() -> None:
    made: list[int] = []
    with peer(lambda handler: handler.reply(200, body())) as server:

        def make() -> Any:
            made.append(1)
            return openai_compatible("m", server.url, KEY, 20.0)

        lazy = ChatGenerator(make, name="lazy", timeout=20)
        assert not made
        asyncio.run(lazy.complete(ASK))
        asyncio.run(lazy.complete(ASK))
    assert made == [1]


def test_a_stream_comes_in_pieces() -> None:
    with peer(lambda handler: handler.pieces([piece("Swe"), piece("den"), piece("", "stop"), "[DONE]"])) as server:
        assert asyncio.run(listen(generator(server))) == ["Swe", "den"]
    assert server.bodies[0]["stream"] is True


@pytest.mark.parametrize("events", [[piece("Swe")], [piece("Swe"), '{"id": "1", "cho']])
def test_a_stream_that_breaks_off_is_an_error_and_not_an_ending(events: list[str]) -> None:
    heard: list[str] = []

    async def run(made: ChatGenerator) -> None:
        async for text in made.stream(ASK):
            heard.append(text)

    with peer(lambda handler: handler.pieces(events)) as server:
        failure_of(lambda: asyncio.run(run(generator(server))))
    assert heard == ["Swe"]
    assert len(server.bodies) == 1, "what was given out cannot be taken back, so there is no second try"


def test_a_stream_is_tried_again_before_its_first_piece() -> None:
    def act(handler: Handler) -> None:
        if len(server.bodies) == 1:
            handler.reply(503, b"{}")
        else:
            handler.pieces([piece("Sweden"), piece("", "stop"), "[DONE]"])

    with peer(act) as server:
        assert asyncio.run(listen(generator(server))) == ["Sweden"]


def test_probability_of_yes_sums_the_spellings() -> None:
    share = {"Yes": 0.4, " yes": 0.2, "YES": 0.1, "No": 0.1, "no": 0.05, "NO.": 0.05, "Sweden": 0.1}
    top = [{"token": token, "logprob": math.log(part), "bytes": None} for token, part in share.items()]
    logprobs = {"content": [{"token": "Yes", "logprob": -0.9, "bytes": None, "top_logprobs": top}]}
    with peer(lambda handler: handler.reply(200, body("Yes", "length", logprobs))) as server:
        assert asyncio.run(generator(server).probability_yes(ASK)) == pytest.approx(0.7 / 0.9)
    sent = server.bodies[0]
    assert (sent["logprobs"], sent["top_logprobs"], sent["max_tokens"]) == (True, 15, 1)


@pytest.mark.parametrize(("word", "sure"), [("Yes.", 0.9), ("no", 0.1), ("Perhaps", 0.5), ("", 0.5)])
def test_a_server_without_log_probabilities_is_taken_at_its_word_and_not_asked_for_them_again(
    word: str, sure: float
) -> None:
    with peer(lambda handler: handler.reply(200, body(word))) as server:
        model = generator(server)
        assert [asyncio.run(model.probability_yes(ASK)) for _ in range(2)] == [sure, sure]
        assert ["logprobs" in sent for sent in server.bodies] == [True, False, False]


def test_a_server_that_refuses_log_probabilities_is_asked_without() -> None:
    def act(handler: Handler) -> None:
        refused = "logprobs" in handler.server.bodies[-1]
        handler.reply(400, b'{"error": {"code": "unsupported"}}') if refused else handler.reply(200, body("Yes"))

    with peer(act) as server:
        assert asyncio.run(generator(server).probability_yes(ASK)) == 0.9


def test_a_schema_is_sent_as_the_format_says_and_its_refusal_is_remembered() -> None:
    schema = {"type": "object"}

    def act(handler: Handler) -> None:
        refused = "response_format" in handler.server.bodies[-1]
        handler.reply(400, b"{}") if refused else handler.reply(200, body())

    with peer(act) as server:
        model = generator(server)
        assert model.structured
        failure_of(lambda: asyncio.run(model.complete(ASK, schema=schema)))
        assert not model.structured
        assert asyncio.run(model.complete(ASK)).text == "Sweden spoke."
    wanted = server.bodies[0]["response_format"]
    assert wanted == {"type": "json_schema", "json_schema": {"name": "reply", "strict": True, "schema": schema}}


def test_a_busy_server_is_no_refusal_of_a_schema() -> None:
    with peer(lambda handler: handler.reply(503, b"{}")) as server:
        model = generator(server)
        failure_of(lambda: asyncio.run(model.complete(ASK, schema={})))
        assert model.structured


def test_share_of_yes_is_nought_when_neither_word_occurs() -> None:
    assert yes_share([("maybe", -0.1)]) == 0.0
    assert yes_share([]) == 0.0
    assert yes_share([("\u2581yes", -0.1), ("\u0120Yes", -2.0), ("yesterday", -3.0)]) == 1.0
    assert yes_share([("yes", -2000.0)]) == 0.0


@pytest.mark.parametrize(
    ("status", "code", "kind", "retry", "tries", "word"),
    [
        (401, "invalid_api_key", ModelUnavailable, False, 1, "key"),
        (403, "", ModelUnavailable, False, 1, "key"),
        (404, "model_not_found", ModelUnavailable, False, 1, "name"),
        (400, "exceed_context_size_error", ModelUnavailable, False, 1, "long"),
        (400, "", ModelUnavailable, False, 1, "refused"),
        (429, "", ModelUnavailable, True, 3, "busy"),
        (429, "insufficient_quota", ModelUnavailable, False, 1, "quota"),
        (500, "", ModelUnavailable, True, 3, "failed"),
        (503, "", ModelUnavailable, True, 3, "failed"),
        (504, "", ModelTimeout, True, 3, "long"),
    ],
)
def test_a_refusal_is_typed_and_tried_again_only_where_that_helps(
    status: int, code: str, kind: type[ModelError], retry: bool, tries: int, word: str
) -> None:
    with peer(answering(status, code)) as server:
        error = failure_of(lambda: complete(server))
    assert type(error) is kind
    assert error.retry is retry
    assert len(server.bodies) == tries
    assert str(status) in str(error)
    assert word in str(error)


def test_the_wait_a_busy_server_asks_for_is_kept_and_passed_on() -> None:
    with peer(answering(429, retry_after="60")) as server:
        error = failure_of(lambda: complete(server, timeout=5))
    assert error.after == 60
    assert len(server.bodies) == 1, "sixty seconds do not fit into a call of five"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (b"<html>Sign in</html>", "text/html"),
        (b"<html>Sign in</html>", "application/json"),
        (b"null", "application/json"),
        (b'"hello"', "application/json"),
        (b"{}", "application/json"),
        (b'{"choices": []}', "application/json"),
        (b'{"choices": null, "error": {"message": "no"}}', "application/json"),
        (body()[:-20], "application/json"),
        (b"\xff\xfe\x00", "application/json"),
        (b"", "application/json"),
    ],
)
def test_a_reply_that_cannot_be_read_is_typed(text: bytes, kind: str) -> None:
    with peer(lambda handler: handler.reply(200, text, kind)) as server:
        error = failure_of(lambda: complete(server))
    assert type(error) is ModelUnavailable
    assert len(server.bodies) <= 3


def test_a_packed_reply_is_refused_unread() -> None:
    with peer(lambda handler: handler.reply(200, b"\x1f\x8b", Content_Encoding="gzip")) as server:
        assert "compressed" in str(failure_of(lambda: complete(server)))
    assert len(server.bodies) == 1


def test_an_endless_reply_is_cut_off() -> None:
    def act(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.end_headers()
        while True:
            handler.wfile.write(b" " * 1_000_000)

    with peer(act) as server:
        error = failure_of(lambda: complete(server))
        assert server.gone.wait(5)
    assert "endless" in str(error)


@pytest.mark.parametrize("streamed", [False, True])
def test_a_model_that_hangs_runs_out_of_time(streamed: bool) -> None:
    done = threading.Event()
    with peer(lambda handler: done.wait(10)) as server:
        made = generator(server, timeout=1.0)
        started = time.monotonic()
        error = failure_of(lambda: asyncio.run(listen(made) if streamed else made.complete(ASK)))
        took = time.monotonic() - started
        done.set()
    assert type(error) is ModelTimeout
    assert error.retry
    assert took < 3


def test_time_counts_the_whole_call_and_not_each_drop() -> None:
    def act(handler: Handler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(50):
            time.sleep(0.1)
            handler.wfile.write(b" ")
            handler.wfile.flush()

    with peer(act) as server:
        started = time.monotonic()
        assert type(failure_of(lambda: complete(server, timeout=1.0))) is ModelTimeout
    assert time.monotonic() - started < 8


def test_a_dropped_connection_is_typed_and_tried_again() -> None:
    with peer(lambda handler: handler.connection.close()) as server:
        error = failure_of(lambda: complete(server))
    assert type(error) is ModelUnavailable
    assert error.retry
    assert len(server.bodies) == 3


def test_a_server_that_is_not_there_is_typed() -> None:
    with peer(lambda handler: None) as server:
        pass
    error = failure_of(lambda: complete(server))
    assert type(error) is ModelUnavailable
    assert error.retry


@pytest.mark.parametrize("streamed", [False, True])
def test_a_cancelled_call_hangs_up(streamed: bool) -> None:
    def act(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream" if streamed else "application/json")
        handler.end_headers()
        while True:
            handler.wfile.write(f"data: {piece('a')}\n\n".encode() if streamed else b" ")
            handler.wfile.flush()
            time.sleep(0.02)

    async def run(made: ChatGenerator) -> None:
        task = asyncio.create_task(_all(listen(made) if streamed else made.complete(ASK)))
        await asyncio.sleep(0.5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    with peer(act) as server:
        asyncio.run(run(generator(server)))
        assert server.gone.wait(2), "the server never saw the client leave"


async def _all(step: Any) -> Any:
    return await step


def test_leaving_a_stream_hangs_up() -> None:
    def act(handler: Handler) -> None:
        handler.pieces([piece("a")] * 3)
        while True:
            handler.pieces([piece("a")])
            time.sleep(0.02)

    async def run(made: ChatGenerator) -> None:
        async with aclosing(made.stream(ASK)) as texts:
            async for _ in texts:
                break

    with peer(act) as server:
        asyncio.run(run(generator(server)))
        assert server.gone.wait(2)


def test_a_model_named_by_provider_uses_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    with peer(lambda handler: handler.reply(200, body())) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        made = load_chat_model("openai:gpt-x", timeout=20)
        assert made.name == "openai:gpt-x"
        assert asyncio.run(made.complete(ASK)).text == "Sweden spoke."
        monkeypatch.delenv("OPENAI_API_KEY")
        assert asyncio.run(load_chat_model("openai:gpt-x", timeout=20).complete(ASK)).text == "Sweden spoke."
    assert server.bodies[0]["model"] == "gpt-x"


@pytest.mark.parametrize("spec", ["gpt-x", ":x", "openai:", "", "nosuch:model", "anthropic:claude-x", "openai:gpt-x"])
def test_a_model_that_cannot_be_set_up_says_what_to_do(spec: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE", "ANTHROPIC_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    error = failure_of(lambda: load_chat_model(spec, timeout=5))
    assert type(error) is ModelUnavailable
    assert not error.retry
