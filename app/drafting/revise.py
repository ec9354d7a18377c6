"""The story of one revision: what a person changed, or an instruction asks for, checked as a draft is; nothing else.

A sentence that stays as it was keeps its verdict. What changed is said word by word.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.drafting.checks.claims import Voice
from app.drafting.claims import statement_of
from app.drafting.compose import footnotes
from app.drafting.coverage import coverage
from app.drafting.difference import aligned, difference, likeness
from app.drafting.draft import labelled
from app.drafting.draft_model import Change, Draft, DraftParagraph, ParagraphChange, Role
from app.drafting.forms import FORMS, Block, balance
from app.drafting.judge import Judge
from app.drafting.model import Check, Checked, Sentence, Verdict
from app.drafting.phrases import phrase
from app.drafting.pipeline import Assistant, Clock
from app.drafting.plain import plain
from app.drafting.verify import Verifier
from app.drafting.write import numbered
from corpus.model import Language
from corpus.sentences import split_sentences
from retrieval.cues import Asked
from retrieval.model import Passage, Query

_SAME_SENTENCE = 0.4  # likeness from which a changed sentence is taken to rest on what the old one cited


@dataclass(frozen=True, slots=True)
class Edited:
    """A paragraph as a person left it: its role and its text, whole or sentence by sentence."""

    role: Role
    texts: tuple[str, ...]


async def edit(assistant: Assistant, verifier: Verifier, draft: Draft, paragraphs: Sequence[Edited]) -> Draft:
    """A draft as a person changed it. A new sentence rests on what the one it replaces cited, on what it cites itself,
    or on what is found for it; where nothing bears it out it is withheld."""
    clock, judge = Clock(), assistant.judge(draft.request.mode)
    known = known_sentences(draft)
    blocks: list[Block] = []
    withheld: list[Checked] = []
    for paragraph in paragraphs:
        texts = [part for text in paragraph.texts for part in parts_of(text, known, draft.request.language)]
        row = [known.get(text) or await _checked(text, paragraph.role, verifier, draft, judge) for text in texts]
        kept = tuple(item for item in row if item.verdict is not Verdict.UNSUPPORTED)
        withheld += [item for item in row if item.verdict is Verdict.UNSUPPORTED]
        if kept:
            blocks.append((paragraph.role, kept))
    return await revised(assistant, draft, blocks, withheld, clock, judge=judge)


def known_sentences(draft: Draft) -> dict[str, Checked]:
    """The sentences of a draft by their words, as ``plain`` writes them."""
    return {plain(item.sentence.text): item for paragraph in draft.paragraphs for item in paragraph.sentences}


def parts_of(text: str, known: Mapping[str, Checked], language: Language) -> list[str]:
    """The sentences of a text. One that is known stays whole, whatever stops stand inside its quotation."""
    text = plain(text)
    for sentence in sorted(known, key=len, reverse=True):
        place = text.find(sentence)
        if place >= 0:
            before, after = text[:place], text[place + len(sentence) :]
            return [*parts_of(before, known, language), sentence, *parts_of(after, known, language)]
    return [part for start, end in split_sentences(text, language) if (part := text[start:end].strip())]


async def revised(  # noqa: PLR0913  # what a version is made of
    assistant: Assistant,
    draft: Draft,
    blocks: Sequence[Block],
    withheld: Sequence[Checked],
    clock: Clock,
    *,
    judge: Judge | None = None,
    reason: str | None = None,
) -> Draft:
    """The next version of a draft, with its notes counted anew and what changed from the last."""
    clock.lap("revise")
    request = draft.request
    rows = numbered([(False, row) for _, row in blocks])
    blocks = [(role, row) for (role, _), (_, row) in zip(blocks, rows, strict=True)]
    held, searched = await assistant.retriever.documents(Query("", request.language, draft.scope))
    paragraphs = labelled(blocks)
    checked = [item for paragraph in paragraphs for item in paragraph.sentences]
    cited = {each.paragraph.id: each.passage for item in checked for each in item.sentence.citations}
    return replace(
        draft,
        reason=reason,
        paragraphs=paragraphs,
        withheld=tuple(withheld),
        notes=footnotes([item.sentence for item in checked], request.language),
        coverage=coverage(held, searched, checked, Asked()),
        passages=tuple(cited.values()),
        provenance=assistant.provenance(clock, judge),
        balance=balance(blocks, searched) if FORMS[request.type].balanced else (),
        left_out=(),
        revises=draft.provenance.id,
        changes=changes_between(draft.paragraphs, paragraphs, request.language),
    )


def changes_between(
    before: Sequence[DraftParagraph], after: Sequence[DraftParagraph], language: Language
) -> tuple[ParagraphChange, ...]:
    """Every paragraph of either version, in order, with what changed in it."""
    old, new = [_text(each, language) for each in before], [_text(each, language) for each in after]
    changes: list[ParagraphChange] = []
    for left, right in aligned(old, new):
        role = before[left].role if right is None and left is not None else after[right or 0].role
        runs = difference("" if left is None else old[left], "" if right is None else new[right])
        labels = (None if left is None else before[left].label, None if right is None else after[right].label)
        changes.append(ParagraphChange(*labels, role, runs or (Change("same", ""),)))
    return tuple(changes)


def _text(paragraph: DraftParagraph, language: Language) -> str:
    between = "" if language is Language.ZH else " "
    return between.join(item.sentence.text for item in paragraph.sentences)


async def _checked(text: str, role: Role, verifier: Verifier, draft: Draft, judge: Judge | None) -> Checked:
    """A sentence that is new in a draft."""
    request = draft.request
    statement = statement_of(text, request.language)
    if role is Role.HEADING or (statement.short and not statement.references):
        return Checked(Sentence(text, "frame", (), "", (), request.language), (), Verdict.UNCHECKED)
    passages, fault = () if statement.too_long else _cited_before(text, draft), None
    if statement.references or not passages:
        passages, fault = await verifier.evidence(statement, request.scope)
    if fault or not passages:
        fault = fault or phrase("nothing_bears", request.language)
        sentence = Sentence(text, "written", (), text, (), request.language)
        return Checked(sentence, (Check("quote", False, fault),), Verdict.UNSUPPORTED, fault)
    scales = verifier.assistant.scales
    best = (await scales.against(statement, passages, None)).found[0].passage
    voice = Voice(request.on_behalf_of, FORMS[request.type].impersonal)
    return await scales.written(statement, [best], judge, voice)


def _cited_before(text: str, draft: Draft) -> tuple[Passage, ...]:
    """What the sentence cited that this one is a version of."""
    old = [item.sentence for paragraph in draft.paragraphs for item in paragraph.sentences if item.sentence.citations]
    likest = max(old, key=lambda sentence: likeness(sentence.text, text), default=None)
    if likest is None or likeness(likest.text, text) < _SAME_SENTENCE:
        return ()
    return tuple(citation.passage for citation in likest.citations)
