"""R26: whatever a model gives as its sources, an answer cites only what was found for it, to the letter."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.settings import Settings
from app.wiring import Home
from tests.app.conftest import served
from tests.app.test_model_mode import SOURCE, YES
from tests.builders.model_server import Handler, Peer, body, peer

QUESTION = "What does Averland say about a moratorium on new deployments?"
KEYS = (
    "P99",
    "P0",
    "P1P2",
    "LT/CONF.2031/PC.I/WP.3#10@en",
    "LT/CONF.2031/PC.I/WP.3",
    "../P1",
    "Р1",  # a Cyrillic letter
    "P１",
    "P1\u200b",
)


@pytest.fixture(scope="module")
def model() -> Iterator[Peer]:
    with peer(lambda handler: None) as server:
        yield server


@pytest.fixture(scope="module")
def client(specimen_home: Home, model: Peer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = Path(shutil.copytree(specimen_home.folder, tmp_path_factory.mktemp("referring") / "home"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPENAI_BASE_URL", model.url)
        patch.setenv("OPENAI_API_KEY", "none")
        settings = Settings(home=folder, models=specimen_home.settings.models, model="openai:m")
        with Home(settings) as home, served(home) as made:
            yield made


@pytest.mark.parametrize("key", KEYS, ids=ascii)
def test_a_key_that_was_not_given_condemns_its_sentence(client: httpx.Client, model: Peer, key: str) -> None:
    def act(handler: Handler) -> None:
        sent = handler.server.bodies[-1]
        if sent.get("logprobs"):
            handler.reply(200, body("yes", logprobs=YES))
            return
        sources = SOURCE.findall(sent["messages"][-1]["content"])
        text = next(text for _, _, text in sources if text.startswith("Averland")).split(". ")[0].rstrip(".") + "."
        given = [{"text": text, "sources": [key]}, {"text": text, "sources": [key, sources[0][0]]}]
        handler.reply(200, body(json.dumps({"paragraphs": [{"kind": "text", "sentences": given}]})))

    model.act = act
    reply = client.post("/api/v1/ask", json={"question": QUESTION, "mode": "model"}).json()
    assert len(reply["withheld"]) == 2
    assert all(item["verdict"] == "unsupported" and not item["citations"] for item in reply["withheld"])
    held = {each["paragraph"]["id"]: each["paragraph"]["text"] for each in reply["passages"]}
    cited = [each for item in reply["sentences"] for each in item["citations"]]
    assert cited  # the papers' own words stand in
    assert all(each["quote"] == held[each["paragraph"]][each["start"] : each["end"]] for each in cited)
