"""The commands that ask: search, ask, chat, draft, check."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Collection
from functools import partial
from pathlib import Path

from app import schema, show
from app.bundle import paragraphs_of, verified
from app.chat import converse
from app.drafting.draft import write_draft
from app.drafting.draft_model import Draft
from app.drafting.explore import explore
from app.drafting.instruct import instruct
from app.drafting.model import Mode
from app.drafting.reload import draft_from, paragraphs_cited
from app.drafting.request import BadRequest, answer_request, check_request, draft_request, read_mode, search_request
from app.drafting.request import read_text as plain_text
from app.exports import MEDIA, exported
from app.listings import verification_text
from app.settings import Settings, load_settings
from app.terminal import DONE, open_home, put, scope_of
from app.wiring import Home
from corpus.plain import read_text
from corpus.sources import look_at, visible

_NOT_SOUND = 3


def run_search(args: argparse.Namespace) -> int:
    """Ranked paragraphs for a query."""
    settings = load_settings(args.home)
    request = search_request(
        args.query,
        language=args.lang,
        scope=scope_of(args),
        limit=args.limit,
        ignore=args.ignore,
        rerank=args.rerank,
        depth=args.rerank_depth,
        mode=args.mode,
        configured=settings.model,
    )
    with open_home(args, settings) as home:
        result = asyncio.run(explore(home.assistant(request.rerank or Mode.VERBATIM), request))
    put(args, schema.search_json(result), show.search_text(result))
    return DONE


def run_ask(args: argparse.Namespace) -> int:
    """A cited answer, or an abstention."""
    settings = load_settings(args.home)
    request = answer_request(
        args.question,
        language=args.lang,
        mode=args.mode,
        scope=scope_of(args),
        configured=settings.model,
        ignore=args.ignore,
    )
    with open_home(args, settings) as home:
        answer = asyncio.run(home.assistant(request.mode).answer(request))
    put(args, schema.answer_json(answer), show.answer_text(answer))
    return DONE


def run_chat(args: argparse.Namespace) -> int:
    """Questions and answers, a line each, until the input ends."""
    settings = load_settings(args.home)
    scope, mode = scope_of(args), read_mode(args.mode, settings.model)
    read = partial(
        answer_request, language=args.lang, mode=args.mode, scope=scope, configured=settings.model, ignore=args.ignore
    )
    with open_home(args, settings) as home:
        conversation = converse(home.assistant(mode), read, quiet=args.json)
    if args.json:
        put(args, conversation, "")
    return DONE


def run_draft(args: argparse.Namespace) -> int:
    """Cited draft paragraphs, printed and, when asked, written to a file."""
    settings = load_settings(args.home)
    out = _read_out(args.out)
    request = draft_request(
        args.task,
        args.type,
        language=args.lang,
        mode=args.mode,
        on_behalf_of=args.on_behalf_of,
        scope=scope_of(args),
        configured=settings.model,
        ignore=args.ignore,
    )
    with open_home(args, settings) as home:
        draft = asyncio.run(write_draft(home.assistant(request.mode), request))
    return _put_draft(args, draft, out)


def run_revise(args: argparse.Namespace) -> int:
    """The next version of a draft, with what changed."""
    settings, out = load_settings(args.home), _read_out(args.out)
    instruction, facts = plain_text(args.instruction, "instruction"), _read_json(Path(args.file), settings)
    cited = paragraphs_cited(facts)
    with open_home(args, settings) as home:
        draft = asyncio.run(_revised(home, facts, cited, instruction))
    return _put_draft(args, draft, out)


async def _revised(home: Home, facts: schema.Json, cited: Collection[str], instruction: str) -> Draft:
    before = draft_from(facts, await home.records().held(cited))
    return await instruct(home.assistant(before.request.mode), before, instruction)


def _put_draft(args: argparse.Namespace, draft: Draft, out: Path | None) -> int:
    if out:
        _write_out(out, exported(draft, out.suffix[1:]))
    put(args, schema.draft_json(draft), show.draft_text(draft))
    return DONE


def run_check(args: argparse.Namespace) -> int:
    """Every sentence of a text, with what bears it out or what is wrong with it; of a .json file, what has changed
    since it was made (3 when something has)."""
    settings = load_settings(args.home)
    if Path(args.file).suffix.lower() == ".json":
        return _verify(args, settings)
    request = check_request(
        _words_of(Path(args.file), settings),
        language=args.lang,
        mode=args.mode,
        scope=scope_of(args),
        configured=settings.model,
    )
    with open_home(args, settings) as home:
        report = asyncio.run(home.verifier(request.mode).verify(request))
    put(args, schema.report_json(report), show.report_text(report))
    return DONE


def _words_of(file: Path, settings: Settings) -> str:
    """The words of a file; what is doubtful about them is told."""
    text = read_text(file, settings.limits)
    for warning in text.warnings:
        sys.stderr.write(f"{visible(file.name)}: {warning}\n")
    return text.text


def _verify(args: argparse.Namespace, settings: Settings) -> int:
    bundle = _read_json(Path(args.file), settings)
    with open_home(args, settings) as home:
        held = home.store.paragraphs(paragraphs_of(bundle))
    report = verified(bundle, {id_: paragraph.text for id_, paragraph in held.items()})
    put(args, report, verification_text(report))
    return DONE if report["sound"] else _NOT_SOUND


def _read_json(path: Path, settings: Settings) -> schema.Json:
    try:
        settings.limits.require_text(look_at(path, settings.limits).size)
        facts = json.loads(path.read_bytes())
    except OSError as error:
        raise BadRequest(
            f"{path} cannot be read ({error.strerror}). Name a .json file that was exported.", "file"
        ) from None
    except (ValueError, RecursionError):
        facts = None
    if not isinstance(facts, dict):
        raise BadRequest(f"{path} is not a .json file that was exported.", "file")
    return facts


def _read_out(name: str | None) -> Path | None:
    out = Path(name) if name else None
    if out and out.suffix[1:] not in MEDIA:
        raise BadRequest(f"“{out.name}” must end in {', '.join(f'.{kind}' for kind in MEDIA)}.", "out")
    return out


def _write_out(out: Path, data: bytes) -> None:
    try:
        out.write_bytes(data)
    except OSError as error:
        raise BadRequest(f"{out} cannot be written ({error.strerror}). Name another file with --out.", "out") from None
