"""The commands that keep a home: a backup in one file, and back."""

from __future__ import annotations

import argparse
import dataclasses
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from app.backup import Kept, back_up, restore
from app.bars import progress
from app.lock import writing
from app.settings import load_settings
from app.terminal import DONE, put
from app.wiring import Progress
from app.workspaces import Workspaces


def run_backup(args: argparse.Namespace) -> int:
    """Writes every workspace into one file. A service may go on meanwhile."""
    with Workspaces(load_settings(args.home)) as workspaces:
        kept = back_up(workspaces, Path(args.file))
    put(args, _listed(kept), f"{_told(kept)} in {args.file}. Keep it as you keep the papers: it is not encrypted.")
    return DONE


def run_restore(args: argparse.Namespace) -> int:
    """Puts a backup into an empty home, and builds the indexes."""
    settings = load_settings(args.home)
    bars: defaultdict[str, Progress] = defaultdict(lambda: progress("Indexing paragraphs"))
    with writing(settings.home, "restore", wait=5.0):
        kept = restore(settings, Path(args.file), lambda workspace, done, total: bars[workspace](done, total))
    put(args, _listed(kept), f"{_told(kept)} restored to {settings.home}.")
    return DONE


def _told(kept: Sequence[Kept]) -> str:
    each = [f"{one.workspace} ({one.documents} documents)" for one in kept]
    return f"{'Workspace' if len(each) == 1 else 'Workspaces'} {', '.join(each)}"


def _listed(kept: Sequence[Kept]) -> dict[str, object]:
    return {"workspaces": [dataclasses.asdict(one) for one in kept]}
