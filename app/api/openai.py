"""OpenAI's chat format, for programs and front ends that speak it: the same answers, the citations as annotations."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
import uuid
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from itertools import accumulate

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from fastapi.sse import format_sse_event

from app.api.openai_bodies import ChatBody, usage_json
from app.api.problems import UnknownModel, openai_error, problem_of
from app.api.stream import MEDIA, UNHELD
from app.conversation.followup import resolve
from app.drafting.model import Answer, Mode, Standing
from app.drafting.pipeline import Event
from app.drafting.request import LONGEST_QUESTION, BadRequest, answer_request, read_text
from app.export.message import Mark, Message, message_of
from app.schema import Json, citation_json, sentence_json
from app.serving.access import home_of, work_of
from app.serving.modes import modes_of
from app.serving.presence import Gone, each_while_present, while_present
from app.settings import Settings
from app.web.site import paragraph_link

router = APIRouter(prefix="/v1", include_in_schema=False)  # the format is described by those who made it
_PREFIX = "rapporteur-"
_TURNS = 20  # earlier questions that are looked at; a follow-up leans on the nearest of them


@router.get("/models", summary="What answers, in OpenAI's format")
async def models(request: Request) -> JSONResponse:
    """The modes that can work here."""
    offered = [_model_json(mode) for mode in modes_of(home_of(request).settings)]
    return JSONResponse({"object": "list", "data": offered})


@router.get("/models/{model_id}", summary="One of them")
async def model(model_id: str, request: Request) -> JSONResponse:
    """A mode that can work here."""
    return JSONResponse(_model_json(_mode(model_id, home_of(request).settings)))


@router.post("/chat/completions", summary="A cited answer, in OpenAI's format")
async def completions(body: ChatBody, request: Request) -> Response:
    """A cited answer to the user's last question. The questions before it tell what it leans on; earlier answers and
    system messages are never evidence and are not read."""
    home = home_of(request)
    mode, questions = _mode(body.model, home.settings), body.questions()
    wanted = answer_request(
        questions[-1],
        language=body.rapporteur.language,
        mode=mode,
        scope=body.rapporteur.scope.scope(),
        configured=home.settings.model,
        ignore=body.rapporteur.ignore,
    )
    before = await asyncio.to_thread(_before, questions[-_TURNS - 1 : -1])
    work, reply = work_of(request), _Reply(body.model, request)
    if body.stream:
        events = work.events(home, wanted, before=before)
        with_usage = bool(body.stream_options and body.stream_options.include_usage)
        return StreamingResponse(_streamed(request, events, reply, with_usage), media_type=MEDIA, headers=UNHELD)
    return JSONResponse(reply.whole(await while_present(request, work.answer(home, wanted, before=before))))


class _Reply:
    """The frame of one reply: the same id in all its pieces."""

    def __init__(self, model_id: str, request: Request) -> None:
        self._head = {"id": f"chatcmpl-{uuid.uuid4().hex}", "created": int(time.time()), "model": model_id}
        self._host = str(request.base_url).rstrip("/")

    def whole(self, answer: Answer) -> Json:
        """The reply in one piece."""
        message = message_of(answer)
        said = {"role": "assistant", "content": message.text, "refusal": None, **self._citations(message)}
        choice = {"index": 0, "message": said, "logprobs": None, "finish_reason": "stop"}
        end = {"usage": usage_json(answer.provenance.tokens), "rapporteur": _kept(answer)}
        return {**self._head, "object": "chat.completion", "choices": [choice], **end}

    def piece(self, delta: Json, finish: str | None = None, **more: object) -> bytes:
        """A piece of the reply."""
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return self._event([choice], more)

    def last(self, message: Message, answer: Answer) -> bytes:
        """The piece that ends it: where the citations stand in the text."""
        return self.piece(self._citations(message), "stop", rapporteur=_kept(answer))

    def usage(self, answer: Answer) -> bytes:
        """What it cost."""
        return self._event([], {"usage": usage_json(answer.provenance.tokens)})

    def _event(self, choices: list[Json], more: Json) -> bytes:
        return _written({**self._head, "object": "chat.completion.chunk", "choices": choices, **more})

    def _citations(self, message: Message) -> Json:
        return {"annotations": [self._annotation(mark) for mark in message.marks]}

    def _annotation(self, mark: Mark) -> Json:
        cited = citation_json(mark.citation, mark.language)
        document = mark.citation.passage.document
        at = {
            "start_index": mark.start,
            "end_index": mark.end,
            "title": f"{document.symbol or document.title}, {cited['locator']}",
            "url": self._host + paragraph_link(cited["paragraph"]),
        }
        return {"type": "url_citation", "url_citation": at, **cited}


async def _streamed(
    request: Request, given: AsyncGenerator[Event, None], reply: _Reply, with_usage: bool
) -> AsyncGenerator[bytes, None]:
    """Each sentence as it passes its checks, the notes, the annotations. A reader who goes away stops the model."""
    message = Message()
    try:
        yield reply.piece({"role": "assistant", "content": ""})
        async with aclosing(each_while_present(request, given)) as events:
            async for event in events:
                if event.kind == "sentence" and event.checked is not None:
                    yield reply.piece({"content": message.add(event.checked)})
                if event.answer is not None:
                    yield reply.piece({"content": message.close(event.answer)})
                    yield reply.last(message, event.answer)
                    if with_usage:
                        yield reply.usage(event.answer)
        yield format_sse_event(data_str="[DONE]")
    except Gone:
        return
    except Exception as error:
        yield _written(openai_error(problem_of(error)))


def _written(body: Json) -> bytes:
    return format_sse_event(data_str=json.dumps(body, ensure_ascii=False))


def _kept(answer: Answer) -> Json:
    """What the format has no word for. The whole answer is at ``/api/v1/provenance/ID``."""
    kind = "abstention" if answer.abstained else "answer"
    withheld = [sentence_json(item) for item in answer.withheld]
    return {"kind": kind, "provenance": answer.provenance.id, "withheld": withheld}


def _before(questions: Sequence[str]) -> Standing | None:
    """What the last of the earlier questions stands for. One that could not be asked is passed over; of many long ones
    only the nearest are looked at."""
    before: Standing | None = None
    asked = [question for question in questions if len(question) <= LONGEST_QUESTION]
    near = sum(length <= LONGEST_QUESTION for length in accumulate(map(len, reversed(asked))))
    for question in asked[len(asked) - near :]:
        with contextlib.suppress(BadRequest):
            before = resolve(read_text(question, "messages"), before)
    return before


def _mode(model_id: str, settings: Settings) -> Mode:
    names = {_PREFIX + mode: mode for mode in modes_of(settings)}
    if model_id not in names:
        raise UnknownModel(f"There is no model {model_id[:64]}. Choose {', '.join(names)}.")
    return names[model_id]


def _model_json(mode: Mode) -> Json:
    return {"id": _PREFIX + mode, "object": "model", "created": 0, "owned_by": "rapporteur"}
