"""What people type, checked and turned into requests: languages, modes, States, filters. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Literal

from app.drafting.model import AnswerRequest, DraftRequest, Mode
from corpus.errors import RapporteurError
from corpus.language import detect_language
from corpus.model import Language, Status
from corpus.names import resolve, suggest
from retrieval.model import Scope

LONGEST_QUESTION = 4000
TYPES = ("position-paragraph",)


class BadRequest(RapporteurError):
    """The request cannot be carried out as written. ``field`` names the part; ``suggestions`` are nearest names."""

    def __init__(self, message: str, field: str = "", suggestions: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.field, self.suggestions = field, tuple(suggestions)


def answer_request(
    question: str, *, language: str | None, mode: str | None, scope: Scope, configured: str
) -> AnswerRequest:
    """A question as a request. Without a language the question's own is used; without a mode the configured one."""
    text = read_text(question, "question")
    return AnswerRequest(text, read_language(language, text), read_mode(mode, configured), scope)


def draft_request(  # noqa: PLR0913  # the fields of the contract's body
    task: str,
    kind: str,
    *,
    language: str | None,
    mode: str | None,
    on_behalf_of: str | None,
    scope: Scope,
    configured: str,
) -> DraftRequest:
    """A drafting task as a request."""
    text = read_text(task, "task")
    if kind not in TYPES:
        raise BadRequest(f"This version drafts {', '.join(TYPES)}; “{kind}” is not one of them.", "type", TYPES)
    author, for_group = None, False
    if on_behalf_of:
        for_group = resolve(on_behalf_of, kind="state") is None and resolve(on_behalf_of, kind="group") is not None
        author = read_author(on_behalf_of, "group" if for_group else "state", "on_behalf_of")
    reader, wanted = read_language(language, text), read_mode(mode, configured)
    return DraftRequest(text, kind, reader, wanted, author, for_group, scope)


def read_language(language: str | None, text: str) -> Language:
    """The language named, or the text's own."""
    if language is None:
        return detect_language(text)
    try:
        return Language(language)
    except ValueError:
        raise BadRequest(f"“{language}” is not one of {', '.join(Language)}.", "language") from None


def read_mode(mode: str | None, configured: str) -> Mode:
    """The mode named, or the one that the setting ``model`` stands for."""
    name = mode or (configured if configured in ("verbatim", "local") else "model")
    try:
        wanted = Mode(name)
    except ValueError:
        raise BadRequest(f"“{name}” is not one of {', '.join(Mode)}.", "mode") from None
    if wanted is Mode.MODEL and ":" not in configured:
        raise BadRequest("Mode model needs RAPPORTEUR_MODEL=provider:model, for example openai:gpt-x.", "mode")
    return wanted


def read_author(name: str, kind: Literal["state", "group"], field: str) -> str:
    """The code of a State or a group named in any of the six languages."""
    code = resolve(name, kind=kind)
    if code is None:
        nearest = suggest(name, kind=kind)
        hint = f" Did you mean {' or '.join(nearest)}?" if nearest else ""
        raise BadRequest(f"“{name}” is not a {kind.capitalize()} that is known.{hint}", field, nearest)
    return code


def read_scope(given: Mapping[str, Sequence[str]], since: str | None, until: str | None) -> Scope:
    """Filters by the contract's words (state, group, session, kind, symbol, language, status), each a list."""
    states = tuple(read_author(name, "state", "state") for name in given.get("state", ()))
    groups = tuple(read_author(name, "group", "group") for name in given.get("group", ()))
    for name in given.get("language", ()):
        read_language(name, "")
    for name in given.get("status", ()):
        if name not in list(Status):
            raise BadRequest(f"“{name}” is not one of {', '.join(Status)}.", "status")
    return Scope(
        states=states,
        groups=groups,
        sessions=tuple(given.get("session", ())),
        kinds=tuple(given.get("kind", ())),
        symbols=tuple(given.get("symbol", ())),
        languages=tuple(given.get("language", ())),
        statuses=tuple(given.get("status", ())),
        since=_date(since, "since"),
        until=_date(until, "until"),
    )


def read_text(text: str, field: str) -> str:
    """What was typed, without spaces around it; refused when empty or too long."""
    text = text.strip()
    if not text:
        raise BadRequest(f"The {field} is empty. Write what you want to know.", field)
    if len(text) > LONGEST_QUESTION:
        raise BadRequest(f"The {field} is longer than {LONGEST_QUESTION} characters. Make it shorter.", field)
    return text


def _date(text: str | None, field: str) -> str | None:
    if text is None:
        return None
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        raise BadRequest(f"“{text}” is not a date; write it as 2018-04-23.", field) from None
