"""A result verified later, without a model: one altered character names exactly the sentences that rest on it."""

from __future__ import annotations

import asyncio
import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.bundle import verified
from app.drafting.model import Mode
from app.drafting.request import BadRequest, answer_request
from app.schema import answer_json
from app.wiring import Home
from retrieval.model import EVERYTHING

Json = dict[str, Any]


@pytest.fixture(scope="module")
def bundle(specimen_home: Home) -> Json:
    """An answer with several sentences."""
    asked = answer_request(
        "What is said about a moratorium?", language="en", mode="verbatim", scope=EVERYTHING, configured="verbatim"
    )
    made = answer_json(asyncio.run(specimen_home.assistant(Mode.VERBATIM).answer(asked)))
    assert len(made["sentences"]) > 1
    assert len(made["sources"]) > 1
    return made


@pytest.fixture
def altered(bundle: Json) -> Json:
    return copy.deepcopy(bundle)


def texts(bundle: Json) -> dict[str, str]:
    return {source["paragraph"]: source["text"] for source in bundle["sources"]}


def resting_on(bundle: Json, paragraph: str) -> list[str]:
    cited = [(row["text"], {citation["paragraph"] for citation in row["citations"]}) for row in bundle["sentences"]]
    return [text for text, ids in cited if paragraph in ids]


def named(report: Json) -> list[str]:
    return [row["text"] for row in report["sentences"] if not row["sound"]]


def test_what_was_not_touched_is_sound(bundle: Json) -> None:
    report = verified(bundle, texts(bundle))
    assert (report["sound"], named(report)) == (True, [])
    assert {source["state"] for source in report["sources"]} == {"as it was"}
    assert {source["state"] for source in verified(bundle, {})["sources"]} == {"not on file"}
    assert verified(bundle, {})["sound"]


@pytest.mark.parametrize("where", ["first", "last"])
def test_one_altered_character_names_the_sentences_that_rest_on_it(altered: Json, where: str) -> None:
    for source in altered["sources"]:
        id_, text = source["paragraph"], source["text"]
        changed = f"X{text[1:]}" if where == "first" else f"{text[:-1]}X"
        wanted = resting_on(altered, id_)
        assert wanted
        on_file = verified(altered, {**texts(altered), id_: changed})
        assert (named(on_file), on_file["sound"]) == (wanted, False)
        source["text"] = changed
        inside = verified(altered, {**texts(altered), id_: text})
        assert (named(inside), inside["sound"]) == (wanted, False)
        source["text"] = text


def test_an_altered_sentence_or_citation_is_named(altered: Json) -> None:
    row = altered["sentences"][0]
    before = row["text"]
    row["text"] = before.replace("“", "“not ", 1)
    assert named(verified(altered, texts(altered))) == [row["text"]]
    row["text"] = before
    row["citations"][0]["end"] -= 1
    report = verified(altered, texts(altered))
    assert named(report) == [before]
    assert any("the words quoted do not stand there" in fault for fault in report["sentences"][0]["faults"])


@pytest.mark.parametrize(
    "spoil",
    [
        lambda made: made.pop("sources"),
        lambda made: made.pop("seals"),
        lambda made: made["seals"].pop(),
        lambda made: made.update(kind="poem"),
        lambda made: made.update(sentences=[None]),
        lambda made: made.update(sources=[{"paragraph": 1}]),
    ],
)
def test_what_is_no_bundle_is_refused(altered: Json, spoil: Callable[[Json], Any]) -> None:
    spoil(altered)
    with pytest.raises(BadRequest, match="Export it again"):
        verified(altered, {})


def test_the_command_tells_what_changed(
    run: Callable[..., Any], altered: Json, small_home: Path, tmp_path: Path
) -> None:
    file = tmp_path / "answer.json"
    file.write_text(json.dumps(altered), encoding="utf-8")
    sound = run("check", file, home=small_home)
    assert (sound.code, "Sound:" in sound.out) == (0, True)
    altered["sources"][0]["text"] += "."
    file.write_text(json.dumps(altered), encoding="utf-8")
    spoilt = run("check", file, home=small_home)
    assert (spoilt.code, "Not sound." in spoilt.out) == (3, True)
    assert run("check", file, "--json", home=small_home).json["kind"] == "verification"
    file.write_text("{}", encoding="utf-8")
    assert run("check", file, home=small_home).code == 2


def test_a_draft_is_a_bundle_too(run: Callable[..., Any], small_home: Path, tmp_path: Path) -> None:
    out = tmp_path / "draft.json"
    run("draft", "the moratorium", "--type", "statement", "--on-behalf-of", "Averland", "--out", out, home=small_home)
    assert json.loads(out.read_text(encoding="utf-8"))["sources"]
    assert run("check", out, home=small_home).code == 0
