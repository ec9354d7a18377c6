"""Writes the case files."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from evals.generate import abstention, answers, conversation, drafts
from evals.generate.lines import Line, as_text

MAKERS: dict[str, Callable[[], Iterator[Line]]] = {
    "answers": answers.cases,
    "drafts": drafts.cases,
    "abstention": abstention.cases,
    "conversation": conversation.cases,
}


def main(arguments: list[str] | None = None) -> int:
    """Write each file into a folder, and say how many cases it has."""
    parser = argparse.ArgumentParser(prog="python -m evals.generate", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).parents[1] / "cases")
    folder: Path = parser.parse_args(arguments).folder
    for name, maker in MAKERS.items():
        made = list(maker())
        (folder / f"{name}.jsonl").write_text(as_text(made), encoding="utf-8")
        sys.stdout.write(f"{name}.jsonl: {len(made)} cases\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
