"""What `rapporteur doctor` looks at, and how to mend what it finds."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.settings import Settings, sources
from app.store.keys import DEFAULT
from app.wiring import Home
from app.workspaces import Workspaces
from corpus.errors import RapporteurError, StoreDamaged

_LEAST_ROOM = 200_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. ``ok`` is None for something optional that is not there; ``mend`` says what to do."""

    name: str
    ok: bool | None
    detail: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """All findings and the configuration in force, secrets masked."""

    findings: tuple[Finding, ...]
    configuration: dict[str, dict[str, Any]]

    @property
    def healthy(self) -> bool:
        """Whether nothing is wrong. Optional parts that are missing are not wrong."""
        return all(finding.ok is not False for finding in self.findings)

    def json(self) -> dict[str, Any]:
        """For ``--json``."""
        checks = [
            {"name": finding.name, "ok": finding.ok, "detail": finding.detail, "mend": finding.mend or None}
            for finding in self.findings
        ]
        return {"healthy": self.healthy, "checks": checks, "configuration": self.configuration}

    def text(self) -> str:
        """For a terminal."""
        words = {True: "ok", False: "FAULT", None: "not there"}
        lines = []
        for finding in self.findings:
            lines.append(f"{words[finding.ok]:<10} {finding.name}: {finding.detail}")
            if finding.mend:
                lines.append(f"           {finding.mend}")
        lines += ["", "Configuration:"]
        lines += [f"  {name} = {item['value']}  ({item['from']})" for name, item in self.configuration.items()]
        return "\n".join(lines)


def examine(settings: Settings, *, home_given: bool) -> Report:
    """Looks at everything; a fault in one part does not keep the others from being looked at."""
    findings = (_embedder(settings), _language_model(settings), *_disk(settings.home), *_workspaces(settings))
    return Report(findings, sources(settings, home_given))


def _embedder(settings: Settings) -> Finding:
    from retrieval.embedded.assemble import verify

    if settings.embedder != "embedded":
        return Finding("embedding model", True, settings.embedder)
    if problems := verify(settings.models):
        return Finding("embedding model", False, "; ".join(problems), "Run `rapporteur models`.")
    return Finding("embedding model", True, f"embedded, in {settings.models}")


def _language_model(settings: Settings) -> Finding:
    from app.adapters.local import fault

    path = settings.language_model
    problem = fault(path)
    if problem is None:
        return Finding("language model", True, str(path))
    wanted = settings.model == "local" or settings.local_model is not None
    mend = "Only `local` mode needs it. Run `rapporteur models` to assemble it, or set RAPPORTEUR_LOCAL_MODEL."
    return Finding("language model", False if wanted else None, problem, mend)


def _disk(home: Path) -> Iterator[Finding]:
    """Whether there is room for more; nothing is said of a home that is not there yet."""
    if not home.is_dir():
        return
    free = shutil.disk_usage(home).free
    if free < _LEAST_ROOM:
        yield Finding("disk", False, f"{free // 1_000_000} MB are free in {home}", "Make room on the disk.")
    if not os.access(home, os.W_OK | os.X_OK):
        yield Finding("home", False, f"{home} cannot be written by this user", f"Give this user rights to {home}.")


def _workspaces(settings: Settings) -> Iterator[Finding]:
    try:
        with Workspaces(settings) as workspaces:
            for name in workspaces.keys.workspaces():
                yield from _workspace(workspaces, name)
    except RapporteurError as error:
        yield _store_fault(error, "store")


def _workspace(workspaces: Workspaces, name: str) -> Iterator[Finding]:
    of = "" if name == DEFAULT else f" of {name}"
    try:
        home = workspaces.home(name)
        documents, paragraphs = home.store.counts()
        home.store.require_whole()
    except RapporteurError as error:
        yield _store_fault(error, f"store{of}")
        return
    yield Finding(f"store{of}", True, f"{documents} documents, {paragraphs} paragraphs in {home.folder}")
    if documents:
        yield _index(home, f"index{of}")


def _store_fault(error: RapporteurError, name: str) -> Finding:
    mend = "Look at RAPPORTEUR_HOME and the rights of that folder."
    if isinstance(error, StoreDamaged):
        mend = "Put a backup back: see the page Stores, backup, scale."
    return Finding(name, False, str(error), mend)


def _index(home: Home, name: str) -> Finding:
    mend = "Run `rapporteur reindex`. The documents are safe in the store."
    try:
        home.derived.require_well(whole=True)
        home.search()
        waiting = home.store.unindexed(home.index_name)
    except RapporteurError as error:
        return Finding(name, False, str(error), mend)
    if waiting:
        return Finding(name, False, f"{len(waiting)} documents are stored but not indexed", mend)
    return Finding(name, True, f"complete, {home.index_name}")
