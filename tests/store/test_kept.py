"""What the assistant keeps, in SQLite and in PostgreSQL: results, conversations, feedback, keys; workspaces apart."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
import sqlalchemy as sql

from app.drafting.model import Standing
from app.drafting.request import BadRequest
from app.store.conversations import Conversations
from app.store.keys import Keys, Role
from app.store.results import Results
from corpus.model import Document
from corpus.store import Store, StoreUnavailable
from corpus.tables import KEYS
from retrieval.cues import Asked, Cue
from tests.conftest import make_paper


def result(number: int, text: str = "") -> dict[str, Any]:
    made = {"id": f"{number:032x}", "created": f"2031-05-0{number}T00:00:00+00:00"}
    return {"kind": "answer", "text": text or f"answer {number}", "provenance": made}


def test_a_result_is_given_back_as_it_was_and_can_be_rated(store: Store) -> None:
    results = Results(store.database)
    bodies = [result(1, "نورند 瑞典"), result(2)]
    for body in bodies:
        results.put(body)
    assert [results.get(body["provenance"]["id"]) for body in bodies] == bodies
    assert results.get("0") is None
    assert results.get("\x00") is None
    assert results.rate("0", "right", None) is None
    said = [results.rate(body["provenance"]["id"], "wrong", "Why\nso") for body in bodies]
    rows, total = results.ratings(1)
    assert (total, len(rows), rows[0]["result"] in bodies) == (2, 1, True)
    rest, _ = results.ratings(10, 1)
    assert {row["id"] for row in (*rows, *rest)} == {row["id"] for row in said if row}


def test_a_conversation_keeps_its_questions_in_order_and_what_the_last_one_stands_for(store: Store) -> None:
    conversations, results = Conversations(store.database), Results(store.database)
    talk = conversations.create()["id"]
    assert conversations.before(talk) == (True, None)
    assert conversations.before("x") == (False, None)
    cue = Cue("state", "XNR", 4, 11, hard=True)
    last = Standing("And Norrund?", Asked((cue,)), (cue,))
    for number, standing in enumerate((Standing("First?", Asked()), last), start=1):
        results.put(result(number))
        assert conversations.add(talk, f"Question {number}", standing, f"{number:032x}")
    assert conversations.before(talk) == (True, last)
    held = conversations.get(talk)
    assert held is not None
    assert [message["question"] for message in held["messages"]] == ["Question 1", "Question 2"]
    assert [message["answer"] for message in held["messages"]] == [result(1), result(2)]
    assert held["title"] == "Question 1"
    other = conversations.create("Named")["id"]
    rows, total = conversations.list(1)
    assert (total, [row["id"] for row in rows]) == (2, [other])
    assert conversations.remove(talk)
    assert not conversations.remove(talk)
    assert conversations.get(talk) is None
    assert not conversations.add(talk, "Late", last, "0" * 32)
    assert results.get(f"{1:032x}") is not None, "what was answered stays, for whoever has its id"


def test_a_key_opens_its_workspace_until_it_is_revoked_and_only_its_hash_is_kept(store: Store) -> None:
    keys = Keys(store.database)
    assert keys.workspaces() == ("default",)
    assert not keys.any()
    keys.create_workspace("alpha")
    for name in ("alpha", "default", "Alpha", "-a", "a b", "", "x" * 40):
        with pytest.raises(BadRequest):
            keys.create_workspace(name)
    key, text = keys.create("alpha", Role.DRAFT)
    other, _ = keys.create("default", Role.READ)
    assert keys.of(text) == key
    assert [keys.of(text[:-1] + ("a" if text[-1] != "a" else "b")), keys.of(""), keys.of("rk_x")] == [None] * 3
    with store.database.reading() as connection:
        row = connection.execute(sql.select(KEYS).where(KEYS.c.id == key.id)).one()
    assert row.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert text.rpartition("_")[2] not in str(row)
    assert keys.list() == (key, other)
    with pytest.raises(BadRequest, match="workspaces create beta"):
        keys.create("beta", Role.READ)
    assert keys.revoke(key.id)
    assert not keys.revoke(key.id)
    assert keys.of(text) is None


def test_a_schema_of_a_database_sees_nothing_of_the_others(store_url: str) -> None:
    paper: Document = make_paper("LT/CONF.2031/1", "First.")
    stores = [Store(store_url, schema) for schema in (None, "workspace_a", "workspace_b-c")]
    stores[1].put(paper)
    assert [store.counts()[0] for store in stores] == [0, 1, 0]
    Keys(stores[0].database).create_workspace("alpha")
    assert Keys(stores[1].database).workspaces() == ("default",)
    again = Store(store_url, "workspace_a")
    assert again.document(paper.id) == paper
    for store in (*stores, again):
        store.close()


def test_a_database_that_cannot_hold_several_workspaces_says_so() -> None:
    with pytest.raises(StoreUnavailable, match="only SQLite files and PostgreSQL"):
        Store("sqlite://", "workspace_a")
