"""What the documentation takes from the program when it is built: the settings, and the routes of the service.

A page says where it wants a list with a line of its own, ``<!-- settings -->`` or ``<!-- routes -->``.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

Json = Mapping[str, Any]
_HEAD = "| name | where | type | |\n|---|---|---|---|"


def setup(app: Sphinx) -> dict[str, bool]:
    """Tells Sphinx to fill the pages in."""
    app.connect("source-read", _fill)
    return {"parallel_read_safe": True}


def _fill(_app: Sphinx, _page: str, source: list[str]) -> None:
    made: dict[str, Callable[[], str]] = {"<!-- settings -->": settings, "<!-- routes -->": routes}
    for mark, make in made.items():
        if f"\n{mark}\n" in source[0]:
            source[0] = source[0].replace(mark, make())


def settings() -> str:
    """The table of settings: name, default, what it is."""
    from app.settings import Settings

    lines = ["| setting | default | what it is |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = "see below" if isinstance(field.default, Path) else _default(field.default)
        lines.append(f"| `RAPPORTEUR_{name.upper()}` | {default} | {_cell(field.description or '')} |")
    return "\n".join(lines)


def routes() -> str:
    """Every route of the service, with its parameters and its body, from its OpenAPI document."""
    from app.api.service import create_service
    from app.settings import Settings
    from app.workspaces import Workspaces

    with tempfile.TemporaryDirectory() as folder, Workspaces(Settings(home=Path(folder))) as workspaces:
        document = create_service(workspaces).openapi()
    schemas = document["components"]["schemas"]
    lines = [
        line
        for path, methods in sorted(document["paths"].items())
        for method, operation in methods.items()
        for line in _route(method, path, operation, schemas)
    ]
    scope = [_row(name, "body", field, required=False) for name, field in schemas["ScopeBody"]["properties"].items()]
    return "\n".join([*lines, "### `scope`\n", schemas["ScopeBody"]["description"] + "\n", _HEAD, *scope])


def _route(method: str, path: str, operation: Json, schemas: Json) -> Iterator[str]:
    yield f"### `{method.upper()} {path}`\n"
    yield (operation.get("description") or operation.get("summary", "")) + "\n"
    fields = [*_parameters(operation.get("parameters", ())), *_body(operation, schemas)]
    if fields:
        yield _HEAD
        yield from fields
        yield ""


def _parameters(parameters: Iterable[Json]) -> Iterator[str]:
    for parameter in parameters:
        yield _row(parameter["name"], parameter["in"], parameter["schema"], bool(parameter.get("required")))


def _body(operation: Json, schemas: Json) -> Iterator[str]:
    for media, content in operation.get("requestBody", {}).get("content", {}).items():
        where = "form" if "form" in media else "body"
        for schema in _parts(content["schema"]):
            whole = schemas[_name(schema)] if "$ref" in schema else schema
            for name, field in whole.get("properties", {}).items():
                yield _row(name, where, field, name in whole.get("required", ()))


def _row(name: str, where: str, schema: Json, required: bool) -> str:
    kind = " or ".join(_kind(part) for part in _parts(schema) if part.get("type") != "null") or "any"
    said = "required" if required else ""
    if isinstance(default := schema.get("default"), str | int) and default != "":
        said = f"default `{json.dumps(default)}`"
    return f"| `{name}` | {where} | {_cell(kind)} | {said} |"


def _parts(schema: Json) -> Iterable[Json]:
    parts: Iterable[Json] = schema.get("anyOf", (schema,))
    return parts


def _kind(schema: Json) -> str:
    if "$ref" in schema:
        return _name(schema).removesuffix("Body").lower()
    if "enum" in schema or "const" in schema:
        return ", ".join(f"`{value}`" for value in schema.get("enum", [schema.get("const")]))
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    return str(schema.get("type", "any"))


def _name(schema: Json) -> str:
    return str(schema["$ref"]).rpartition("/")[2]


def _default(value: object) -> str:
    return "none" if value in (None, "") else f"`{value}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
