"""What is asked of the service, as the contract names it: the same fields over HTTP and as tools of other programs."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from app.drafting.draft_model import DraftRequest
from app.drafting.model import AnswerRequest, CheckRequest, SearchRequest
from app.drafting.request import (
    LONGEST_QUESTION,
    LONGEST_TEXT,
    RERANKED,
    answer_request,
    check_request,
    draft_request,
    read_scope,
    search_request,
)
from corpus.model import Status
from retrieval.model import Scope

_MOST_VALUES = 50
_A_WORD = r"[^\W_]"  # a question that holds no letter and no digit asks nothing
_Values = Annotated[list[Annotated[str, Field(max_length=300)]], Field(max_length=_MOST_VALUES)]
_Date = Annotated[str, Field(json_schema_extra={"format": "date"})]
_LanguageName = Literal["ar", "en", "es", "fr", "ru", "zh"]
_Language = Annotated[_LanguageName | None, Field(description="Without it, the language of what is asked.")]
_Mode = Annotated[
    Literal["verbatim", "local", "model"] | None,
    Field(description="Who writes: nobody, the embedded model, one of the user's; without it, as the service is set."),
]
_Ignored = Annotated[
    list[
        Literal[
            "state",
            "group",
            "session",
            "symbol",
            "since",
            "until",
            "kind",
            "status",
            "language",
            "year",
            "article",
            "about",
            "all",
        ]
    ],
    Field(max_length=_MOST_VALUES, description="What the question names but shall not narrow what is searched."),
]
Asked = Annotated[str, Field(min_length=1, max_length=LONGEST_QUESTION, pattern=_A_WORD)]


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
    language: list[_LanguageName] = Field(default=[], max_length=_MOST_VALUES, description="Languages of the papers.")
    status: list[Status] = Field(default=[], max_length=_MOST_VALUES, description="Whose text it is.")
    since: _Date | None = Field(default=None, description="Dated on or after, as 2018-04-23.")
    until: _Date | None = Field(default=None, description="Dated on or before, as 2018-04-23.")

    def scope(self) -> Scope:
        """The filters as retrieval takes them."""
        lists = self.model_dump(exclude={"since", "until"})
        return read_scope(lists, self.since, self.until)


class SearchBody(Body):
    """What to search for."""

    query: Asked = Field(description="Words or a question, in any of the six languages.")
    language: _Language = None
    limit: int = Field(default=10, ge=1, le=100, description="How many passages at most.")
    scope: ScopeBody = ScopeBody()
    ignore: _Ignored = []
    mode: _Mode = None
    rerank: StrictBool = Field(
        default=False, description="Let the language model of the mode reorder the first passages."
    )
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

    question: Asked = Field(description="A question in any of the six languages.")
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

    task: Asked = Field(description="What the text is about.")
    type: Literal["position-paragraph", "working-paper", "statement", "chair-summary", "outcome-paragraph"] = Field(
        description="What kind of text."
    )
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
        pattern=_A_WORD,
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
