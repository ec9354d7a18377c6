"""The story of one check: each sentence of a text is held against what it cites, or against what is found for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.drafting.checks.attribution import subject_of
from app.drafting.claims import LONGEST, Reference, Statement, statements
from app.drafting.compose import authors_of
from app.drafting.coverage import coverage
from app.drafting.judge import Judge
from app.drafting.model import Check, Checked, CheckRequest, Coverage, Provenance, Sentence, Verdict
from app.drafting.phrases import author_of, phrase
from app.drafting.pipeline import Assistant, Clock
from app.drafting.ports import Records
from app.drafting.scales import Verified
from corpus.look_alikes import spelled
from corpus.model import Language
from retrieval.cues import Asked
from retrieval.model import Passage, Query, Scope

_TIE = 0.003  # of two cosines: nearer than this is alike
_DOUBTED = 0.45  # the most that is left of a score where somebody else comes nearer
_READ = 4  # passages that an uncited sentence is held against


@dataclass(frozen=True, slots=True)
class Report:
    """A text, checked sentence by sentence, in its order."""

    request: CheckRequest
    sentences: tuple[Verified, ...]
    coverage: Coverage
    provenance: Provenance


class Verifier:
    """Checks texts against what is on file."""

    def __init__(self, assistant: Assistant, records: Records) -> None:
        self.assistant, self._records = assistant, records

    async def verify(self, request: CheckRequest) -> Report:
        """Every sentence with what bears it out, or what is wrong with it."""
        clock, judge = Clock(), self.assistant.judge(request.mode)
        sentences = [await self._verified(each, request, judge) for each in statements(request.text, request.language)]
        clock.lap("check")
        query = Query("", request.language or Language.EN, request.scope)
        held, searched = await self.assistant.retriever.documents(query)
        cited = [item.checked for item in sentences if item.checked.verdict is not Verdict.UNSUPPORTED]
        return Report(
            request=request,
            sentences=tuple(sentences),
            coverage=coverage(held, searched, cited, Asked()),
            provenance=self.assistant.provenance(clock, judge),
        )

    async def _verified(self, statement: Statement, request: CheckRequest, judge: Judge | None) -> Verified:
        if statement.short and not statement.references:
            frame = Sentence(statement.text, "frame", (), "", (), statement.language)
            return Verified(Checked(frame, (), Verdict.UNCHECKED), None, ())
        passages, fault = await self.evidence(statement, request.scope)
        if not passages:
            empty = Sentence(statement.text, "written", (), statement.claim, (), statement.language)
            reason = fault or phrase("nothing_bears", statement.language)
            return Verified(Checked(empty, (Check("quote", False, reason),), Verdict.UNSUPPORTED, reason), 0.0, ())
        verified = await self.assistant.scales.against(statement, passages, judge)
        if fault is None:
            rival = await self._rival(statement, request.scope, passages, verified.near)
            return _doubted(verified, rival) if rival else verified
        checks = (*verified.checked.checks, Check("quote", False, fault))
        return Verified(Checked(verified.checked.sentence, checks, Verdict.UNSUPPORTED, fault), 0.0, verified.found)

    async def evidence(self, statement: Statement, scope: Scope) -> tuple[tuple[Passage, ...], str | None]:
        """What the sentence cites, or what is found for it; and what is wrong with what it cites."""
        if statement.too_long:
            return (), phrase("too_long", statement.language, count=len(statement.text), most=LONGEST)
        cited: list[Passage] = []
        faults: list[str] = []
        for reference in statement.references:
            passages = await self._records.cited(reference.symbol, reference.labels)
            if passages is None:
                faults.append(phrase("no_symbol_held", statement.language, symbols=spelled(reference.symbol)))
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

    async def _rival(
        self, statement: Statement, scope: Scope, own: Sequence[Passage], own_near: float
    ) -> Passage | None:
        """A paragraph by somebody else that is nearer to a sentence than all that its subject has on file."""
        subject = subject_of(statement.claim, statement.language)
        if statement.references or scope.states or not any(subject.codes & set(authors_of(each)) for each in own):
            return None
        everywhere = await self._found(statement, scope)
        others = [each for each in everywhere if authors_of(each) and not subject.codes & set(authors_of(each))]
        if not others:
            return None
        near, rival = await self.assistant.scales.nearest(statement, others)
        return rival if near > own_near + _TIE else None

    async def _found(self, statement: Statement, scope: Scope) -> tuple[Passage, ...]:
        query = Query(statement.claim, statement.language, scope, _READ)
        _, searched = await self.assistant.retriever.documents(query)
        return await self.assistant.retriever.find(query) if searched else ()


def _doubted(verified: Verified, rival: Passage) -> Verified:
    """A sentence that somebody else's paper comes nearer to than its subject's own is never supported."""
    whose = author_of(rival.document, Language.EN)
    nearer = Check("attribution", None, f"Nearer words are by {whose}: {rival.paragraph.id}.")
    before = verified.checked
    verdict = Verdict.PARTIAL if before.verdict is Verdict.SUPPORTED else before.verdict
    checked = replace(before, checks=(*before.checks, nearer), verdict=verdict)
    return Verified(checked, min(verified.score or 0.0, _DOUBTED), verified.found, verified.near)


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
