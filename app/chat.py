"""The chat command: one question a line; each answered by a search of its own, earlier answers are never evidence."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace

from app import schema, show
from app.conversation.followup import resolve, resolve_with
from app.drafting.model import Answer, AnswerRequest, Mode, Standing
from app.drafting.pipeline import Assistant
from app.drafting.request import BadRequest
from corpus.unseen import on_a_screen

_PROMPT = "> "


def converse(assistant: Assistant, read: Callable[[str], AnswerRequest], *, quiet: bool) -> schema.Json:
    """Answers the lines of standard input until it ends; prints each answer unless ``quiet``.

    Args:
        read: a line as a request.

    Returns:
        The whole conversation.
    """
    before: Standing | None = None
    turns: list[Answer] = []
    for line in _lines():
        try:
            request = read(line)
        except BadRequest as error:
            sys.stderr.write(f"{error}\n")
            continue
        before, answer = asyncio.run(_turn(assistant, request, before))
        turns.append(answer)
        if not quiet:
            said = f"{show.understood_as(turns[-1])}{show.answer_text(turns[-1])}"
            sys.stdout.write(f"{on_a_screen(said)}\n\n")
            sys.stdout.flush()
    return {"kind": "conversation", "turns": [schema.answer_json(turn) for turn in turns]}


async def _turn(assistant: Assistant, request: AnswerRequest, before: Standing | None) -> tuple[Standing, Answer]:
    """A follow-up as it stands alone, and its answer. Only a model of the user's own choice may word it."""
    judge = assistant.judge(request.mode) if request.mode is Mode.MODEL else None
    question = request.question
    standing = await resolve_with(judge, question, before) if judge else resolve(question, before)
    return standing, await assistant.answer(replace(request, standing=standing))


def _lines() -> Iterator[str]:
    """What is typed or piped in, without empty lines."""
    while True:
        if sys.stdin.isatty():
            sys.stderr.write(_PROMPT)
            sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            return
        if line.strip():
            yield line
