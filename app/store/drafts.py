"""Drafts and their versions, as the JSON that they go over the wire in."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sql

from corpus.database import Database
from corpus.rows import DRAFTS, not_storable

Json = dict[str, Any]


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
