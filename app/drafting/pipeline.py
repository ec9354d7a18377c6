"""The story of one answer: understand, search, abstain or choose, quote or have written, check, withhold."""

from __future__ import annotations

import datetime
import time
import uuid
from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from app.drafting import gate
from app.drafting.checks.basic import run_checks
from app.drafting.checks.claims import Voice
from app.drafting.compose import grouped, quoted, told_apart
from app.drafting.coverage import coverage
from app.drafting.judge import LANGUAGE_NAMES, Judge
from app.drafting.model import Answer, AnswerRequest, Checked, Mode, Provenance, Sentence, Standing, Understood, Verdict
from app.drafting.phrases import described, phrase
from app.drafting.ports import Generator, Retriever
from app.drafting.rivals import contradictions, rivals
from app.drafting.scales import Scales
from app.drafting.write import Brief, Material, write
from corpus.model import Language
from prompts.library import Library
from prompts.model import AnswerInput
from retrieval.catalogue import Holdings
from retrieval.cues import Asked, Cue
from retrieval.everyone import asked_of_everyone
from retrieval.model import Passage, Query, Scope
from retrieval.understand import read_question

SEARCHED = 20  # passages looked at for one question
SEARCHED_WIDELY = 40  # where everyone is asked
ROOM = 6000  # tokens of papers for a model that writes
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
    (then they are only near). ``everyone``: each author's view is wanted."""

    asked: Asked
    scope: Scope
    understood: tuple[Understood, ...]
    held: Holdings
    searched: Holdings
    ranked: tuple[Passage, ...]
    passages: tuple[Passage, ...]
    refusal: str | None
    everyone: bool = False


def understood(text: str, asked: Asked, applied: Collection[Cue]) -> tuple[Understood, ...]:
    """The cues that stand in a question, with its words."""
    return tuple(
        Understood(cue, text[cue.start : cue.end], cue in applied) for cue in asked.cues if cue.start < cue.end
    )


def _carried(standing: Standing, language: Language) -> tuple[Understood, ...]:
    return tuple(Understood(cue, described(cue, language), applied=True) for cue in standing.carried)


@dataclass(frozen=True, slots=True)
class Event:
    """What becomes known of an answer, in the order in which it does: the ``passages`` found, each ``sentence`` that
    passed its checks, each that is ``withheld``; ``done`` with the whole."""

    kind: str
    passages: tuple[Passage, ...] = ()
    checked: Checked | None = None
    answer: Answer | None = None


@dataclass(slots=True)
class _Outcome:
    """What is settled while an answer is written: why there is none, what it was made from, what to say of it."""

    refusal: str | None
    passages: tuple[Passage, ...] = ()
    left_out: tuple[Passage, ...] = ()
    notes: list[str] = field(default_factory=list)


