"""Drafts made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.drafting.compose import footnotes
from app.drafting.difference import difference
from app.drafting.draft_model import Draft, DraftParagraph, DraftRequest, ParagraphChange, Role, Share
from app.drafting.model import Checked, Citation, Coverage, Mode, Provenance, Sentence, Verdict
from corpus.model import Document, Language, Paragraph
from retrieval.model import EVERYTHING, Passage

BETWEEN = {Language.ZH: ""}
CREATED = "2031-05-06T09:08:07+00:00"


def sentence(text: str, *notes: int, language: Language = Language.EN) -> Checked:
    """A sentence that rests on one invented paragraph for each note."""
    citations = []
    for n in notes:
        work = f"LT/CONF.2031/PC.I/WP.{n}"
        document = Document(f"{work}@{language}", work, language, "A title", "document", None, file="a.txt")
        paragraph = Paragraph(document.id, str(n), n, language, f"Words of paper {n}.")
        passage = Passage(1, 0.9, ("dense",), paragraph, document, (0, len(paragraph.text)))
        citations.append(Citation(n, passage, 0, len(paragraph.text)))
    own = Sentence(text, "verbatim", tuple(citations), text, ("XAV",), language)
    return Checked(own, (), Verdict.SUPPORTED)


def paragraph(
    label: str, *sentences: tuple[Any, ...], role: Role = Role.NUMBERED, language: Language = Language.EN
) -> DraftParagraph:
    """``paragraph("1", ("It may act.", 1), ("It shall not.", 2, 3))``."""
    return DraftParagraph(label, tuple(sentence(*parts, language=language) for parts in sentences), role)


def draft(
    *paragraphs: DraftParagraph,
    language: Language = Language.EN,
    title: str = "Positions on file: the moratorium",
    reason: str | None = None,
    balance: Sequence[Share] = (),
    changes: Sequence[ParagraphChange] = (),
    created: str = CREATED,
) -> Draft:
    """A draft of these paragraphs, with a note for each citation."""
    sentences = [item.sentence for paragraph in paragraphs for item in paragraph.sentences]
    return Draft(
        request=DraftRequest("the moratorium", "position-paragraph", language, Mode.VERBATIM),
        scope=EVERYTHING,
        understood=(),
        title=title,
        reason=reason,
        paragraphs=paragraphs,
        withheld=(),
        notes=footnotes(sentences, language),
        coverage=Coverage(3, 3, 2, 3, 3, 2, 2, ("XAV",), ()),
        passages=(),
        provenance=Provenance("d-1", created, None, (), "embedder-1", "index-1", "corpus-1", ()),
        balance=tuple(balance),
        revises="d-0" if changes else None,
        changes=tuple(changes),
    )


def text_of(own: DraftParagraph | None) -> str:
    """A paragraph's words; none for None."""
    sentences = [item.sentence for item in own.sentences] if own else []
    return "".join(f"{BETWEEN.get(each.language, ' ')}{each.text}" for each in sentences).removeprefix(" ")


def change(before: DraftParagraph | None, after: DraftParagraph | None) -> ParagraphChange:
    """How one paragraph became another; None for none."""
    own = after or before
    assert own is not None
    runs = difference(text_of(before), text_of(after))
    return ParagraphChange(before.label if before else None, after.label if after else None, own.role, runs)


def line_of(own: DraftParagraph) -> str:
    """A paragraph as Word shows it: its number, a tab, its words."""
    printed = own.role is Role.NUMBERED and not own.label.startswith("~")
    return f"{own.label}.\t{text_of(own)}" if printed else text_of(own)
