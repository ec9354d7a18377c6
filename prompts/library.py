"""Templates to messages. An input that a template does not name, or a name it misses, is an error."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import importlib.resources
import re
from collections.abc import Iterator

import jinja2
import jinja2.meta

from prompts.model import Prompt, PromptInput

_ROLES = ("system", "user")
_FENCES = re.compile(r"<(?=/?(?:source|passage)\b)", re.IGNORECASE)


class Library:
    """The Jinja2 templates in ``prompts/templates``: ``NAME.system.jinja`` and ``NAME.user.jinja``, and the parts that
    they include. What a paper says stands between fences that its own words cannot close."""

    def __init__(self) -> None:
        self._environment = jinja2.Environment(
            loader=jinja2.FunctionLoader(_source),
            undefined=jinja2.StrictUndefined,
            autoescape=False,  # noqa: S701  # plain text for a model, never a page
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,  # of a part that is included; a whole message is stripped
        )
        self._environment.filters["fenced"] = _fenced

    def render(self, given: PromptInput, /) -> Prompt:
        """The messages for an input."""
        values = {field.name: getattr(given, field.name) for field in dataclasses.fields(given)}
        if unsaid := set(values) - self._named(given.template):
            raise ValueError(f"The template {given.template} does not use: {', '.join(sorted(unsaid))}.")
        messages = tuple(
            (role, self._environment.get_template(f"{given.template}.{role}.jinja").render(values).strip())
            for role in _ROLES
        )
        return Prompt(given.template, _sha256(given.template), messages)

    def _named(self, template: str) -> set[str]:
        """The names that a template's messages use, those of their parts among them."""
        return {
            name
            for file in _files(template)
            for name in jinja2.meta.find_undeclared_variables(self._environment.parse(_source(file)))
        }


def _fenced(text: str) -> str:
    return _FENCES.sub("‹", text)


def _source(name: str) -> str:
    return (importlib.resources.files("prompts") / "templates" / name).read_text(encoding="utf-8")


@functools.cache
def _files(template: str) -> tuple[str, ...]:
    """The files of a template: its messages, then the parts they include, in order, each once."""
    files = [f"{template}.{role}.jinja" for role in _ROLES]
    for file in files:  # grows while it is read
        files += [part for part in _included(file) if part not in files]
    return tuple(files)


def _included(file: str) -> Iterator[str]:
    tree = jinja2.Environment(autoescape=True).parse(_source(file))
    yield from (name for name in jinja2.meta.find_referenced_templates(tree) if name)


@functools.cache
def _sha256(template: str) -> str:
    joined = "\0".join(map(_source, _files(template)))
    return hashlib.sha256(joined.encode()).hexdigest()
