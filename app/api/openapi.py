"""The OpenAPI document: what the routes declare, with problems, keys, events, links and examples added."""

from __future__ import annotations

import functools
import importlib.resources
import json
from typing import Any

from fastapi import FastAPI

from app.api.replies import Problem

Json = dict[str, Any]
_DESCRIPTION = """Cited answers and drafts from UN working papers, paragraph by paragraph, in six languages.

Every error is a problem (RFC 9457). With `Accept: text/event-stream` a question is answered by events: `passages`, then
`sentence` and `withheld` as they are decided, then `done` with the whole answer, or `error` with a problem. Ids that
contain a slash are percent-encoded."""
_LINKS: dict[tuple[str, str], tuple[tuple[str, str, str, str], ...]] = {
    # what makes something: (name, path and method of what takes its id, the parameter)
    ("/api/v1/ask", "200"): (
        ("result", "/api/v1/provenance/{result_id}", "get", "result_id=/provenance/id"),
    ),
    ("/api/v1/documents", "202"): (
        ("job", "/api/v1/jobs/{job_id}", "get", "job_id=/id"),
        ("stop", "/api/v1/jobs/{job_id}/cancel", "post", "job_id=/id"),
    ),
    ("/api/v1/drafts", "200"): (
        ("draft", "/api/v1/drafts/{draft_id}", "get", "draft_id=/id"),
        ("revision", "/api/v1/drafts/{draft_id}/revise", "post", "draft_id=/id"),
        ("file", "/api/v1/drafts/{draft_id}/export", "get", "draft_id=/id"),
    ),
    ("/api/v1/conversations", "201"): (
        ("conversation", "/api/v1/conversations/{conversation_id}", "get", "conversation_id=/id"),
        ("message", "/api/v1/conversations/{conversation_id}/messages", "post", "conversation_id=/id"),
        ("end", "/api/v1/conversations/{conversation_id}", "delete", "conversation_id=/id"),
    ),
}  # fmt: skip
_STREAMED = ("/api/v1/ask", "/api/v1/conversations/{conversation_id}/messages")


def install(service: FastAPI) -> None:
    """Gives the service its OpenAPI document."""
    plain = service.openapi

    @functools.cache
    def document() -> Json:
        made = plain()
        made["info"]["description"] = _DESCRIPTION
        parts = made.setdefault("components", {})
        parts.setdefault("schemas", {})["Problem"] = Problem.model_json_schema()
        parts["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
        made["security"] = [{"key": []}, {}]  # without any key the service is this machine's own
        for name, schema in parts["schemas"].items():
            if name.startswith("Body_"):  # an upload: any bytes are a file, whatever they spell
                schema["properties"]["files"]["items"].pop("type")
        examples = _examples()
        for path, operations in made["paths"].items():
            for method, operation in operations.items():
                _complete(operation, path, examples.get(f"{method.upper()} {path}", {}))
        for (path, status), links in _LINKS.items():
            responses = made["paths"][path]["post"]["responses"]
            responses[status]["links"] = {link[0]: _link(made, *link[1:]) for link in links}
        return made

    service.openapi = document  # type: ignore[method-assign]  # FastAPI's own way to change the document


def _complete(operation: Json, path: str, example: Json) -> None:
    """An operation with its problems, its events and its examples."""
    responses = operation["responses"]
    responses.pop("422", None)
    schema = {"$ref": "#/components/schemas/Problem"}
    responses["default"] = {
        "description": "What went wrong, and what to do",
        "content": {"application/problem+json": {"schema": schema}},
    }
    status = next(iter(responses))
    content = responses[status].get("content", {})
    if path in _STREAMED:
        content["text/event-stream"] = {"schema": {"type": "string"}}
    if "etag" in example:
        responses["304"] = {"description": "Nothing has changed since the reader had it"}
    if "response" in example and "application/json" in content:
        content["application/json"]["example"] = example["response"]
    if "request" in example:
        operation["requestBody"]["content"]["application/json"]["example"] = example["request"]
    for parameter in operation.get("parameters", ()):
        if parameter["name"] in example.get("parameters", {}):
            parameter["example"] = example["parameters"][parameter["name"]]


def _link(document: Json, path: str, method: str, given: str) -> Json:
    parameter, _, pointer = given.partition("=")
    operation = document["paths"][path][method]["operationId"]
    return {"operationId": operation, "parameters": {parameter: f"$response.body#{pointer}"}}


def _examples() -> dict[str, Json]:
    """By ``METHOD /path``: parameters, a request and its response, made on the specimen papers."""
    source = importlib.resources.files("app.api") / "examples.json"
    held: dict[str, Json] = json.loads(source.read_text(encoding="utf-8"))
    return held
