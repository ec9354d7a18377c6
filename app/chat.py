"""The chat command: one question a line; each answered by a search of its own, earlier answers are never evidence."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace

from app import schema, show
from app.conversation.followup import resolve
from app.drafting.model import Answer, AnswerRequest, Standing
from app.drafting.pipeline import Assistant
from app.drafting.request import BadRequest

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
        before = resolve(request.question, before)
        turns.append(asyncio.run(assistant.answer(replace(request, standing=before))))
        if not quiet:
            sys.stdout.write(f"{show.understood_as(turns[-1])}{show.answer_text(turns[-1])}\n\n")
            sys.stdout.flush()
    return {"kind": "conversation", "turns": [schema.answer_json(turn) for turn in turns]}


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
