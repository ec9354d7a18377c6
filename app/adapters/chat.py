"""LangChain's chat models behind three calls: complete, stream, probability_yes. The only file that imports LangChain.

Faults come out as `ModelError` (errors.py), raised outside any `except`, so that no traceback carries a provider's
text. A call is bounded in time (`timeout`, retries included), in retries (two) and in bytes received.
"""

from __future__ import annotations

import asyncio
import math
import os
import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, TypeAlias, cast
from urllib.parse import urlsplit

from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_openai import ChatOpenAI

from app.adapters.attempts import Attempts
from app.adapters.errors import ModelError, ModelUnavailable
from app.adapters.wire import bounded_client
from app.adapters.yes import yes_share, yes_word

ChatModel: TypeAlias = BaseChatModel
Messages: TypeAlias = Sequence[tuple[str, str]]

TOP_LOGPROBS = 15
WORD_TOKENS = 5
SEED = 7
ENDINGS = ("finish_reason", "stop_reason", "done_reason")


@dataclass(frozen=True, slots=True)
class Completion:
    """One reply. Tokens are 0 where the provider does not count; `finished` is false when cut at `max_tokens`."""

    text: str
    input_tokens: int
    output_tokens: int
    seconds: float
    finished: bool = True


class ChatGenerator:
    """Any LangChain chat model. `model` may be a function that makes it, called once, in a thread, on first use.

    `text_fields` are further fields for the body of a request for text, where the model is a ChatOpenAI.
    """

    def __init__(
        self,
        model: ChatModel | Callable[[], ChatModel],
        /,
        *,
        name: str,
        timeout: float,
        text_fields: Mapping[str, Any] | None = None,
    ) -> None:
        self._model = model
        self._name = name
        self._timeout = timeout
        self._text_fields = dict(text_fields or {})
        self._structured = self._weighs = True

    @property
    def name(self) -> str:
        """What to show and to record as the model, for example `openai:gpt-x`."""
        return self._name

    @property
    def structured(self) -> bool:
        """Whether the model takes a JSON schema: only OpenAI's format says how, until such a call is refused."""
        return self._structured and (not isinstance(self._model, BaseChatModel) or isinstance(self._model, ChatOpenAI))

    async def complete(
        self, messages: Messages, /, *, max_tokens: int = 512, schema: Mapping[str, object] | None = None
    ) -> Completion:
        """The whole reply to `messages`, pairs of role (`system`, `user`, `assistant`) and content.

        Raises ModelUnavailable or ModelTimeout; after a refusal `structured` says whether to ask again without
        `schema`. Cancelling the task closes the connection, which stops the model.
        """
        started = time.monotonic()
        try:
            reply = await self._ask(messages, max_tokens, {**self._text_fields, **_format(schema)})
        except ModelError as error:
            self._structured &= schema is None or error.any_call
            raise
        usage: Mapping[str, Any] = reply.usage_metadata or {}
        return Completion(
            text=str(reply.text),
            input_tokens=int(usage.get("input_tokens", 0)),
            output_tokens=int(usage.get("output_tokens", 0)),
            seconds=time.monotonic() - started,
            finished=_ending(reply) not in ("length", "max_tokens"),
        )

    async def stream(self, messages: Messages, /, *, max_tokens: int = 512) -> AsyncGenerator[str, None]:
        """The reply in pieces as they come. Raises as `complete`; retried only while nothing has been given out.

        The timeout counts the seconds spent waiting for the model, not those the caller spends between pieces.
        """
        model = await self._ready()
        call = Attempts(self._name, self._timeout)
        while True:
            given = False
            try:
                async with aclosing(self._pieces(model, call, messages, max_tokens)) as pieces:
                    async for piece in pieces:
                        given = True
                        yield piece
                return
            except ModelError as error:
                failure = error
            if given:
                raise failure
            await call.pause(failure)

    async def probability_yes(self, messages: Messages, /) -> float:
        """P(yes) / (P(yes) + P(no)) of the first token of the reply; 0.0 when it starts with neither.

        Raises as `complete`. A provider that gives no log probabilities, or refuses to, is taken at its word.
        """
        if self._weighs:
            try:
                reply = await self._ask(messages, 1, {}, logprobs=True, top_logprobs=TOP_LOGPROBS)
                likely = reply.response_metadata["logprobs"]["content"][0]["top_logprobs"]
                return yes_share([(str(entry["token"]), float(entry["logprob"])) for entry in likely])
            except ModelError as error:
                if error.any_call:
                    raise
            except (KeyError, IndexError, TypeError, ValueError):
                pass
            self._weighs = False
        return yes_word(str((await self._ask(messages, WORD_TOKENS, {})).text))

    async def _ask(self, messages: Messages, max_tokens: int, fields: Mapping[str, Any], **options: Any) -> AIMessage:
        model = await self._ready()
        call = Attempts(self._name, self._timeout)
        while True:
            try:
                return await call.within(model.ainvoke(list(messages), **_limit(model, max_tokens, fields), **options))
            except ModelError as error:
                failure = error
            await call.pause(failure)

    async def _pieces(
        self, model: ChatModel, call: Attempts, messages: Messages, max_tokens: int
    ) -> AsyncGenerator[str, None]:
        ended = not isinstance(model, ChatOpenAI)  # other providers word their endings too differently to insist
        source = model.astream(list(messages), **_limit(model, max_tokens, self._text_fields))
        async with aclosing(cast(AsyncGenerator[AIMessageChunk, None], source)) as chunks:
            while (chunk := await call.within(anext(chunks, None))) is not None:
                ended = ended or _ending(chunk) is not None
                if text := str(chunk.text):
                    yield text
        if not ended:
            raise ModelUnavailable(f"{self._name} broke off in the middle of its reply: try again", retry=True)

    async def _ready(self) -> ChatModel:
        if not isinstance(self._model, BaseChatModel):
            self._model = await Attempts(self._name, math.inf).within(asyncio.to_thread(self._model))
        return self._model


