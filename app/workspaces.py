"""All workspaces of a home folder, and the keys to them. The models are shared; nothing else is."""

from __future__ import annotations

import threading

from app.engines import Engines
from app.settings import Settings
from app.store.keys import DEFAULT, Keys
from app.wiring import Home


class Workspaces:
    """The workspaces, each opened when it is first asked for. Safe to use from several threads.

    Args:
        settings: name the folder and the models.
        own: the folder's own workspace, when it is open already.
    """

    def __init__(self, settings: Settings, own: Home | None = None) -> None:
        self.settings = settings
        self.engines = own.engines if own else Engines(settings)
        self._lock = threading.Lock()
        self._open: dict[str, Home] = {DEFAULT: own} if own else {}

    def __enter__(self) -> Workspaces:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def home(self, name: str = DEFAULT) -> Home:
        """An opened workspace. The caller knows that there is one of this name."""
        with self._lock:
            if name not in self._open:
                self._open[name] = Home(self.settings, name, self.engines)
            return self._open[name]

    @property
    def keys(self) -> Keys:
        """Who may use them."""
        return Keys(self.home().store.database)

    def all(self) -> tuple[Home, ...]:
        """Every workspace."""
        return tuple(self.home(name) for name in self.keys.workspaces())

    def close(self) -> None:
        """Lets files, models and connections go."""
        while self._open:
            self._open.popitem()[1].close()
        self.engines.close()
