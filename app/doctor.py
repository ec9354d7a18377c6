"""What `rapporteur doctor` looks at, and how to mend what it finds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.settings import Settings, sources
from app.wiring import Home
from corpus.errors import RapporteurError


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
    findings = (_embedder(settings), _language_model(settings), *_home(settings))
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


def _home(settings: Settings) -> Iterator[Finding]:
    try:
        with Home(settings) as home:
            documents, paragraphs = home.store.counts()
            yield Finding("store", True, f"{documents} documents, {paragraphs} paragraphs in {settings.home}")
            if documents:
                yield _index(home)
    except RapporteurError as error:
        yield Finding("store", False, str(error), "Look at RAPPORTEUR_HOME and the rights of that folder.")


def _index(home: Home) -> Finding:
    mend = "Run `rapporteur reindex`. The documents are safe in the store."
    try:
        home.search()
        waiting = home.store.unindexed(home.index_name)
    except RapporteurError as error:
        return Finding("index", False, str(error), mend)
    if waiting:
        return Finding("index", False, f"{len(waiting)} documents are stored but not indexed", mend)
    return Finding("index", True, f"complete, {home.index_name}")
