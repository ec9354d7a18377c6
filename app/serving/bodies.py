"""What is asked of the service, as the contract names it: the same fields over HTTP and as tools of other programs."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.drafting.draft_model import DraftRequest
from app.drafting.model import AnswerRequest, CheckRequest, SearchRequest
from app.drafting.request import (
    LONGEST_QUESTION,
    LONGEST_TEXT,
    RERANKED,
    TYPES,
    answer_request,
    check_request,
    draft_request,
    read_scope,
    search_request,
)
from corpus.model import Status
from retrieval.cues import EVERY_FIELD, FIELDS
from retrieval.model import Scope

_MOST_VALUES = 50
_Values = Annotated[list[str], Field(max_length=_MOST_VALUES)]
_Question = Annotated[str, Field(min_length=1, max_length=LONGEST_QUESTION)]
_Language = Annotated[
    str | None, Field(description="ar, en, es, fr, ru or zh; without it, the language of what is asked.")
]
_Mode = Annotated[
    str | None,
    Field(description="verbatim (no language model), local or model; without it, as the service is set up."),
]
_Ignored = Annotated[
    _Values,
    Field(description=f"What the question names but shall not narrow it: {', '.join((*FIELDS, EVERY_FIELD))}."),
]


class Body(BaseModel):
    """A body that takes no other fields than its own."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class ScopeBody(Body):
    """Filters. Each is a list of which any value matches."""

    state: _Values = Field(default=[], description="States, by alpha-3 code or by any name in the six languages.")
    group: _Values = Field(default=[], description="Groups of States, by any name.")
    session: _Values = Field(default=[], description="Sessions, as 2020/PC.II.")
    kind: _Values = Field(default=[], description="Kinds of paper, as they are printed.")
    symbol: _Values = Field(default=[], description="Symbols, as NPT/CONF.2020/PC.II/WP.30.")
    language: _Values = Field(default=[], description="Languages of the papers: ar, en, es, fr, ru, zh.")
    status: _Values = Field(default=[], description=f"Whose text it is: {', '.join(Status)}.")
    since: str | None = Field(default=None, description="Dated on or after, as 2018-04-23.")
    until: str | None = Field(default=None, description="Dated on or before, as 2018-04-23.")

    def scope(self) -> Scope:
        """The filters as retrieval takes them."""
        lists = self.model_dump(exclude={"since", "until"})
        return read_scope(lists, self.since, self.until)


class SearchBody(Body):
    """What to search for."""

    query: _Question = Field(description="Words or a question, in any of the six languages.")
    language: _Language = None
    limit: int = Field(default=10, ge=1, le=100, description="How many passages at most.")
    scope: ScopeBody = ScopeBody()
    ignore: _Ignored = []
    mode: _Mode = None
    rerank: bool = Field(default=False, description="Let the language model of the mode reorder the first passages.")
    rerank_depth: int = Field(default=RERANKED, ge=1, le=100, description="How many passages it reads.")

    def wanted(self, configured: str) -> SearchRequest:
        """The request; ``configured`` is the setting ``model``."""
        return search_request(
            self.query,
            language=self.language,
            scope=self.scope.scope(),
            limit=self.limit,
            ignore=self.ignore,
            rerank=self.rerank,
            depth=self.rerank_depth,
            mode=self.mode,
            configured=configured,
        )


class AskBody(Body):
    """A question."""

    question: _Question = Field(description="A question in any of the six languages.")
    language: _Language = None
    mode: _Mode = None
    scope: ScopeBody = ScopeBody()
    ignore: _Ignored = []

    def wanted(self, configured: str) -> AnswerRequest:
        """The request; ``configured`` is the setting ``model``."""
        return answer_request(
            self.question,
            language=self.language,
            mode=self.mode,
            scope=self.scope.scope(),
            configured=configured,
            ignore=self.ignore,
        )


class DraftBody(Body):
    """A drafting task."""

    task: _Question = Field(description="What the text is about.")
    type: str = Field(description=f"What kind of text: {', '.join(TYPES)}.")
    language: _Language = None
    on_behalf_of: str | None = Field(
        default=None, description="A State or group: only its own papers speak for it. Without it, all on file."
    )
    mode: _Mode = None
    scope: ScopeBody = ScopeBody()
    ignore: _Ignored = []

    def wanted(self, configured: str) -> DraftRequest:
        """The request; ``configured`` is the setting ``model``."""
        return draft_request(
            self.task,
            self.type,
            language=self.language,
            mode=self.mode,
            on_behalf_of=self.on_behalf_of,
            scope=self.scope.scope(),
            configured=configured,
            ignore=self.ignore,
        )


class CheckBody(Body):
    """A text that somebody wrote."""

    text: str = Field(
        min_length=1,
        max_length=LONGEST_TEXT,
        description="The text; (SYMBOL, para. 9) in it counts as a citation, evidence for the rest is searched.",
    )
    language: _Language = None
    mode: _Mode = None
    scope: ScopeBody = ScopeBody()

    def wanted(self, configured: str) -> CheckRequest:
        """The request; ``configured`` is the setting ``model``."""
        return check_request(
            self.text, language=self.language, mode=self.mode, scope=self.scope.scope(), configured=configured
        )