def openai_compatible(model: str, base_url: str, api_key: str, timeout: float, **options: Any) -> ChatModel:
    """A chat model at an address that speaks OpenAI's format: deterministic, no retries of its own, no proxy.

    `options` are ChatOpenAI's own and win over the defaults here.
    """
    settings: dict[str, Any] = {"model": model, "base_url": base_url, "api_key": api_key, "temperature": 0.0}
    return ChatOpenAI(**(settings | _openai_options(timeout, proxies=False) | options))


def load_chat_model(spec: str, timeout: float) -> ChatGenerator:
    """The model that `provider:model` names, in LangChain's spelling; `timeout` in seconds for each call.

    `openai` honours OPENAI_BASE_URL and OPENAI_API_KEY; a server of one's own needs no key.
    Raises ModelUnavailable: the spelling is wrong, the provider's package is missing, or its key is not set.
    """
    provider, _, model = spec.partition(":")
    if not provider or not model:
        raise ModelUnavailable("the model must be named as provider:model, for example openai:gpt-x")
    options: dict[str, Any] = {"temperature": 0.0, "timeout": timeout, "max_retries": 0}
    if provider == "openai":
        options |= _openai_options(timeout, proxies=True) | _openai_address()
    try:
        made = init_chat_model(model, model_provider=provider, **options)
    except ImportError:
        advice = f"install LangChain's package for {provider} (langchain-{provider})"
    except Exception as error:  # whatever a provider's constructor raises, its text may hold the key
        advice = f"check the provider's name and set its API key ({type(error).__name__})"
    else:
        return ChatGenerator(made, name=spec, timeout=timeout)
    raise ModelUnavailable(f"{spec} cannot be set up: {advice}")


def _openai_options(timeout: float, *, proxies: bool) -> dict[str, Any]:
    client = bounded_client(timeout, proxies=proxies)
    return {"timeout": timeout, "max_retries": 0, "seed": SEED, "http_async_client": client}


def _openai_address() -> dict[str, Any]:
    base = os.environ.get("OPENAI_BASE_URL") or os.environ.get("OPENAI_API_BASE")
    if not base:
        return {}
    return {"base_url": base, "api_key": os.environ.get("OPENAI_API_KEY") or "none"}


def _format(schema: Mapping[str, object] | None) -> dict[str, Any]:
    """The field that asks for a reply by a schema; in the body, where the client does not read the reply for us."""
    if schema is None:
        return {}
    wanted = {"name": "reply", "strict": True, "schema": schema}
    return {"response_format": {"type": "json_schema", "json_schema": wanted}}


def _limit(model: ChatModel, max_tokens: int, fields: Mapping[str, Any]) -> dict[str, Any]:
    """How to say `max_tokens` to this model: OpenAI renamed the field, most servers that copy it did not."""
    if not isinstance(model, ChatOpenAI):
        return {"max_tokens": max_tokens}
    base = model.openai_api_base
    own = bool(base) and urlsplit(str(base)).hostname != "api.openai.com"
    body = ({"max_tokens": max_tokens} if own else {}) | dict(fields)
    return {"max_tokens": max_tokens} | ({"extra_body": body} if body else {})


def _ending(message: AIMessage) -> str | None:
    """Why the provider says the reply ended; None while it has not."""
    for key in ENDINGS:
        if value := message.response_metadata.get(key):
            return str(value)
    return None