class Assistant:
    """Answers questions from what the retriever finds. ``generators`` holds the language model of each mode but one;
    ``scales`` weigh what a model wrote against what it cites; ``room`` is how many tokens of papers one is given."""

    def __init__(
        self,
        retriever: Retriever,
        generators: Mapping[Mode, Generator],
        library: Library,
        scales: Scales,
        room: int = ROOM,
    ) -> None:
        self.retriever, self.generators, self.scales, self.room = retriever, generators, scales, room
        self._library = library

    async def answer(self, request: AnswerRequest) -> Answer:
        """A cited answer, or an abstention that says what was searched."""
        answers = [event.answer async for event in self.events(request)]
        assert answers[-1] is not None
        return answers[-1]

    async def events(self, request: AnswerRequest) -> AsyncGenerator[Event, None]:
        """An answer as it comes to be; the last event is the whole."""
        clock, judge, reader = Clock(), self.judge(request.mode), request.language
        standing = request.standing or Standing(request.question, read_question(request.question))
        found = await self.look(standing.text, standing.asked, request.scope, reader, request.ignore)
        clock.lap("search")
        yield Event("passages", passages=found.passages[:SHOWN])
        outcome = _Outcome(found.refusal)
        kept: list[Checked] = []
        withheld: list[Checked] = []
        if judge and request.mode is Mode.MODEL:
            sentences = self._written(standing.text, found, judge, reader, outcome)
        else:
            sentences = self._quoted(standing.text, found, judge, reader, outcome)
        async for item in sentences:
            failed = item.verdict is Verdict.UNSUPPORTED
            (withheld if failed else kept).append(item)
            yield Event("withheld" if failed else "sentence", checked=item)
        clock.lap("write")
        if not kept and outcome.refusal is None:
            outcome.refusal = phrase("nothing_passed", reader)
        answer = Answer(
            request=request,
            scope=found.scope,
            understood=(*_carried(standing, reader), *found.understood),
            abstained=outcome.refusal is not None,
            reason=outcome.refusal or " ".join(outcome.notes) or None,
            sentences=tuple(kept),
            withheld=tuple(withheld),
            coverage=coverage(found.held, found.searched, kept, found.asked),
            passages=outcome.passages if outcome.refusal is None else found.passages[:SHOWN],
            provenance=self.provenance(clock, judge),
            left_out=outcome.left_out,
        )
        yield Event("done", answer=answer)

    async def _quoted(
        self, text: str, found: Found, judge: Judge | None, reader: Language, outcome: _Outcome
    ) -> AsyncGenerator[Checked, None]:
        """The sources' own words, by author and date; with a rendering of them where the model can give one."""
        chosen, outcome.refusal = await self.choose(text, found, judge, reader)
        if outcome.refusal:
            return
        both = (*chosen, *rivals(chosen, found.ranked, found.asked))
        outcome.passages = tuple(passage for group in grouped(both) for passage in group)
        if judge is None:
            outcome.notes.append(phrase("doubtful", reader))
        papers = told_apart(outcome.passages, reader)
        for n, passage in enumerate(outcome.passages, start=1):
            for item in await self.checked(quoted(passage, n, reader, paper=passage.document.work in papers), judge):
                yield item

    async def _written(
        self, text: str, found: Found, judge: Judge, reader: Language, outcome: _Outcome
    ) -> AsyncGenerator[Checked, None]:
        """Sentences that the model writes; the sources' own words where none of them passes."""
        if found.refusal:
            return

        def make(given: Material) -> AnswerInput:
            name, code = LANGUAGE_NAMES[reader], reader.value
            return AnswerInput(text, name, code, given.sources, given.structured, given.refused)

        wrote = await write(Brief(found.ranked, reader, Voice(), make, self.room), judge, self.scales)
        outcome.passages, outcome.left_out = wrote.read, wrote.left_out
        for item in (*(item for _, row in wrote.paragraphs for item in row), *wrote.withheld):
            yield item
        for item in contradictions(wrote, found.ranked, found.asked, reader):
            yield item
        if wrote.fault == "gate_refused":
            outcome.refusal = phrase("gate_refused", reader, count=len(wrote.read))
        elif wrote.fault:
            outcome.notes.append(phrase("own_words" if wrote.withheld else wrote.fault, reader))
            async for item in self._quoted(text, found, None, reader, outcome):
                yield item

    async def look(self, text: str, asked: Asked, scope: Scope, reader: Language, ignore: Sequence[str] = ()) -> Found:
        """Searches for a text, and says why it cannot be answered when it cannot."""
        minded = asked.without(ignore)
        held, inside = await self.retriever.documents(Query(text, reader, scope))
        plan = gate.plan(minded, scope, held, inside, reader)
        matter = asked_of_everyone(text, minded)
        query = Query(matter or text, reader, plan.scope, SEARCHED_WIDELY if matter else SEARCHED, plan.prefer)
        _, searched = await self.retriever.documents(query)
        passages = await self.retriever.find(query) if searched else ()
        refusal = plan.refusal or gate.refusal_by_content(minded, passages, searched, reader)
        applied = plan.applied | {cue for cue in minded.cues if plan.refusal or cue.field in DEMANDED}
        shown = understood(text, asked, applied)
        worth = gate.quotable(passages)
        return Found(minded, plan.scope, shown, held, searched, passages, worth, refusal, matter is not None)

    async def choose(
        self, text: str, found: Found, judge: Judge | None, reader: Language, most: int = gate.MOST_SENTENCES
    ) -> tuple[tuple[Passage, ...], str | None]:
        """The passages to quote, by nearness or as the model judges them; or why none is."""
        answers = most == gate.MOST_SENTENCES
        wide = found.everyone and answers
        if found.refusal is not None or judge is None:
            near = gate.by_author if wide else gate.by_nearness
            return near(found.passages) if answers else gate.choose(found.passages, most), found.refusal
        read = gate.by_author(found.passages, SHOWN) if wide else found.passages[: max(SHOWN, most)]
        enough = gate.ENOUGH if answers and not wide else most
        chosen = await judge.answering(text, read, enough)
        return chosen, None if chosen else phrase("gate_refused", reader, count=len(read))

    async def checked(self, sentence: Sentence, judge: Judge | None) -> tuple[Checked, ...]:
        """A quoted sentence with its checks, and a rendering of it where the model can give one."""
        words = await judge.rendering(sentence) if judge else None
        if words is None:
            return (run_checks(sentence),)
        return run_checks(sentence), await self.scales.rendering(sentence, words)

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
