"""The description of the API (OpenAPI) as a page shows it: operations by subject, their fields one a line. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

Json = Mapping[str, Any]
_METHODS = ("get", "post", "put", "patch", "delete")
_BOUNDS = {"minimum": "≥ {:g}", "maximum": "≤ {:g}", "maxLength": "≤ {} characters", "maxItems": "≤ {} values"}
_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter, or a field of a body: ``scope.state`` is the field ``state`` of the field ``scope``. ``default`` is
    JSON, None where there is none."""

    name: str
    type: str
    needed: bool
    default: str | None
    about: str


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer by its status, with the fields of its body and an example of it, "" where none is given."""

    code: str
    meaning: str
    fields: tuple[Field, ...]
    example: str


@dataclass(frozen=True, slots=True)
class Operation:
    """What can be asked at an address. ``media`` is the type of the body, "" where there is none."""

    id: str
    method: str
    path: str
    summary: str
    about: str
    parameters: tuple[Field, ...]
    media: str
    fields: tuple[Field, ...]
    example: str
    replies: tuple[Reply, ...]


def operations(description: Json, base: str) -> dict[str, list[Operation]]:
    """All operations by subject: their tag, or the first word of their path. ``base`` is where the service answers."""
    schemas = description.get("components", {}).get("schemas", {})
    found: dict[str, list[Operation]] = {}
    for path, methods in description["paths"].items():
        for method in _METHODS:
            if method in methods:
                subject = (methods[method].get("tags") or [_subject(path)])[0]
                found.setdefault(subject, []).append(_operation(path, method, methods[method], schemas, base))
    return found


def _subject(path: str) -> str:
    words = [word for word in path.split("/") if word and word not in ("api", "v1")]
    return words[0] if path.startswith(("/api/", "/v1/")) and words else "service"


def _operation(path: str, method: str, facts: Json, schemas: Json, base: str) -> Operation:
    content = facts.get("requestBody", {}).get("content", {})
    media = next(iter(content), "")
    schema = _resolved(content[media].get("schema", {}), schemas) if media else {}
    return Operation(
        id=re.sub(r"\W+", "-", f"{method} {path}").strip("-"),
        method=method.upper(),
        path=path,
        summary=facts.get("summary", ""),
        about=facts.get("description", ""),
        parameters=tuple(_parameter(each, schemas) for each in facts.get("parameters", [])),
        media=media,
        fields=tuple(_fields(schema, schemas)),
        example=_example(path, method, media, _sample(content.get(media, {}), schema, schemas), base),
        replies=tuple(_reply(code, each, schemas) for code, each in facts.get("responses", {}).items()),
    )


def _parameter(facts: Json, schemas: Json) -> Field:
    schema = facts.get("schema", {})
    about = facts.get("description", "") or schema.get("description", "")
    return Field(facts["name"], _type(schema, schemas), bool(facts.get("required")), _default(schema), about)


def _reply(code: str, facts: Json, schemas: Json) -> Reply:
    content: Json = next(iter(facts.get("content", {}).values()), {})
    fields = tuple(_fields(_resolved(content.get("schema", {}), schemas), schemas))
    given = _given(content, {})
    example = "" if given is None else json.dumps(given, ensure_ascii=False, indent=2)
    return Reply(code, _meaning(code, facts), fields, example)


def _fields(schema: Json, schemas: Json, before: str = "", depth: int = 0) -> Iterator[Field]:
    needed = schema.get("required", [])
    for name, given in schema.get("properties", {}).items():
        own = _resolved(given, schemas)
        about = given.get("description") or own.get("description", "")
        nested = "properties" in own
        default = None if nested else _default(given)
        yield Field(f"{before}{name}", _type(given, schemas), name in needed, default, about)
        inner, mark = (own, ".") if nested else (_items(own, schemas), "[].")
        if "properties" in inner and depth < _DEEPEST:
            yield from _fields(inner, schemas, f"{before}{name}{mark}", depth + 1)


def _items(schema: Json, schemas: Json) -> Json:
    return _resolved(schema.get("items", {}), schemas)


def _resolved(schema: Json, schemas: Json) -> Json:
    """A schema without the detour by a name, or by "this or nothing"."""
    if "$ref" in schema:
        return _resolved(schemas.get(schema["$ref"].rpartition("/")[2], {}), schemas)
    some = [each for each in schema.get("anyOf", []) if each.get("type") != "null"]
    if len(some) == 1:
        return {**_resolved(some[0], schemas), **{key: value for key, value in schema.items() if key != "anyOf"}}
    return schema


def _type(schema: Json, schemas: Json) -> str:
    own = _resolved(schema, schemas)
    if "enum" in own or "const" in own:
        return " | ".join(json.dumps(value, ensure_ascii=False) for value in own.get("enum", [own.get("const")]))
    if own.get("type") == "array":
        bound = f" ({_BOUNDS['maxItems'].format(own['maxItems'])})" if "maxItems" in own else ""
        return f"list of {_type(own.get('items', {}), schemas)}{bound}"
    kind = "file" if own.get("contentMediaType") or own.get("format") == "binary" else str(own.get("type", "any"))
    bounds = [words.format(own[key]) for key, words in _BOUNDS.items() if key in own and key != "maxItems"]
    return f"{kind} ({', '.join(bounds)})" if bounds else kind


def _default(schema: Json) -> str | None:
    return json.dumps(schema["default"], ensure_ascii=False) if schema.get("default") is not None else None


def _sample(content: Json, schema: Json, schemas: Json) -> Any:
    """What the description gives as an example; else the fields that are needed, with words in place of values."""
    given = _given(content, schema)
    if given is not None:
        return given
    needed = schema.get("required", [])
    return {name: _stand_in(name, _resolved(schema["properties"][name], schemas)) for name in needed}


def _given(content: Json, schema: Json) -> Any:
    """The first example of a body that the description gives."""
    named = [each.get("value") for each in content.get("examples", {}).values()]
    return next(
        iter([*([content["example"]] if "example" in content else []), *named, *schema.get("examples", [])]), None
    )


def _stand_in(name: str, schema: Json) -> Any:
    if "enum" in schema:
        return schema["enum"][0]
    return {"array": [], "integer": 1, "number": 1, "boolean": True}.get(str(schema.get("type")), f"<{name}>")


def _example(path: str, method: str, media: str, sample: Any, base: str) -> str:
    words = ["curl", *(["-X", method.upper()] if method != "get" else [])]
    if media == "application/json":
        body = json.dumps(sample, ensure_ascii=False).replace("'", "'\\''")
        words += ["-H", "'Content-Type: application/json'", "-d", f"'{body}'"]
    elif media:
        words += ["-F", f"'{next(iter(sample), 'file')}=@paper.pdf'"]
    return " ".join([*words, f"'{base}{path}'"])


def _meaning(code: str, facts: Json) -> str:
    try:
        usual = HTTPStatus(int(code)).phrase
    except ValueError:
        usual = code
    said = str(facts.get("description", ""))
    return usual if said in ("", "Successful Response", "Validation Error") else said
