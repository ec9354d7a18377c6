"""The OpenAPI document: every route with an example that is true, and a service that keeps to it whatever is sent."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest

from app.settings import Settings
from app.wiring import Home

Serving = Callable[..., AbstractContextManager[httpx.Client]]
CONFIGURATION = Path(__file__).parents[1] / "schemathesis.toml"


@pytest.fixture(scope="module")
def document(client: httpx.Client) -> dict[str, Any]:
    made: dict[str, Any] = client.get("/openapi.json").json()
    return made


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method, each) for path, item in document["paths"].items() for method, each in item.items()]


def test_every_route_has_examples_and_they_are_of_its_shape(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        where = f"{method} {path}"
        parts = [reply["content"]["application/json"] for reply in operation["responses"].values()
                 if reply.get("content", {}).get("application/json")]  # fmt: skip
        body = operation.get("requestBody", {}).get("content", {}).get("application/json")
        for part in [*parts, *([body] if body else [])]:
            assert "example" in part, where
            schema = {**part["schema"], "components": document["components"]}
            jsonschema.validate(part["example"], schema)
        for parameter in operation.get("parameters", ()):
            assert parameter["in"] != "path" or "example" in parameter, where
        assert operation["summary"], where
        assert operation["tags"], where
        assert "application/problem+json" in operation["responses"]["default"]["content"], where


def test_an_example_is_what_the_service_says(document: dict[str, Any], client: httpx.Client) -> None:
    operation = document["paths"]["/api/v1/ask"]["post"]
    asked = operation["requestBody"]["content"]["application/json"]["example"]
    shown = operation["responses"]["200"]["content"]["application/json"]["example"]
    assert client.post("/api/v1/ask", json=asked).json()["sentences"][0]["text"] == shown["sentences"][0]["text"]


def test_nothing_that_is_sent_breaks_the_service_or_its_word(home_copy: Path, models: Path, serving: Serving) -> None:
    program = str(Path(sys.executable).with_name("schemathesis"))
    limits = ["--phases", "examples,coverage,stateful", "--checks", "all", "--max-examples", "4"]
    limits += ["--suppress-health-check", "all", "--continue-on-failure", "--max-response-time", "120"]
    with Home(Settings(home=home_copy, models=models)) as home, serving(home) as client:
        said = subprocess.run(
            [program, "--config-file", str(CONFIGURATION), "run", str(client.base_url.join("/openapi.json")), *limits],
            capture_output=True,
            text=True,
            check=False,
            timeout=900,
        )
        assert said.returncode == 0, said.stdout[-6000:] + said.stderr[-2000:]
