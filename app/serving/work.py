"""What can be asked of the service, whoever asks and however: page, API, another program. Each piece of work waits for
a place, is done by the assistant of the caller's workspace, and is kept."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace

from app.conversation.followup import resolve, resolve_with
from app.drafting.draft import write_draft
from app.drafting.draft_model import Draft, DraftRequest
from app.drafting.explore import explore
from app.drafting.instruct import instruct
from app.drafting.model import (
    Answer,
    AnswerRequest,
    Checked,
    CheckRequest,
    Mode,
    Provenance,
    SearchRequest,
    SearchResult,
    Standing,
)
from app.drafting.pipeline import Assistant, Event
from app.drafting.reload import draft_from, paragraphs_cited
from app.drafting.request import BadRequest, read_text
from app.drafting.revise import Edited, edit
from app.drafting.verify import Report
from app.schema import answer_json, draft_json, report_json
from app.serving.allowance import Allowance, Spent
from app.serving.logs import LOG, facts
from app.serving.metrics import Metrics, failed_check
from app.serving.room import Room
from app.settings import Settings
from app.wiring import Home
from corpus.errors import RapporteurError


class Absent(RapporteurError):
    """There is nothing of this id in the workspace."""


class Work:
    """The work of a service. ``quick`` is the room of what needs no language model, ``slow`` of what does; ``metrics``
    count what is given; ``limits`` say how much may be asked."""

    def __init__(self, quick: Room, slow: Room, metrics: Metrics, limits: Settings) -> None:
        self._quick, self._slow, self._metrics, self._limits = quick, slow, metrics, limits
        self._allowed = Allowance(limits.model_limit)
        self._whose = ""

    def on_account_of(self, whose: str) -> Work:
        """The same, for one who asks: he has a line of his own where he waits, and answers by a model are counted."""
        own = copy.copy(self)
        own._whose = whose
        return own

    async def search(self, home: Home, wanted: SearchRequest) -> SearchResult:
        """Ranked paragraphs."""
        mode = wanted.rerank or Mode.VERBATIM
        self._bounded(wanted.query, "query")
        if wanted.limit > self._limits.max_passages:
            raise BadRequest(f"At most {self._limits.max_passages} passages are given here. Ask for fewer.", "limit")
        async with self._place(mode):
            return await explore(await asyncio.to_thread(home.assistant, mode), wanted)

    async def answer(
        self, home: Home, wanted: AnswerRequest, conversation: str | None = None, before: Standing | None = None
    ) -> Answer:
        """A cited answer, kept; as the next turn of a conversation where one is named."""
        async with aclosing(self.events(home, wanted, conversation, before)) as events:
            answers = [event.answer async for event in events]
        assert answers[-1] is not None
        return answers[-1]

    async def events(
        self, home: Home, wanted: AnswerRequest, conversation: str | None = None, before: Standing | None = None
    ) -> AsyncGenerator[Event, None]:
        """An answer as it comes to be; the last event is the whole, and by then it is kept.

        Args:
            home: of the workspace.
            wanted: what is asked.
            conversation: whose next turn it is; none: it stands alone, or follows what the asker sent along.
            before: what the question before it stands for, where the asker sent it along.

        Raises:
            Absent: there is no such conversation.
        """
        self._bounded(wanted.question, "question")
        async with self._place(wanted.mode):
            assistant = await asyncio.to_thread(home.assistant, wanted.mode)
            if conversation is not None:
                before = await self._before(home, conversation)
            if conversation is not None or before is not None:
                wanted = replace(wanted, standing=await _standing(assistant, wanted, before))
            async with aclosing(assistant.events(wanted)) as events:
                async for event in events:
                    if event.answer is not None:
                        await asyncio.to_thread(_keep_answer, home, event.answer, conversation)
                        self._metrics.answered(event.answer)
                        _tell_withheld(wanted.mode, event.answer.withheld, event.answer.provenance)
                    yield event

    async def draft(self, home: Home, wanted: DraftRequest) -> Draft:
        """A draft, kept."""
        self._bounded(wanted.task, "task")
        async with self._place(wanted.mode):
            draft = await write_draft(await asyncio.to_thread(home.assistant, wanted.mode), wanted)
        return await self._kept_draft(home, draft)

    async def revise(self, home: Home, draft_id: str, instruction: str) -> Draft:
        """The next version of a draft, as an instruction says; kept.

        Raises:
            Absent: there is no such draft.
        """
        said = read_text(instruction, "instruction")
        self._bounded(said, "instruction")
        draft = await self.reload(home, draft_id)
        async with self._place(draft.request.mode):
            assistant = await asyncio.to_thread(home.assistant, draft.request.mode)
            revised = await instruct(assistant, draft, said)
        return await self._kept_draft(home, revised)

    async def edit(self, home: Home, draft_id: str, edited: Sequence[Edited]) -> Draft:
        """The next version of a draft, as a person left it; kept.

        Raises:
            Absent: there is no such draft.
        """
        draft = await self.reload(home, draft_id)
        async with self._place(draft.request.mode):
            verifier = await asyncio.to_thread(home.verifier, draft.request.mode)
            revised = await edit(verifier.assistant, verifier, draft, edited)
        return await self._kept_draft(home, revised)

    async def reload(self, home: Home, draft_id: str) -> Draft:
        """A draft that was kept, its quotations held against the papers again.

        Raises:
            Absent: there is no such draft.
        """
        facts = await asyncio.to_thread(home.drafts.get, draft_id)
        if facts is None:
            raise Absent(f"There is no draft {draft_id[:64]}. Write it again.")
        return draft_from(facts, await home.records().held(paragraphs_cited(facts)))

    async def check(self, home: Home, wanted: CheckRequest) -> Report:
        """A text that somebody wrote, sentence by sentence; kept."""
        self._bounded(wanted.text, "text", self._limits.max_text)
        async with self._place(wanted.mode):
            report = await (await asyncio.to_thread(home.verifier, wanted.mode)).verify(wanted)
        await asyncio.to_thread(home.results.put, report_json(report))
        self._metrics.checked(report)
        return report

    async def _kept_draft(self, home: Home, draft: Draft) -> Draft:
        written = draft_json(draft)
        await asyncio.to_thread(home.drafts.put, written)
        await asyncio.to_thread(home.results.put, written)
        self._metrics.drafted(draft)
        _tell_withheld(draft.request.mode, draft.withheld, draft.provenance)
        return draft

    @asynccontextmanager
    async def _place(self, mode: Mode) -> AsyncIterator[None]:
        """A place to work in. Raises ``Spent``: who asks has had his answers by a language model."""
        if mode is Mode.VERBATIM:
            async with self._quick.place(self._whose):
                yield
            return
        self._may_still(self._allowed.left(self._whose))
        async with self._slow.place(self._whose):
            self._may_still(self._allowed.take(self._whose))
            yield

    def _may_still(self, wait: int | None) -> None:
        if wait is not None:
            raise Spent(
                f"More than {self._allowed} answers by a language model were asked for. Ask again in {wait} s, or in "
                "mode verbatim.",
                wait,
            )

    def _bounded(self, text: str, field: str, most: int | None = None) -> None:
        most = most or self._limits.max_question
        if len(text) > most:
            raise BadRequest(f"The {field} is {len(text)} characters long; at most {most} are read.", field)

    async def _before(self, home: Home, conversation: str) -> Standing | None:
        held, before = await asyncio.to_thread(home.conversations.before, conversation)
        if not held:
            raise Absent(f"There is no conversation {conversation[:64]}. Begin a new one.")
        if await asyncio.to_thread(home.conversations.turns, conversation) >= self._limits.max_turns:
            raise BadRequest(f"A conversation holds {self._limits.max_turns} questions. Begin a new one.", "question")
        return before


async def _standing(assistant: Assistant, wanted: AnswerRequest, before: Standing | None) -> Standing:
    """A question of a conversation as it stands alone. Only a model of the user's own choice may word it."""
    judge = assistant.judge(wanted.mode) if wanted.mode is Mode.MODEL else None
    return await resolve_with(judge, wanted.question, before) if judge else resolve(wanted.question, before)


def _keep_answer(home: Home, answer: Answer, conversation: str | None) -> None:
    home.results.put(answer_json(answer))
    if conversation is not None and answer.request.standing is not None:
        home.conversations.add(conversation, answer.request.question, answer.request.standing, answer.provenance.id)


def _tell_withheld(mode: Mode, withheld: Sequence[Checked], made: Provenance) -> None:
    """Says in the log what a model wrote and did not get past the checks; never what it was."""
    if withheld and mode is not Mode.VERBATIM:
        checks = ",".join(sorted({failed_check(item) for item in withheld}))
        LOG.warning("withheld", extra=facts(sentences=len(withheld), checks=checks, result=made.id, model=made.model))
