"""What the commands of the terminal share: filters from arguments, JSON or text on standard output."""

from __future__ import annotations

import argparse
import json
import sys

from app.drafting.request import read_scope
from app.schema import Json
from retrieval.model import Scope

DONE = 0


def scope_of(args: argparse.Namespace) -> Scope:
    """The filters of a command line."""
    names = ("state", "group", "session", "kind", "symbol", "language", "status")
    return read_scope({name: getattr(args, name) for name in names}, args.since, args.until)


def dumped(result: Json) -> str:
    """JSON as it is printed and written to files."""
    return json.dumps(result, ensure_ascii=False, indent=2) + "\n"


def put(args: argparse.Namespace, result: Json, text: str) -> None:
    """Prints a result: as one JSON object where that was asked for, else as text."""
    sys.stdout.write(dumped(result) if args.json else f"{text}\n")
