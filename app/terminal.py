"""What the commands of the terminal share: their workspace, filters from arguments, JSON or text on standard output."""

from __future__ import annotations

import argparse
import json
import re
import sys

from app.drafting.request import BadRequest, read_scope
from app.schema import Json
from app.settings import Settings, load_settings
from app.store.keys import DEFAULT, Keys
from app.wiring import Home
from corpus.unseen import on_a_screen
from retrieval.model import Scope

DONE = 0
_UNSEEN = re.compile("[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e0fff]")  # same in JSON


def open_home(args: argparse.Namespace, settings: Settings | None = None) -> Home:
    """The workspace that a command is about.

    Raises:
        BadRequest: there is no workspace of this name.
    """
    settings, name = settings or load_settings(args.home), args.workspace or DEFAULT
    if name != DEFAULT:
        with Home(settings) as own:
            known = Keys(own.store.database).workspaces()
        if name not in known:
            raise BadRequest(f"There is no workspace {name}; there are {', '.join(known)}.", "workspace")
    return Home(settings, name)


def scope_of(args: argparse.Namespace) -> Scope:
    """The filters of a command line."""
    names = ("state", "group", "session", "kind", "symbol", "language", "status")
    return read_scope({name: getattr(args, name) for name in names}, args.since, args.until)


def dumped(result: Json) -> str:
    """JSON as it is printed and written to files: what is not seen stands there as its code."""
    return _UNSEEN.sub(_escaped, json.dumps(result, ensure_ascii=False, indent=2)) + "\n"


def put(args: argparse.Namespace, result: Json, text: str) -> None:
    """Prints a result: as one JSON object where that was asked for, else as text."""
    sys.stdout.write(dumped(result) if args.json else f"{on_a_screen(text)}\n")


def _escaped(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1]
