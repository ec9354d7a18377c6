"""The page that describes the programming interface tells everything that the description for programs tells."""

from __future__ import annotations

import shlex
from typing import Any

import httpx
import pytest

from app.web.api_view import Reply, operations
from tests.web.reading import Page, one


def test_every_operation_with_every_parameter_and_field_is_told(web: httpx.Client) -> None:
    page = Page(web.get("/docs").text)
    description = web.get("/openapi.json").json()
    told = {(one(node, ".method").text(), one(node, "h3 code").text()): node for node in page.css("section")}
    asked = {
        (method.upper(), path): facts for path, held in description["paths"].items() for method, facts in held.items()
    }
    assert set(told) == set(asked)
    for place, facts in asked.items():
        names = {node.text() for node in told[place].css("th[scope=row] code")}
        assert {each["name"] for each in facts.get("parameters", [])} <= names
        assert {node.text() for node in told[place].css(".responses li > code")} == set(facts["responses"])
        given = [each for reply in facts["responses"].values() for each in reply.get("content", {}).values()]
        assert len(told[place].css(".responses pre")) == sum("example" in each for each in given)
    fields = {node.text() for node in told["POST", "/api/v1/ask"].css("th[scope=row] code")}
    assert {"question", "language", "scope.state", "scope.since"} <= fields
    assert len({node.attributes["id"] for node in page.css("section[id]")}) == len(asked)
    assert not page.css("script:not([src]), [style]")


@pytest.mark.parametrize("path", ["/api/v1/ask", "/api/v1/search", "/api/v1/drafts", "/api/v1/check"])
def test_the_example_of_a_body_can_be_sent(web: httpx.Client, path: str) -> None:
    subjects = operations(web.get("/openapi.json").json(), str(web.base_url).rstrip("/"))
    asked = next(each for held in subjects.values() for each in held if (each.method, each.path) == ("POST", path))
    words = shlex.split(asked.example)
    reply = web.post(words[-1], content=words[words.index("-d") + 1], headers={"Content-Type": "application/json"})
    assert reply.status_code == 200, reply.text


def test_a_description_is_read_as_it_is_given() -> None:
    body: dict[str, Any] = {
        "type": "object",
        "required": ["items"],
        "properties": {
            "items": {"type": "array", "maxItems": 3, "items": {"$ref": "#/components/schemas/Item"}},
            "way": {"enum": ["a", "b"], "default": "a"},
            "again": {"anyOf": [{"$ref": "#/components/schemas/Loop"}, {"type": "null"}]},
        },
    }
    schemas = {
        "Item": {"type": "object", "properties": {"text": {"type": "string", "description": "Its words."}}},
        "Loop": {"type": "object", "properties": {"more": {"$ref": "#/components/schemas/Loop"}}},
    }
    content = {"application/json": {"schema": body, "example": {"items": [], "it's": "one"}}}
    asked = {"summary": "Do", "tags": ["work"], "requestBody": {"content": content}, "responses": {"default": {}}}
    (made,) = operations({"paths": {"/do": {"post": asked}}, "components": {"schemas": schemas}}, "http://x")["work"]
    fields = {field.name: field for field in made.fields}
    assert (fields["items"].type, fields["items"].needed) == ("list of object (≤ 3 values)", True)
    assert fields["items[].text"].about == "Its words."
    assert (fields["way"].type, fields["way"].default) == ('"a" | "b"', '"a"')
    assert "again.more" in fields
    assert made.example.endswith("-d '{\"items\": [], \"it'\\''s\": \"one\"}' 'http://x/do'")
    assert made.replies == (Reply("default", "default", (), ""),)
