"""Whatever is asked: every quotation is the stored text, every citation resolves, nothing unsupported is shown."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import schema
from app.cli import main
from app.drafting.draft import write_draft
from app.drafting.model import Mode
from app.drafting.request import answer_request, draft_request
from app.wiring import Home
from corpus.model import Language
from retrieval.model import Scope

SPECIMEN = Path(__file__).parents[2] / "corpus" / "documents"
NOISE = ["\u200f", "2034", "1995", "\x00", "%", '"', "'; --", "WP.3", "WP.7#5@zh", "Sweden", "伊朗", "№", "🚢", "{{x}}"]


@functools.cache
def words() -> tuple[str, ...]:
    found = {word for path in SPECIMEN.glob("*.txt") for word in path.read_text(encoding="utf-8").split()}
    return tuple(sorted(found))


def has_a_word(text: str) -> bool:
    """A question without any is refused; tests/drafting holds to that."""
    return any(char.isalnum() for char in text)


def questions() -> st.SearchStrategy[str]:
    word = st.deferred(lambda: st.sampled_from(words()))
    noise = st.sampled_from(NOISE) | st.text(max_size=6).filter(lambda text: text.isprintable())
    return st.lists(word | word | word | noise, min_size=1, max_size=9).map(" ".join).filter(has_a_word)


SCOPES = st.builds(
    Scope,
    states=st.sampled_from([(), (), ("XAV",), ("XNR",), ("XAV", "XNR"), ("SWE",)]),
    languages=st.sampled_from([(), (), *((language.value,) for language in Language)]),
    statuses=st.sampled_from([(), (), ("adopted",), ("national",)]),
)


def citations(value: Any) -> Iterator[dict[str, Any]]:
    """Every citation anywhere in a JSON value."""
    if isinstance(value, dict):
        if {"quote", "start", "end", "paragraph"} <= set(value):
            yield value
        for inner in value.values():
            yield from citations(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from citations(inner)


@functools.cache
def shown(home: str, paragraph_id: str) -> dict[str, Any]:
    """A paragraph as ``rapporteur show`` gives it."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        assert main(["show", paragraph_id, "--json", "--home", home]) == 0
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def must_hold(home: Home, result: dict[str, Any], sentences: list[dict[str, Any]]) -> None:
    result = json.loads(json.dumps(result, ensure_ascii=False))
    for citation in citations(result):
        paragraph = shown(str(home.settings.home), citation["paragraph"])
        assert paragraph["id"] == citation["paragraph"]
        assert citation["quote"] == paragraph["text"][citation["start"] : citation["end"]] != ""
        assert citation["submitters"] == paragraph["submitters"]
    for sentence in sentences:
        assert sentence["verdict"] != "unsupported"
        assert sentence["citations"] or sentence["kind"] == "frame"
        if sentence["kind"] == "verbatim":
            assert all(citation["quote"] in sentence["text"] for citation in sentence["citations"])
    assert all(sentence["reason"] and sentence["verdict"] == "unsupported" for sentence in result["withheld"])
    cited = {code for sentence in sentences for citation in sentence["citations"] for code in citation["submitters"]}
    assert set(result["coverage"]["states_cited"]) == cited


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(question=questions(), language=st.sampled_from([None, *Language]), scope=SCOPES)
def test_an_answer_quotes_only_what_is_stored(
    specimen_home: Home, question: str, language: str | None, scope: Scope
) -> None:
    wanted = answer_request(question, language=language, mode=None, scope=scope, configured="verbatim")
    answer = asyncio.run(specimen_home.assistant(Mode.VERBATIM).answer(wanted))
    result = schema.answer_json(answer)
    assert (result["kind"] == "abstention") == (not result["sentences"])
    assert result["kind"] == "answer" or result["reason"]
    must_hold(specimen_home, result, result["sentences"])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    task=questions(),
    language=st.sampled_from([None, *Language]),
    scope=SCOPES,
    speaker=st.sampled_from([None, "Averland", "诺伦德", "Швеция"]),
)
def test_a_draft_quotes_only_what_is_stored(
    specimen_home: Home, task: str, language: str | None, scope: Scope, speaker: str | None
) -> None:
    wanted = draft_request(
        task,
        "position-paragraph",
        language=language,
        mode=None,
        on_behalf_of=speaker,
        scope=scope,
        configured="verbatim",
    )
    draft = asyncio.run(write_draft(specimen_home.assistant(Mode.VERBATIM), wanted))
    result = schema.draft_json(draft)
    sentences = [sentence for paragraph in result["paragraphs"] for sentence in paragraph["sentences"]]
    assert result["paragraphs"] or result["reason"]
    must_hold(specimen_home, result, sentences)
    cited = [citation["n"] for sentence in sentences for citation in sentence["citations"]]
    assert [note["n"] for note in result["notes"]] == sorted(set(cited))
    if speaker:
        assert all(wanted.on_behalf_of in citation["submitters"] for citation in citations(result["paragraphs"]))
