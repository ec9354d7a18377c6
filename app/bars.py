"""Progress on standard error, for whatever takes more than two seconds."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from tqdm import tqdm

from app.wiring import Progress
from corpus.ingest import Step


def files_bar(total: int) -> tqdm[Any]:
    """A bar over files, shown when they take more than two seconds."""
    return tqdm(total=total, desc="Reading files", unit=" files", file=sys.stderr, delay=2, miniters=0)


def show_step(bar: tqdm[Any], step: Step) -> None:
    """Moves the bar to where the reading is."""
    page = f": reading page {step.page} of {step.pages}" if step.pages else ""
    bar.set_postfix_str(f"{Path(step.file).name}{page}", refresh=False)
    bar.update(step.done - bar.n)
    if step.done >= step.total:
        bar.close()  # before the next bar begins


def progress(text: str) -> Progress:
    """A bar over paragraphs that appears when it is first told of one."""
    bar: tqdm[Any] | None = None

    def step(done: int, total: int) -> None:
        nonlocal bar
        if bar is None:
            bar = tqdm(total=total, desc=text, unit=" paragraphs", file=sys.stderr, delay=2)
        bar.update(done - bar.n)
        if done >= total:
            bar.close()

    return step
