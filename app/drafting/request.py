"""What people type, checked and turned into requests: languages, modes, States, filters. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Literal

from app.drafting.draft_model import DraftRequest
from app.drafting.model import AnswerRequest, CheckRequest, Mode, SearchRequest
from app.drafting.plain import plain
from corpus.errors import RapporteurError
from corpus.language import detect_language
from corpus.model import Language, Status
from corpus.names import resolve, suggest
from retrieval.cues import EVERY_FIELD, FIELDS
from retrieval.model import Scope

LONGEST_QUESTION = 4000
LONGEST_TEXT = 200_000
RERANKED = 5  # passages that a language model reads to reorder a search
TYPES = ("position-paragraph", "working-paper", "statement", "chair-summary", "outcome-paragraph")


class BadRequest(RapporteurError):
    """The request cannot be carried out as written. ``field`` names the part; ``suggestions`` are nearest names."""

    def __init__(self, message: str, field: str = "", suggestions: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.field, self.suggestions = field, tuple(suggestions)


def search_request(  # noqa: PLR0913  # the fields of the contract's body
    query: str,
    *,
    language: str | None,
    scope: Scope,
    limit: int,
    ignore: Sequence[str] = (),
    rerank: bool = False,
    depth: int = RERANKED,
    mode: str | None = None,
    configured: str = "",
) -> SearchRequest:
    """A search as a request. A mode is only read for reordering."""
    text = read_text(query, "query")
    wanted = read_mode(mode, configured) if rerank else None
    if wanted is Mode.VERBATIM:
        raise BadRequest("Mode verbatim has no language model to reorder with; choose mode local or model.", "mode")
    return SearchRequest(text, read_language(language, text), scope, limit, read_ignored(ignore), wanted, depth)


def answer_request(  # noqa: PLR0913  # the fields of the contract's body
    question: str,
    *,
    language: str | None,
    mode: str | None,
    scope: Scope,
    configured: str,
    ignore: Sequence[str] = (),
) -> AnswerRequest:
    """A question as a request. Without a language the question's own is used; without a mode the configured one."""
    text = read_text(question, "question")
    ignored = read_ignored(ignore)
    return AnswerRequest(text, read_language(language, text), read_mode(mode, configured), scope, ignored)


def draft_request(  # noqa: PLR0913  # the fields of the contract's body
    task: str,
    kind: str,
    *,
    language: str | None,
    mode: str | None,
    on_behalf_of: str | None,
    scope: Scope,
    configured: str,
    ignore: Sequence[str] = (),
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
    return DraftRequest(text, kind, reader, wanted, author, for_group, scope, read_ignored(ignore))


def check_request(text: str, *, language: str | None, mode: str | None, scope: Scope, configured: str) -> CheckRequest:
    """A text to be checked, its lines kept. Signs that are not seen are left out."""
    if len(text) > LONGEST_TEXT:
        raise BadRequest(f"The text is {len(text)} characters long; at most {LONGEST_TEXT} are read.", "text")
    lines = [plain(line) for line in text.splitlines()]
    if not any(character.isalnum() for line in lines for character in line):
        raise BadRequest("The text holds no word. There is nothing to check.", "text")
    spoken = None if language is None else read_language(language, "")
    return CheckRequest("\n".join(lines), read_mode(mode, configured), spoken, scope)


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


def read_ignored(fields: Sequence[str]) -> tuple[str, ...]:
    """The fields of the question that shall do nothing, each once."""
    for field in fields:
        if field not in (*FIELDS, EVERY_FIELD):
            raise BadRequest(f"“{field}” cannot be ignored; choose from {', '.join(FIELDS)}, {EVERY_FIELD}.", "ignore")
    return tuple(dict.fromkeys(fields))


def read_text(text: str, field: str) -> str:
    """What was typed, on one line, composed, without signs that are not seen (controls, directions); refused when it
    holds no word or is too long."""
    if len(text) > LONGEST_QUESTION:
        length = f"{len(text)} characters long; at most {LONGEST_QUESTION} are read"
        raise BadRequest(f"The {field} is {length}. Make it shorter.", field)
    text = plain(text)
    if not text:
        raise BadRequest(f"The {field} is empty. Write what you want to know.", field)
    if not any(character.isalnum() for character in text):
        raise BadRequest(f"The {field} holds no word. Write what you want to know.", field)
    return text


def _date(text: str | None, field: str) -> str | None:
    if text is None:
        return None
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        raise BadRequest(f"“{text}” is not a date; write it as 2018-04-23.", field) from None
