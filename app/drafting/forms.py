"""The forms of the types of text: title, first and last lines, headings, how a quotation is led in. Pure.

Nothing here makes a claim. What a form says of a draft are counts, or what kind of text it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.drafting.checks.authors import FEW, MANY, SOME
from app.drafting.draft_model import DraftRequest, Role, Share
from app.drafting.model import Checked, Sentence, Verdict
from app.drafting.phrases import names, phrase
from corpus.model import Language, Status
from retrieval.catalogue import Holdings
from retrieval.model import Passage


@dataclass(frozen=True, slots=True)
class Form:
    """One type of text. ``title`` and ``byline`` are phrases, None for the bare task and for no line; ``first`` and
    ``again`` lead in an author's first quotation and those after it, ``adopted`` one from an adopted text; ``body`` is
    what its paragraphs are. ``context``: on behalf of an author, others are quoted after it; ``apart``: each quotation
    is a paragraph. ``balanced``: every author has the same share, and they are counted. ``impersonal``: the form itself
    says whose text it is."""

    title: str | None
    first: str
    again: str
    adopted: str = "says"
    byline: str | None = None
    body: Role = Role.NUMBERED
    opening: str | None = None
    closing: str | None = None
    context: bool = False
    apart: bool = False
    balanced: bool = False
    impersonal: bool = False


FORMS = {
    "position-paragraph": Form("title", "states", "states_also"),
    "working-paper": Form(None, "states", "states_also", byline="byline_paper", context=True, apart=True),
    "statement": Form(
        "title_statement",
        "stated",
        "states_also",
        byline="byline_statement",
        body=Role.PLAIN,
        opening="address",
        closing="thanks",
        apart=True,
    ),
    "chair-summary": Form("title_summary", "states", "states_also", balanced=True),
    "outcome-paragraph": Form(
        "title_outcome", "takes_note", "takes_note", adopted="recalls", opening="outcome_opening", impersonal=True
    ),
}
Block = tuple[Role, tuple[Checked, ...]]


def author_named(request: DraftRequest) -> str | None:
    """The State or group that a draft is written for, in its language."""
    if request.on_behalf_of is None:
        return None
    own = (request.on_behalf_of,)
    return names((), request.language, own) if request.for_group else names(own, request.language)


def title_of(request: DraftRequest) -> str:
    """The title of a draft."""
    form, author = FORMS[request.type], author_named(request)
    if form.title is None:
        return request.task
    if form.title == "title":
        key = "title" if author else "title_all"
        return phrase(key, request.language, author=author, task=request.task)
    return phrase(form.title, request.language, task=request.task)


def lead_in(form: Form, passage: Passage, *, first: bool) -> str:
    """The phrase that leads in a quotation."""
    if passage.document.status is Status.ADOPTED:
        return form.adopted
    return form.first if first else form.again


def framed(request: DraftRequest, body: Sequence[Block], searched: Holdings) -> list[Block]:
    """The paragraphs of a draft between its first and its last lines; none where there are none."""
    if not body:
        return []
    form, language, author = FORMS[request.type], request.language, author_named(request)
    before: list[str] = []
    if form.byline and author:
        before.append(phrase(form.byline, language, author=author))
    if form.opening:
        before.append(phrase(form.opening, language))
    if form.balanced:
        shares = balance(body, searched)
        count = sum(share.sentences > 0 for share in shares)
        before.append(phrase("summary_opening", language, count=count, searched=len(shares)))
        if any(item.sentence.kind == "written" for _, row in body for item in row):
            before.append(phrase("summary_words", language, many=MANY, some=SOME, few=FEW))
    after = [phrase(form.closing, language)] if form.closing else []
    return [*(_line(text, language) for text in before), *body, *(_line(text, language) for text in after)]


def heading(key: str, language: Language) -> Block:
    """A heading of the program's own."""
    return Role.HEADING, _line(phrase(key, language), language)[1]


def balance(body: Sequence[Block], searched: Holdings) -> tuple[Share, ...]:
    """How many sentences each author has, and how many of its papers were searched; those without a sentence too."""
    cited = [code for _, row in body for item in row for code in item.sentence.authors]
    authors = sorted({code for document in searched for code in (*document.submitters, *document.groups)})
    return tuple(Share(code, cited.count(code), _papers(searched, code)) for code in authors)


def _papers(searched: Holdings, code: str) -> int:
    return len({document.work for document in searched if code in (*document.submitters, *document.groups)})


def _line(text: str, language: Language) -> Block:
    return Role.PLAIN, (Checked(Sentence(text, "frame", (), "", (), language), (), Verdict.UNCHECKED),)
