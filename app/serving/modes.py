"""Who can write here."""

from __future__ import annotations

from app.drafting.model import Mode
from app.settings import Settings


def modes_of(settings: Settings) -> list[Mode]:
    """The modes whose language model is there; the one that is set comes first."""
    able = {Mode.LOCAL: settings.language_model.is_file(), Mode.MODEL: ":" in settings.model}
    modes = [mode for mode in Mode if able.get(mode, True)]
    chosen = settings.model if settings.model in modes else Mode.MODEL
    return sorted(modes, key=lambda mode: mode != chosen)
