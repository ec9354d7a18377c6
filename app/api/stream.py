"""An answer as server-sent events: what was found, each sentence that passed its checks, at last the whole."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from contextlib import aclosing

from fastapi import Request
from fastapi.responses import StreamingResponse
from fastapi.sse import format_sse_event

from app import schema
from app.api.problems import problem_of
from app.drafting.pipeline import Event
from app.serving.presence import Gone, each_while_present

MEDIA = "text/event-stream"
UNHELD = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}  # a proxy must not hold events back


def streamed(request: Request, events: AsyncGenerator[Event, None]) -> StreamingResponse:
    """The events ``passages``, ``sentence``, ``withheld`` and ``done``; or ``error`` with a problem. A reader who goes
    away stops the model."""
    return StreamingResponse(_events(request, events), media_type=MEDIA, headers=UNHELD)


async def _events(request: Request, given: AsyncGenerator[Event, None]) -> AsyncGenerator[bytes, None]:
    try:
        async with aclosing(each_while_present(request, given)) as events:
            async for event in events:
                yield _written(event.kind, _body(event))
    except Gone:
        return
    except Exception as error:
        yield _written("error", problem_of(error))


def _body(event: Event) -> schema.Json:
    if event.answer is not None:
        return schema.answer_json(event.answer)
    if event.checked is not None:
        return schema.sentence_json(event.checked)
    return {"passages": [schema.passage_json(passage) for passage in event.passages]}


def _written(kind: str, body: schema.Json) -> bytes:
    return format_sse_event(event=kind, data_str=json.dumps(body, ensure_ascii=False))
