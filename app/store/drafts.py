"""Drafts and their versions, as the JSON that they go over the wire in."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sql

from app.store.rows import Json
from corpus.database import Database
from corpus.rows import not_storable
from corpus.tables import DRAFTS

_LISTED = ("title", "task", "type", "language", "mode", "on_behalf_of")  # what a list tells of each draft


class Drafts:
    """The drafts of a store. A version never changes; a revision is a draft of its own that names the one it revises.

    Every method may raise ``StoreUnavailable``.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, draft: Json) -> None:
        """Keeps a draft under its ``id``."""
        row = {"id": draft["id"], "revises": draft["revises"], "created": draft["provenance"]["created"]}
        with self._database.writing() as connection:
            connection.execute(sql.insert(DRAFTS).values(**row, body=draft))

    def get(self, draft_id: str) -> Json | None:
        """The draft with this id; None when there is none."""
        if not_storable(draft_id):
            return None
        with self._database.reading() as connection:
            return connection.scalars(sql.select(DRAFTS.c.body).where(DRAFTS.c.id == draft_id)).one_or_none()

    def versions(self, draft_id: str) -> list[Json]:
        """Every version of the text that a draft is a version of, oldest first, as ``list`` tells them; none when there
        is no such draft."""
        if not_storable(draft_id):
            return []
        before = sql.select(DRAFTS.c.id, DRAFTS.c.revises).where(DRAFTS.c.id == draft_id).cte("before", recursive=True)
        before = before.union(sql.select(DRAFTS.c.id, DRAFTS.c.revises).where(DRAFTS.c.id == before.c.revises))
        first = sql.select(before.c.id).where(sql.or_(before.c.revises.is_(None), before.c.revises.not_in(_ids())))
        root = sql.select(DRAFTS.c.id, sql.literal(0).label("step")).where(DRAFTS.c.id.in_(first))
        line = root.cte("line", recursive=True)
        line = line.union(sql.select(DRAFTS.c.id, line.c.step + 1).where(DRAFTS.c.revises == line.c.id))
        query = _facts().join(line, line.c.id == DRAFTS.c.id).order_by(DRAFTS.c.created, line.c.step, DRAFTS.c.id)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return [_listed(row) for row in rows]

    def list(self, limit: int, offset: int = 0) -> tuple[list[Json], int]:
        """The drafts that no other revises, newest first, without their text; and how many there are in all."""
        revised = sql.select(DRAFTS.c.revises).where(DRAFTS.c.revises.is_not(None))
        last = DRAFTS.c.id.not_in(revised)
        query = _facts().where(last).order_by(DRAFTS.c.created.desc(), DRAFTS.c.id)
        with self._database.reading() as connection:
            total = connection.execute(sql.select(sql.func.count()).select_from(DRAFTS).where(last)).scalar_one()
            rows = connection.execute(query.limit(limit).offset(offset)).all()
        return [_listed(row) for row in rows], total


def _ids() -> sql.Select[tuple[str]]:
    return sql.select(DRAFTS.c.id)


def _facts() -> sql.Select[Any]:
    told = [DRAFTS.c.body[name].as_string().label(name) for name in _LISTED]
    group = DRAFTS.c.body["for_group"].as_boolean().label("for_group")
    return sql.select(DRAFTS.c.id, DRAFTS.c.revises, DRAFTS.c.created, group, *told)


def _listed(row: sql.Row[Any]) -> Json:
    return {**row._mapping, "for_group": bool(row.for_group)}
