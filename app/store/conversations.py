"""Conversations: questions in order, each with its answer and with what it stands for when it leans on the one
before."""

from __future__ import annotations

import dataclasses
from typing import Any

import sqlalchemy as sql

from app.drafting.model import Standing
from app.store.rows import Json, new_id, now
from corpus.database import Database
from corpus.rows import not_storable
from corpus.tables import CONVERSATIONS, MESSAGES, RESULTS
from retrieval.cues import Asked, Cue

_TITLE = 120  # letters of the first question that a conversation without a title is called by


class Conversations:
    """The conversations of a store. Every method may raise ``StoreUnavailable``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, title: str = "") -> Json:
        """Begins a conversation."""
        moment = now()
        row = {"id": new_id(), "title": title, "created": moment, "updated": moment}
        with self._database.writing() as connection:
            connection.execute(sql.insert(CONVERSATIONS).values(**row))
        return {**row, "messages": []}

    def list(self, limit: int, offset: int = 0) -> tuple[list[Json], int]:
        """Conversations without their messages, the last used first; and how many there are in all."""
        query = sql.select(CONVERSATIONS).order_by(CONVERSATIONS.c.updated.desc(), CONVERSATIONS.c.id)
        with self._database.reading() as connection:
            total = connection.execute(sql.select(sql.func.count()).select_from(CONVERSATIONS)).scalar_one()
            rows = connection.execute(query.limit(limit).offset(offset)).all()
        return [dict(row._mapping) for row in rows], total

    def get(self, conversation_id: str) -> Json | None:
        """A conversation with its messages in order; None when there is none."""
        if not_storable(conversation_id):
            return None
        columns = (MESSAGES.c.id, MESSAGES.c.question, MESSAGES.c.created, RESULTS.c.body.label("answer"))
        answered = MESSAGES.join(RESULTS, RESULTS.c.id == MESSAGES.c.id)
        with self._database.reading() as connection:
            found = connection.execute(
                sql.select(CONVERSATIONS).where(CONVERSATIONS.c.id == conversation_id)
            ).one_or_none()
            if found is None:
                return None
            rows = connection.execute(
                sql.select(*columns)
                .select_from(answered)
                .where(MESSAGES.c.conversation_id == conversation_id)
                .order_by(MESSAGES.c.place)
            ).all()
        return {**found._mapping, "messages": [dict(row._mapping) for row in rows]}

    def before(self, conversation_id: str) -> tuple[bool, Standing | None]:
        """Whether there is such a conversation, and what its last question stands for."""
        if not_storable(conversation_id):
            return False, None
        last = sql.select(MESSAGES.c.standing).where(MESSAGES.c.conversation_id == conversation_id)
        with self._database.reading() as connection:
            query = sql.select(CONVERSATIONS.c.id).where(CONVERSATIONS.c.id == conversation_id)
            held = connection.scalars(query).one_or_none() is not None
            facts = connection.scalars(last.order_by(MESSAGES.c.place.desc()).limit(1)).first()
        return held, _standing(facts) if facts else None

    def turns(self, conversation_id: str) -> int:
        """How many questions a conversation that there is holds."""
        query = sql.select(sql.func.count()).select_from(MESSAGES)
        with self._database.reading() as connection:
            return connection.execute(query.where(MESSAGES.c.conversation_id == conversation_id)).scalar_one()

    def add(self, conversation_id: str, question: str, standing: Standing, result_id: str) -> bool:
        """Notes a question, whose answer is a result that is kept; False: the conversation is gone."""
        moment = now()
        place = sql.select(sql.func.coalesce(sql.func.max(MESSAGES.c.place), 0) + 1).where(
            MESSAGES.c.conversation_id == conversation_id
        )
        row = {"id": result_id, "conversation_id": conversation_id, "question": question}
        with self._database.writing() as connection:
            held = connection.execute(
                sql.select(CONVERSATIONS.c.title).where(CONVERSATIONS.c.id == conversation_id).with_for_update()
            ).one_or_none()
            if held is None:
                return False
            changed = {"updated": moment, "title": held.title or question[:_TITLE]}
            connection.execute(sql.update(CONVERSATIONS).where(CONVERSATIONS.c.id == conversation_id).values(**changed))
            facts = dataclasses.asdict(standing)
            own = {**row, "place": connection.execute(place).scalar_one(), "standing": facts, "created": moment}
            connection.execute(sql.insert(MESSAGES).values(**own))
        return True

    def remove(self, conversation_id: str) -> bool:
        """Forgets a conversation and its messages; False when it was not there."""
        if not_storable(conversation_id):
            return False
        with self._database.writing() as connection:
            gone = connection.execute(sql.delete(CONVERSATIONS).where(CONVERSATIONS.c.id == conversation_id))
        return gone.rowcount > 0


def _standing(facts: Any) -> Standing:
    asked = Asked(tuple(Cue(**cue) for cue in facts["asked"]["cues"]))
    return Standing(facts["text"], asked, tuple(Cue(**cue) for cue in facts["carried"]))
