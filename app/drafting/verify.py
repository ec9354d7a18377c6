"""The story of one check: each sentence of a text is held against what it cites, or against what is found for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.drafting.checks.attribution import subject_of
from app.drafting.checks.claims import check_claim
from app.drafting.checks.contrast import Nearness, Source, contrast
from app.drafting.checks.support import agreed, sure
from app.drafting.claims import Reference, Statement, statements
from app.drafting.coverage import coverage
from app.drafting.judge import Judge
from app.drafting.model import Check, Checked, CheckRequest, Citation, Coverage, Provenance, Sentence, Verdict
from app.drafting.phrases import phrase
from app.drafting.pipeline import Assistant, Clock
from app.drafting.ports import Meaning, Records
from corpus.model import Language, Status
from corpus.sentences import split_sentences
from retrieval.cues import Asked
from retrieval.model import Passage, Query, Scope

_READ = 4  # passages that an uncited sentence is held against
_SHOWN = 3
_Weighed = tuple[float, Passage, dict[str, float], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Verified:
    """A sentence of a checked text. ``score`` is how sure it is that what was found bears it out, 0 to 1; ``found`` are
    the spans that it was held against, best first. A heading makes no claim and has none."""

    checked: Checked
    score: float | None
    found: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A text, checked sentence by sentence, in its order."""

    request: CheckRequest
    sentences: tuple[Verified, ...]
    coverage: Coverage
    provenance: Provenance


class Verifier:
    """Checks texts against what is on file."""

    def __init__(self, assistant: Assistant, records: Records, meaning: Meaning) -> None:
        self._assistant, self._records, self._meaning = assistant, records, meaning

    async def verify(self, request: CheckRequest) -> Report:
        """Every sentence with what bears it out, or what is wrong with it."""
        clock, judge = Clock(), self._assistant.judge(request.mode)
        sentences = [await self._verified(each, request, judge) for each in statements(request.text, request.language)]
        clock.lap("check")
        query = Query("", request.language or Language.EN, request.scope)
        held, searched = await self._assistant.retriever.documents(query)
        cited = [item.checked for item in sentences if item.checked.verdict is not Verdict.UNSUPPORTED]
        return Report(
            request=request,
            sentences=tuple(sentences),
            coverage=coverage(held, searched, cited, Asked()),
            provenance=self._assistant.provenance(clock, judge),
        )

    async def _verified(self, statement: Statement, request: CheckRequest, judge: Judge | None) -> Verified:
        if statement.short and not statement.references:
            frame = Sentence(statement.text, "frame", (), "", (), statement.language)
            return Verified(Checked(frame, (), Verdict.UNCHECKED), None, ())
        passages, fault = await self._candidates(statement, request.scope)
        if not passages:
            empty = Sentence(statement.text, "written", (), statement.claim, (), statement.language)
            reason = fault or phrase("nothing_bears", statement.language)
            return Verified(Checked(empty, (Check("quote", False, reason),), Verdict.UNSUPPORTED, reason), 0.0, ())
        verified = await self.against(statement, passages, judge)
        if fault is None:
            return verified
        checks = (*verified.checked.checks, Check("quote", False, fault))
        return Verified(Checked(verified.checked.sentence, checks, Verdict.UNSUPPORTED, fault), 0.0, verified.found)

    async def against(self, statement: Statement, passages: Sequence[Passage], judge: Judge | None) -> Verified:
        """A sentence held against these passages, of which the one counts that bears it out best."""
        weighed = await self._weighed(statement, passages)
        score, passage, found, _ = weighed[0]
        if judge is not None:
            score = agreed(score, await judge.supports(statement.claim, passage))
        citations = tuple(Citation(n, each, *where) for n, (_, each, _, where) in enumerate(weighed[:_SHOWN], start=1))
        checked, score = check_claim(statement, citations[0], found, score)
        return Verified(checked, round(score, 3), citations)

    async def _candidates(self, statement: Statement, scope: Scope) -> tuple[tuple[Passage, ...], str | None]:
        """What the sentence cites, or what is found for it; and what is wrong with what it cites."""
        cited: list[Passage] = []
        faults: list[str] = []
        for reference in statement.references:
            passages = await self._records.cited(reference.symbol, reference.labels)
            if passages is None:
                faults.append(phrase("no_symbol_held", statement.language, symbols=reference.symbol))
            elif reference.labels and not passages:
                faults.append(_no_paragraph(reference, statement.language))
            else:
                within = scope.narrowed(symbols=(reference.symbol,))
                cited += passages or await self._found(statement, within)
        found = tuple(cited) or await self._near(statement, scope)
        return _in_one_language(found, statement.language), " ".join(faults) or None

    async def _near(self, statement: Statement, scope: Scope) -> tuple[Passage, ...]:
        """What is on file near a sentence that cites nothing: by its subject where it has papers, else by anybody."""
        subject = subject_of(statement.claim, statement.language)
        if subject.codes and not scope.states:
            states, groups = sorted(subject.codes), sorted(subject.codes)
            for own in (scope.narrowed(states=tuple(states)), scope.narrowed(groups=tuple(groups))):
                if found := await self._found(statement, own):
                    return found
        return await self._found(statement, scope)

    async def _found(self, statement: Statement, scope: Scope) -> tuple[Passage, ...]:
        query = Query(statement.claim, statement.language, scope, _READ)
        _, searched = await self._assistant.retriever.documents(query)
        return await self._assistant.retriever.find(query) if searched else ()

    async def _weighed(self, statement: Statement, passages: Sequence[Passage]) -> list[_Weighed]:
        """Each passage with how sure it is that it bears the sentence out, surest first."""
        spans = [split_sentences(each.paragraph.text, each.paragraph.language) for each in passages]
        texts = [
            text
            for each, own in zip(passages, spans, strict=True)
            for text in (each.paragraph.text, *(each.paragraph.text[start:end] for start, end in own))
        ]
        (cosines,) = await self._meaning.cosines([statement.claim], texts)
        weighed: list[_Weighed] = []
        place = 0
        for passage, own in zip(passages, spans, strict=True):
            near = Nearness(float(cosines[place]), cosines[place + 1 : (place := place + 1 + len(own))])
            found = contrast(statement.claim, statement.language, _source(passage), own, near)
            best = own[int(near.sentences.argmax())] if own else (0, len(passage.paragraph.text))
            weighed.append((sure(found), passage, found, best))
        return sorted(weighed, key=lambda item: (-item[0], item[1].rank))


def _source(passage: Passage) -> Source:
    document, paragraph = passage.document, passage.paragraph
    adopted = document.status is Status.ADOPTED
    authors = frozenset(() if adopted else (*document.submitters, *document.groups))
    return Source(paragraph.text, paragraph.language, authors, adopted, paragraph.said_by, paragraph.borrowed)


def _in_one_language(passages: Sequence[Passage], language: Language) -> tuple[Passage, ...]:
    """One version of each paragraph: the sentence's own language where there is one, else the first."""
    kept: dict[str, Passage] = {}
    for passage in passages:
        base = passage.paragraph.id.rpartition("@")[0]
        if base not in kept or passage.paragraph.language is language:
            kept[base] = passage
    return tuple(kept.values())


def _no_paragraph(reference: Reference, language: Language) -> str:
    return phrase("no_paragraph_held", language, symbol=reference.symbol, labels=", ".join(reference.labels))
