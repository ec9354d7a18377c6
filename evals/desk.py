"""Where cases are done: a home with the papers, who writes, and the judges of support."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from app.drafting.model import Mode
from app.drafting.pipeline import Assistant
from app.drafting.scales import Scales
from app.wiring import Home
from evals.judges import Judging, Remembering, judges_of


@dataclass(frozen=True, eq=False)
class Desk:
    """One process's means of doing cases. ``judge``: a language model that judges besides, by name. ``unjudged``: no
    judge is asked anything."""

    home: Home
    mode: Mode
    judge: str | None = None
    unjudged: bool = False

    @functools.cached_property
    def assistant(self) -> Assistant:
        """The product."""
        return self.home.assistant(self.mode)

    @functools.cached_property
    def meaning(self) -> Remembering:
        """Nearness of texts."""
        return Remembering(self.home.embedder)

    @functools.cached_property
    def scales(self) -> Scales:
        """The product's own scales, over vectors that are remembered."""
        return Scales(self.meaning)

    @functools.cached_property
    def judges(self) -> dict[str, Judging]:
        """The judges by name."""
        return {} if self.unjudged else judges_of(self.home, self.meaning, self.judge)
