"""Templates to messages. An input that a template does not name, or a name it misses, is an error."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import importlib.resources

import jinja2
import jinja2.meta

from prompts.model import Prompt, PromptInput

_ROLES = ("system", "user")


class Library:
    """The Jinja2 templates in ``prompts/templates``: ``NAME.system.jinja`` and ``NAME.user.jinja``."""

    def __init__(self) -> None:
        self._environment = jinja2.Environment(
            loader=jinja2.FunctionLoader(_source),
            undefined=jinja2.StrictUndefined,
            autoescape=False,  # noqa: S701  # plain text for a model, never a page
            trim_blocks=True,
            lstrip_blocks=True,
        )

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
        """The names that a template's messages use."""
        trees = [self._environment.parse(_source(f"{template}.{role}.jinja")) for role in _ROLES]
        return {name for tree in trees for name in jinja2.meta.find_undeclared_variables(tree)}


def _source(name: str) -> str:
    return (importlib.resources.files("prompts") / "templates" / name).read_text(encoding="utf-8")


@functools.cache
def _sha256(template: str) -> str:
    joined = "\0".join(_source(f"{template}.{role}.jinja") for role in _ROLES)
    return hashlib.sha256(joined.encode()).hexdigest()
