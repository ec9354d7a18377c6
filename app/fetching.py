"""The fetch command: papers from the UN document system, told one line each, then read like any other file."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from tqdm import tqdm

from app import listings, schema
from app.settings import BadSetting, Settings
from corpus.fetch import Fetched, Fetcher
from corpus.fetch_bounds import Bounds
from corpus.limits import MEGABYTE
from corpus.symbol import parse_symbol

BOUNDS = Bounds()
_DONE, _NO_NETWORK, _REFUSED, _STOPPED = 0, 1, 3, 130
_NOTHING_CAME: schema.Json = {
    "documents": [],
    "totals": dict.fromkeys(("added", "replaced", "unchanged", "refused"), 0),
    "seconds": 0.0,
    "stopped": False,
    "not_done": [],
}


def fetch_and_read(
    settings: Settings, symbols: Iterable[str], languages: Sequence[str], ingest: Callable[[list[Path]], schema.Json]
) -> tuple[schema.Json, str, int]:
    """Fetches each symbol in each language into the home's ``downloads``, then reads what came.

    Args:
        settings: of the home, which the caller holds for writing.
        symbols: as printed.
        languages: of the six.
        ingest: reads files and gives the ingest result.

    Returns:
        The ingest result with ``fetched``; the same as text; the exit code: 3 when any was refused, 1 when nothing but
        the network was at fault, 130 when the reading was stopped.

    Raises:
        BadSetting: the configured document system is no address.
    """
    papers = [(symbol, language) for symbol in dict.fromkeys(symbols) for language in languages]
    fetched = asyncio.run(_fetch(settings, papers))
    files = [item.path for item in fetched if item.path]
    result = ingest(files) if files else _NOTHING_CAME
    _warn_of_strangers([item for item in fetched if item.path], result)
    text = "\n".join([*map(_line, fetched), *([listings.ingest_text(result)] if files else [])])
    return {**result, "fetched": [_json(item) for item in fetched]}, text, _exit_code(fetched, result)


async def _fetch(settings: Settings, papers: Sequence[tuple[str, str]]) -> list[Fetched]:
    fetched: list[Fetched] = []
    with tqdm(total=len(papers), desc="Fetching papers", unit=" papers", file=sys.stderr, delay=2, miniters=0) as bar:

        def told(size: int) -> None:
            bar.set_postfix_str(f"{symbol} ({language}), {size / 1e6:.1f} MB", refresh=False)
            bar.update(len(fetched) - bar.n)

        bounds = replace(BOUNDS, largest=settings.max_file_mb * MEGABYTE)
        try:
            fetcher = Fetcher(settings.home / "downloads", settings.un_documents, bounds, told=told)
        except ValueError as error:
            raise BadSetting(
                f"The setting un_documents cannot be used: {error}. Correct RAPPORTEUR_UN_DOCUMENTS."
            ) from None
        async with fetcher:
            for symbol, language in papers:
                told(0)
                fetched.append(await fetcher.fetch(symbol, language))
        bar.update(len(fetched) - bar.n)
    return fetched


def _warn_of_strangers(came: Sequence[Fetched], result: schema.Json) -> None:
    """Adds a warning to each row whose paper is not the one that was asked for."""
    for asked, row in zip(came, result["documents"], strict=False):  # a reading that was stopped has fewer rows
        if row["outcome"] == "refused":
            continue
        printed = parse_symbol(row["symbol"] or "")
        if printed is None or str(printed).rstrip("*") != asked.symbol:
            row["warnings"].append(f"{asked.symbol} was asked for; this paper prints {row['symbol'] or 'no symbol'}.")
        if row["language"] != asked.language:
            row["warnings"].append(f"It was asked for in {asked.language}; this paper is in {row['language']}.")


def _json(item: Fetched) -> schema.Json:
    path = str(item.path) if item.path else None
    facts = {"symbol": item.symbol, "language": item.language, "outcome": item.outcome}
    return {**facts, "path": path, "error": item.error}


def _line(item: Fetched) -> str:
    end = f": {item.error}." if item.error else f"  {item.path}"
    return f"{item.outcome:<10} {item.symbol} ({item.language}){end}"


def _exit_code(fetched: Sequence[Fetched], result: schema.Json) -> int:
    if result["stopped"]:
        return _STOPPED
    if result["totals"]["refused"] or any(item.error and not item.unreachable for item in fetched):
        return _REFUSED
    return _NO_NETWORK if any(item.unreachable for item in fetched) else _DONE
