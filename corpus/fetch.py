"""Papers by symbol and language from the UN document system, or a mirror of it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from corpus.fetch_bounds import Bounds, Refusal, Sleep, patiently
from corpus.fetch_folder import Incoming, Slot, Validators
from corpus.fetch_web import Answer, Web
from corpus.symbol import parse_symbol

_PATH = "/api/symbol/access"
_LONGEST_SYMBOL = 100
_RANGE = re.compile(r"bytes (\d{1,15})-\d{1,15}/(\d{1,15}|\*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of a symbol in a language: ``downloaded``, ``cached`` (it did not change) or ``refused``.

    ``path`` is the paper; ``error`` says in one line why there is none, ``unreachable`` that no connection could be
    made.
    """

    symbol: str
    language: str
    outcome: str
    path: Path | None = None
    error: str | None = None
    unreachable: bool = False


class Fetcher:
    """Fetches papers into a folder. One process uses a folder at a time.

    Args:
        folder: where papers, and parts of them, are kept.
        base: where the document system is, as ``https://documents.un.org``. Its own address may be private; those that
            it redirects to may not.
        bounds: what a fetch may take.
        told: is told how many bytes of a paper have come.
        sleep: how to wait, in seconds.

    Raises:
        ValueError: the base is no address of a web server.
    """

    def __init__(
        self,
        folder: Path,
        base: str,
        bounds: Bounds | None = None,
        *,
        told: Callable[[int], None] = lambda _: None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._folder, self._bounds, self._told, self._sleep = folder, bounds or Bounds(), told, sleep
        self._web = Web(base, self._bounds, sleep)
        self._turn = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._web.close()

    async def fetch(self, symbol: str, language: str) -> Fetched:
        """Fetches one paper, or finds that the one held is the newest. It never raises for a paper that does not come.

        Args:
            symbol: as printed. Nothing is asked for when it is none.
            language: ar, en, es, fr, ru or zh.
        """
        parsed = parse_symbol(symbol)
        if parsed is None or len(symbol) > _LONGEST_SYMBOL:
            wrong = "this is not a document symbol; write it as it is printed, as NPT/CONF.2020/PC.I/WP.1"
            return Fetched(symbol, language, "refused", error=wrong)
        name = str(replace(parsed, reissued=False))  # the asterisk is no part of the address
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            async with self._turn, asyncio.timeout(self._bounds.total):
                slot = Slot(self._folder, name, language)
                outcome = await patiently(lambda: self._attempt(slot, name, language), self._bounds, self._sleep)
        except Refusal as refusal:
            return Fetched(name, language, "refused", error=str(refusal), unreachable=refusal.unreachable)
        except TimeoutError:
            late = f"the paper took longer than {self._bounds.total:g} s; fetch it again to go on where it stopped"
            return Fetched(name, language, "refused", error=late)
        except OSError as error:
            full = f"the folder {self._folder} cannot be used ({error.strerror}); make room or check its permissions"
            return Fetched(name, language, "refused", error=full)
        return Fetched(name, language, outcome, slot.paper)

    async def _attempt(self, slot: Slot, symbol: str, language: str) -> str:
        """Asks once; gives the outcome."""
        begun = slot.begun()
        held = None if begun else slot.held()
        headers = _range(*begun) if begun else _conditions(held)
        query = {"s": symbol, "l": language, "t": "pdf"}
        async with self._web.get(_PATH, query, headers) as answer:
            if answer.status == 304 and held:
                return "cached"
            if answer.status == 416 and begun:
                slot.drop_part()
                raise Refusal("the server does not have the rest of the part that was kept; fetch it again", again=0)
            _require_paper(answer, 206 if begun else 200)
            start, whole = 0, answer.length
            validators = Validators.of(answer.headers.get("ETag"), answer.headers.get("Last-Modified"))
            if begun and answer.status == 206:
                whole = _whole(answer, slot, *begun)
                start, validators = begun
            with Incoming(slot, validators, start, self._bounds.largest) as incoming:
                incoming.require_size(whole or 0)
                async for piece in answer.pieces:
                    incoming.add(piece)
                    self._told(incoming.size)
                incoming.finish(whole)
        return "downloaded"


def _range(size: int, validators: Validators) -> dict[str, str]:
    return {"Range": f"bytes={size}-", "If-Range": validators.strong or ""}


def _conditions(held: Validators | None) -> dict[str, str]:
    both = {"If-None-Match": held.etag, "If-Modified-Since": held.modified} if held else {}
    return {name: value for name, value in both.items() if value}


def _require_paper(answer: Answer, most: int) -> None:
    """Raises Refusal when no paper comes with this answer. ``most``: 206 where a rest was asked for, else 200."""
    if answer.status in (404, 410):
        raise Refusal("not on the document system in this language")
    if answer.busy:
        raise Refusal(f"the server answered {answer.status}; try again later", again=answer.retry_after)
    if answer.status not in (200, most):
        raise Refusal(f"the server answered {answer.status} instead of sending the paper")
    answer.require_plain()


def _whole(answer: Answer, slot: Slot, size: int, validators: Validators) -> int | None:
    """The size of the whole paper as a partial answer says it. Raises Refusal when it is not the rest of the part."""
    match = _RANGE.fullmatch(answer.headers.get("Content-Range", ""))
    etag = answer.headers.get("ETag")
    if match is None or int(match[1]) != size or (etag and validators.etag and etag != validators.etag):
        slot.drop_part()
        raise Refusal("the server sent another piece of the paper than was asked for; fetch it again", again=0)
    return None if match[2] == "*" else int(match[2])
