"""The story of one answer: understand, search, abstain or choose, quote, check, withhold."""

from __future__ import annotations

import datetime
import time
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from app.drafting import gate
from app.drafting.checks.basic import run_checks
from app.drafting.compose import quoted
from app.drafting.coverage import coverage
from app.drafting.judge import Judge
from app.drafting.model import Answer, AnswerRequest, Checked, Mode, Provenance, Sentence, Standing, Understood, Verdict
from app.drafting.phrases import described, phrase
from app.drafting.ports import Generator, Retriever
from corpus.model import Language
from prompts.library import Library
from retrieval.catalogue import Holdings
from retrieval.cues import Asked, Cue
from retrieval.model import Passage, Query, Scope
from retrieval.understand import read_question

SEARCHED = 20  # passages looked at for one question
SHOWN = 5  # passages that come back with an answer
DEMANDED = ("about", "year")  # what an answer must mention


@dataclass(slots=True)
class Clock:
    """Seconds by step."""

    started: float = field(default_factory=time.perf_counter)
    steps: list[tuple[str, float]] = field(default_factory=list)

    def lap(self, step: str) -> None:
        """Ends a step."""
        spent = time.perf_counter() - self.started - sum(seconds for _, seconds in self.steps)
        self.steps.append((step, round(spent, 4)))


@dataclass(frozen=True, slots=True)
class Found:
    """What a search for a question or task gave: all passages as ranked, those worth quoting, or why there is no answer
    (then they are only near)."""

    asked: Asked
    scope: Scope
    understood: tuple[Understood, ...]
    held: Holdings
    searched: Holdings
    ranked: tuple[Passage, ...]
    passages: tuple[Passage, ...]
    refusal: str | None


def understood(text: str, asked: Asked, applied: Collection[Cue]) -> tuple[Understood, ...]:
    """The cues that stand in a question, with its words."""
    return tuple(
        Understood(cue, text[cue.start : cue.end], cue in applied) for cue in asked.cues if cue.start < cue.end
    )


def _carried(standing: Standing, language: Language) -> tuple[Understood, ...]:
    return tuple(Understood(cue, described(cue, language), applied=True) for cue in standing.carried)


class Assistant:
    """Answers questions from what the retriever finds. ``generators`` holds the language model of each mode but one."""

    def __init__(self, retriever: Retriever, generators: Mapping[Mode, Generator], library: Library) -> None:
        self.retriever, self.generators, self._library = retriever, generators, library

    async def answer(self, request: AnswerRequest) -> Answer:
        """A cited answer, or an abstention that says what was searched."""
        clock, judge = Clock(), self.judge(request.mode)
        standing = request.standing or Standing(request.question, read_question(request.question))
        found = await self.look(standing.text, standing.asked, request.scope, request.language, request.ignore)
        clock.lap("search")
        chosen, refusal = await self.choose(standing.text, found, judge, request.language)
        clock.lap("gate")
        sentences = [quoted(passage, n, request.language) for n, passage in enumerate(chosen, start=1)]
        kept, withheld = await self.check([] if refusal else sentences, judge)
        clock.lap("write")
        if not kept and refusal is None:
            refusal = phrase("nothing_passed", request.language)
        doubt = phrase("doubtful", request.language) if judge is None else None
        return Answer(
            request=request,
            scope=found.scope,
            understood=(*_carried(standing, request.language), *found.understood),
            abstained=refusal is not None,
            reason=refusal or doubt,
            sentences=kept,
            withheld=withheld,
            coverage=coverage(found.held, found.searched, kept, found.asked),
            passages=tuple(chosen) if refusal is None else found.passages[:SHOWN],
            provenance=self.provenance(clock, judge),
        )

    async def look(self, text: str, asked: Asked, scope: Scope, reader: Language, ignore: Sequence[str] = ()) -> Found:
        """Searches for a text, and says why it cannot be answered when it cannot."""
        minded = asked.without(ignore)
        held, inside = await self.retriever.documents(Query(text, reader, scope))
        plan = gate.plan(minded, scope, held, inside, reader)
        query = Query(text, reader, plan.scope, SEARCHED, plan.prefer)
        _, searched = await self.retriever.documents(query)
        passages = await self.retriever.find(query) if searched else ()
        refusal = plan.refusal or gate.refusal_by_content(minded, passages, searched, reader)
        applied = plan.applied | {cue for cue in minded.cues if plan.refusal or cue.field in DEMANDED}
        shown = understood(text, asked, applied)
        return Found(minded, plan.scope, shown, held, searched, passages, gate.quotable(passages), refusal)

    async def choose(
        self, text: str, found: Found, judge: Judge | None, reader: Language, most: int = gate.MOST_SENTENCES
    ) -> tuple[tuple[Passage, ...], str | None]:
        """The passages to quote, by nearness or as the model judges them; or why none is."""
        if found.refusal is not None or judge is None:
            return gate.choose(found.passages, most), found.refusal
        read = found.passages[:SHOWN]
        chosen = await judge.answering(text, read)
        return chosen, None if chosen else phrase("gate_refused", reader, count=len(read))

    async def check(
        self, sentences: Sequence[Sentence], judge: Judge | None
    ) -> tuple[tuple[Checked, ...], tuple[Checked, ...]]:
        """Checks each sentence, with a rendering of it where the model can give one; sorts out what failed."""
        checked: list[Checked] = []
        for sentence in sentences:
            checked.append(run_checks(sentence))
            if judge and (rendering := await judge.rendering(sentence)):
                checked.append(rendering)
        kept = tuple(item for item in checked if item.verdict is not Verdict.UNSUPPORTED)
        return kept, tuple(item for item in checked if item.verdict is Verdict.UNSUPPORTED)

    def judge(self, mode: Mode) -> Judge | None:
        """The language model of a mode for one request; None in verbatim mode."""
        return None if mode is Mode.VERBATIM else Judge(self.generators[mode], self._library)

    def provenance(self, clock: Clock, judge: Judge | None) -> Provenance:
        """What made this answer."""
        embedder, index, corpus = self.retriever.fingerprints()
        return Provenance(
            id=uuid.uuid4().hex,
            created=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            model=judge.name if judge else None,
            prompts=judge.prompts if judge else (),
            embedder=embedder,
            index=index,
            corpus=corpus,
            seconds=tuple(clock.steps),
            tokens=judge.tokens if judge else (0, 0),
        )
