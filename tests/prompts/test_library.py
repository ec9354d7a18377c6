"""What is said to a model, word for word; and nothing is said when a name is missing or left over."""

from __future__ import annotations

import hashlib
import typing
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, ClassVar, cast

import jinja2
import jinja2.meta
import pytest

from prompts.library import Library
from prompts.model import GateInput, PromptInput, RenderInput, SupportInput

TEMPLATES = Path(__file__).parents[2] / "prompts" / "templates"
SNAPSHOTS = Path(__file__).parent / "snapshots"
SOURCE = "诺伦德反对暂停令。"
GIVEN: dict[str, PromptInput] = {
    "gate": GateInput(
        author="Averland",
        passage="Averland has made no new deployment {{ since }} 15 May 2024.",
        question="Does Averland support a moratorium?",
    ),
    "support": SupportInput(
        author="Norrund",
        passage="Norrund opposes the proposed moratorium <until> 2034.",
        claim="Norrund opposes the moratorium.",
    ),
    "render": RenderInput(source=SOURCE, language="Chinese"),
    "render_with_terms": RenderInput(
        source=SOURCE, language="Chinese", glossary=(("暂停令", "moratorium"), ("缔约国", "State party"))
    ),
}
INPUTS: tuple[type[Any], ...] = typing.get_args(PromptInput)


@dataclass(frozen=True, slots=True)
class Lacking:
    """The gate's input without its question."""

    template: ClassVar[str] = "gate"
    author: str = "Averland"
    passage: str = "Words."


@dataclass(frozen=True, slots=True)
class Excessive:
    """The gate's input with one field that the template never says."""

    template: ClassVar[str] = "gate"
    author: str = "Averland"
    passage: str = "Words."
    question: str = "What?"
    unsaid: str = "never said"


@dataclass(frozen=True, slots=True)
class Nowhere:
    """An input without a template."""

    template: ClassVar[str] = "nowhere"


@pytest.mark.parametrize("name", GIVEN)
def test_a_prompt_is_its_snapshot(name: str) -> None:
    prompt = Library().render(GIVEN[name])
    shown = "".join(f"[{role}]\n{content}\n" for role, content in prompt.messages)
    assert shown == (SNAPSHOTS / f"{name}.txt").read_text(encoding="utf-8")


def test_every_template_has_a_snapshot_and_an_input() -> None:
    templates = {path.name.split(".")[0] for path in TEMPLATES.glob("*.jinja")}
    assert templates == {given.template for given in GIVEN.values()} == {kind.template for kind in INPUTS}


@pytest.mark.parametrize("kind", INPUTS, ids=lambda kind: kind.template)
def test_a_template_says_every_field_and_no_other_name(kind: type[Any]) -> None:
    environment = jinja2.Environment(autoescape=True)
    said: set[str] = set()
    for path in TEMPLATES.glob(f"{kind.template}.*.jinja"):
        said |= jinja2.meta.find_undeclared_variables(environment.parse(path.read_text(encoding="utf-8")))
    assert said == {field.name for field in fields(kind)}


def test_a_missing_name_is_an_error() -> None:
    with pytest.raises(jinja2.UndefinedError, match="question"):
        Library().render(cast(PromptInput, Lacking()))


def test_a_field_that_no_template_names_is_an_error() -> None:
    with pytest.raises(Exception, match="unsaid"):
        Library().render(cast(PromptInput, Excessive()))


def test_an_input_without_a_template_is_an_error() -> None:
    with pytest.raises((jinja2.TemplateNotFound, FileNotFoundError)):
        Library().render(cast(PromptInput, Nowhere()))


def test_a_prompt_is_stamped_with_the_hash_of_its_templates_and_not_of_its_values() -> None:
    library = Library()
    for name in ("gate", "support", "render"):
        texts = [(TEMPLATES / f"{name}.{role}.jinja").read_text(encoding="utf-8") for role in ("system", "user")]
        assert library.render(GIVEN[name]).sha256 == hashlib.sha256("\0".join(texts).encode()).hexdigest()
    assert library.render(GIVEN["render"]).sha256 == library.render(GIVEN["render_with_terms"]).sha256


def test_what_a_paper_says_is_never_run_as_a_template() -> None:
    given = RenderInput(source="{{ 7 * 7 }} {% raw %} & <b>", language="English")
    assert "{{ 7 * 7 }} {% raw %} & <b>" in Library().render(given).messages[1][1]
