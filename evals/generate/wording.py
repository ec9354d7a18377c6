"""Questions in six languages from the wordings of ``words.toml``."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from corpus.model import Language

Asked = Mapping[str, str]  # a question by language

_JOINED = {  # what an article and the word before it become
    "fr": ((r"\b([Dd])e le (?!s)", r"\1u "), (r"\b([Dd])e les ", r"\1es "), (r"\bà le ", "au "), (r"\bà les ", "aux ")),
    "es": ((r"\b([Dd])e el ", r"\1el "), (r"\b([Aa]) el ", r"\1l ")),
    "en": ((r"(?<=s)'s ", "' "),),
}


@functools.cache
def table(name: str) -> dict[str, Any]:
    """One of the tables beside this module."""
    return tomllib.loads((files("evals.generate") / f"{name}.toml").read_text(encoding="utf-8"))


def ask(purpose: str, turn: int, **given: str) -> Asked:
    """A question of a purpose in its ``turn``-th wording, of ``who`` (a code), ``what`` (a subject), ``session``."""
    wordings = table("words")["wording"][purpose]
    return fill(wordings[turn % len(wordings)], **given)


def fill(wording: Asked, **given: str) -> Asked:
    """A wording with names in place of its braces."""
    return {str(name): _filled(wording[name], str(name), given) for name in Language}


def names(code: str) -> Mapping[str, Any]:
    """A State or group in six languages."""
    named: Mapping[str, Any] = table("words")["who"][code]
    return named


def _filled(wording: str, language: str, given: Mapping[str, str]) -> str:
    words = table("words")
    values = dict(given)
    if "who" in given:
        who = names(given["who"])
        wording = re.sub(r"\[([^|\]]*)\|([^\]]*)\]", r"\2" if who.get("many") else r"\1", wording)
        values |= {"who": who[language], "whose": who["whose"]}
    for field in ("what", "session"):
        if field in given:
            values[field] = words[field][given[field]][language]
    text = wording.format(**values)
    for pattern, joined in _JOINED.get(language, ()):
        text = re.sub(pattern, joined, text)
    return re.sub(r"^\W*\w", lambda found: found[0].upper(), text)


def year_of(session: str) -> str:
    """The year in which a session of the specimen met."""
    return {"2031/PC.I": "2029", "2031/PC.II": "2030"}.get(session, session)
