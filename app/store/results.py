"""Every answer, draft and check as it was given, under the id of its provenance; and what readers said of them."""

from __future__ import annotations

import sqlalchemy as sql

from app.store.rows import Json, new_id, now
from corpus.database import Database
from corpus.rows import not_storable
from corpus.tables import FEEDBACK, RESULTS

RATINGS = ("right", "wrong", "misattributed", "missing")


class Results:
    """The results of a store. Every method may raise ``StoreUnavailable``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, body: Json) -> None:
        """Keeps a result: the JSON of an answer, a draft or a check."""
        made = body["provenance"]
        with self._database.writing() as connection:
            row = {"id": made["id"], "kind": body["kind"], "created": made["created"], "body": body}
            connection.execute(sql.insert(RESULTS).values(**row))

    def get(self, result_id: str) -> Json | None:
        """The result with this id; None when there is none."""
        if not_storable(result_id):
            return None
        with self._database.reading() as connection:
            return connection.scalars(sql.select(RESULTS.c.body).where(RESULTS.c.id == result_id)).one_or_none()

    def rate(self, result_id: str, rating: str, comment: str | None) -> Json | None:
        """Notes what a reader said of a result; None when there is no such result."""
        if self.get(result_id) is None:
            return None
        row = {"id": new_id(), "result_id": result_id, "rating": rating, "comment": comment, "created": now()}
        with self._database.writing() as connection:
            connection.execute(sql.insert(FEEDBACK).values(**row))
        return _feedback(row)

    def ratings(self, limit: int, offset: int = 0) -> tuple[list[Json], int]:
        """What readers said, newest first, each with the result it is about; and how many there are in all."""
        joined = FEEDBACK.join(RESULTS, FEEDBACK.c.result_id == RESULTS.c.id)
        columns = (*FEEDBACK.c, RESULTS.c.kind, RESULTS.c.body)
        query = sql.select(*columns).select_from(joined).order_by(FEEDBACK.c.created.desc(), FEEDBACK.c.id)
        with self._database.reading() as connection:
            total = connection.execute(sql.select(sql.func.count()).select_from(FEEDBACK)).scalar_one()
            rows = connection.execute(query.limit(limit).offset(offset)).all()
        return [{**_feedback(row._mapping), "result": row.body} for row in rows], total


def _feedback(row: sql.RowMapping | Json) -> Json:
    return {
        "id": row["id"],
        "provenance": row["result_id"],
        "rating": row["rating"],
        "comment": row["comment"],
        "created": row["created"],
    }
