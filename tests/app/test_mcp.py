"""The tools, used by the protocol's own client: over HTTP in both of its eras, and over standard input and output."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client

from app.settings import Settings
from app.store.keys import Keys, Role
from app.wiring import Home
from tests.app.conftest import ENTRY
from tests.app.test_service import MORATORIUM, QUESTIONS

Serving = Callable[..., AbstractContextManager[httpx.Client]]
Use = Callable[[Client], Awaitable[Any]]
ERAS = ("auto", "legacy")
DRAFT = {"task": "the moratorium", "type": "position-paragraph"}


def over_http(client: httpx.Client, use: Use, era: str = "auto", key: str | None = None) -> Any:
    """What ``use`` makes of the tools of a service."""

    async def run() -> Any:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        async with (
            httpx2.AsyncClient(headers=headers, trust_env=False, timeout=60) as plain,
            Client(streamable_http_client(f"{client.base_url}/mcp", http_client=plain), mode=era) as tools,
        ):
            return await use(tools)

    return asyncio.run(run())


def call(name: str, **arguments: Any) -> Use:
    return lambda tools: tools.call_tool(name, arguments)


@pytest.mark.parametrize("era", ERAS)
def test_the_tools_say_what_they_take_and_that_they_change_nothing(client: httpx.Client, era: str) -> None:
    listed = over_http(client, lambda tools: tools.list_tools(), era).tools
    assert [tool.name for tool in listed] == ["search", "ask", "draft", "check", "show"]
    for tool in listed:
        assert tool.annotations.read_only_hint is True
        assert "$ref" not in json.dumps(tool.input_schema)
        assert tool.input_schema["additionalProperties"] is False
        assert all("description" in field for field in tool.input_schema["properties"].values()), tool.name


@pytest.mark.parametrize("era", ERAS)
def test_the_result_of_a_tool_is_the_json_of_the_api_and_a_text(client: httpx.Client, era: str) -> None:
    async def use(tools: Client) -> None:
        schemas = {tool.name: tool.output_schema or {} for tool in (await tools.list_tools()).tools}
        uses: dict[str, dict[str, Any]] = {
            "search": {"query": "moratorium", "limit": 2, "scope": {"state": ["Averland"], "language": ["en"]}},
            "ask": {"question": QUESTIONS["zh"]},
            "draft": DRAFT,
            "check": {"text": "Averland supports a moratorium (LT/CONF.2031/PC.I/WP.3, para. 10)."},
            "show": {"id": f"{MORATORIUM}@zh"},
        }
        given = {}
        for name, arguments in uses.items():
            result = await tools.call_tool(name, arguments)
            assert not result.is_error, result.content
            (content,) = result.content
            assert content.type == "text"
            assert set(schemas[name]["required"]) <= set(result.structured_content)
            given[name] = result.structured_content, content.text
        found, text = given["search"]
        assert [passage["rank"] for passage in found["passages"]] == [1, 2]
        assert found["passages"][0]["paragraph"]["id"] in text
        answer, text = given["ask"]
        assert (answer["kind"], answer["language"]) == ("answer", "zh")
        assert answer["sentences"][0]["text"] in text
        assert "[1] 阿弗兰" in text
        draft, text = given["draft"]
        assert draft["paragraphs"][0]["sentences"][0]["citations"]
        assert "[^1]: " in text
        assert given["check"][0]["sentences"][0]["verdict"] == "supported"
        paragraph, text = given["show"]
        assert paragraph["text"] in text

    over_http(client, use, era)
    answers = {"question": QUESTIONS["en"]}
    mine = over_http(client, call("ask", **answers), era).structured_content
    over_api = client.post("/api/v1/ask", json=answers).json()
    for body in (mine, over_api):
        body.pop("provenance")
    assert mine == over_api


def test_a_whole_document_is_shown_with_its_paragraphs(client: httpx.Client) -> None:
    given = over_http(client, call("show", id="LT/CONF.2031/PC.I/WP.3@en")).structured_content
    assert len(given["paragraphs"]) > 5


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("search", {"query": "x", "limit": 2000}, "limit: "),
        ("search", {}, "query: "),
        ("search", {"query": "x", "colour": "red"}, "colour: "),
        ("ask", {"question": "x", "scope": {"state": ["Averlandd"]}}, "Averland"),
        ("ask", {"question": "?!"}, "question: "),
        ("draft", {"task": "x", "type": "poem"}, "position-paragraph"),
        ("check", {"text": "..."}, "text: "),
        ("show", {"id": "LT/CONF.2031/PC.I/WP.3"}, "LT/CONF.2031/PC.I/WP.3@en"),
        ("show", {"id": "LT/CONF.2031/PC.I/WP.99@en"}, "There is no document"),
        ("show", {"id": "LT/CONF.2031/PC.I/WP.3#999@en"}, "There is no paragraph"),
        ("shout", {}, "There is no tool"),
    ],
    ids=str,
)
def test_an_error_is_one_line_that_says_what_is_wrong(
    client: httpx.Client, name: str, arguments: dict[str, Any], said: str
) -> None:
    result = over_http(client, call(name, **arguments))
    assert result.is_error
    (content,) = result.content
    assert said in content.text
    assert "\n" not in content.text


def test_only_posts_are_answered_at_the_address_of_the_tools(client: httpx.Client) -> None:
    reply = client.get("/mcp", headers={"accept": "text/event-stream"})
    assert (reply.status_code, reply.headers["allow"]) == (405, "POST")


def test_a_key_opens_its_own_workspace_and_does_what_its_role_may(
    home_copy: Path, models: Path, serving: Serving
) -> None:
    with Home(Settings(home=home_copy, models=models)) as home:
        keys = Keys(home.store.database)
        keys.create_workspace("alpha")
        reading, drafting = (keys.create("default", role)[1] for role in (Role.READ, Role.DRAFT))
        elsewhere = keys.create("alpha", Role.ADMIN)[1]
        with serving(home) as client:
            refused = over_http(client, call("draft", **DRAFT), key=reading)
            assert refused.is_error
            assert "role read" in refused.content[0].text
            drafted = over_http(client, call("draft", **DRAFT), key=drafting).structured_content
            assert client.get(f"/api/v1/drafts/{drafted['id']}", headers={"Authorization": f"Bearer {reading}"}).json()
            show = call("show", id=f"{MORATORIUM}@en")
            assert not over_http(client, show, key=reading).is_error
            assert over_http(client, show, key=elsewhere).is_error
            assert over_http(client, call("search", query="mines"), key=elsewhere).structured_content["passages"] == []
            body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
            assert client.post("/mcp", json=body).status_code == 401


@pytest.mark.parametrize("era", ERAS)
def test_the_command_serves_a_program_beside_a_running_service(home_copy: Path, models: Path, era: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "RAPPORTEUR_LOG_LEVEL": "debug"}
    words = ["-P", "-c", ENTRY, "mcp", "--home", str(home_copy)]
    server = StdioServerParameters(command=sys.executable, args=words, env=environment, cwd=str(home_copy))

    async def run() -> Any:
        async with Client(stdio_client(server), mode=era) as tools:
            assert len((await tools.list_tools()).tools) == 5
            return await tools.call_tool("ask", {"question": QUESTIONS["en"]})

    with Home(Settings(home=home_copy, models=models)) as home, home.writer("serve"):
        result = asyncio.run(run())
        assert result.structured_content["kind"] == "answer"
        assert home.results.get(result.structured_content["provenance"]["id"]) is not None
