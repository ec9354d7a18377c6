"""``chat``: many turns, each on its own feet."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    return lambda text: monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_a_follow_up_is_answered_as_the_question_it_stands_for(
    run: Run, small_home: Path, typed: Callable[[str], None]
) -> None:
    typed("What does Averland say about a moratorium?\n\nand about visas for inspectors?\nand Norrund?\n")
    ran = run("chat", "--json", home=small_home)
    assert ran.code == 0
    first, second, third = ran.json["turns"]
    assert first["scope"] == second["scope"] == {"state": ["XAV"]}
    assert second["question"] == second["understood_as"] == "and about visas for inspectors?"
    assert "visas" in second["passages"][0]["paragraph"]["text"]
    assert third["kind"] == "abstention", "nothing by Norrund is on file"
    assert "Norrund" in third["understood_as"]


def test_what_it_was_taken_to_ask_is_said(run: Run, small_home: Path, typed: Callable[[str], None]) -> None:
    typed("What does Norrund say about a moratorium?\nand Averland?\n")
    ran = run("chat", home=small_home)
    assert "Understood as: What does Averland say about a moratorium?" in ran.out
    assert "Averland, 2029: “" in ran.out


def test_a_line_that_holds_no_question_does_not_end_it(
    run: Run, small_home: Path, typed: Callable[[str], None]
) -> None:
    typed("???\nWhat does Averland say about a moratorium?\n")
    ran = run("chat", home=small_home)
    assert ran.code == 0
    assert "holds no word" in ran.err
    assert "Averland, 2029: “" in ran.out


def test_no_question_is_an_empty_conversation(run: Run, small_home: Path, typed: Callable[[str], None]) -> None:
    typed("")
    assert run("chat", "--json", home=small_home).json == {"kind": "conversation", "turns": []}
