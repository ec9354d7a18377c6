"""The door of the service, before any route: whose request it is, whether it may come in, how much it may bring."""

from __future__ import annotations

import asyncio
import ipaddress
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.serving.access import Caller
from app.serving.allowance import Allowance
from app.settings import Settings
from app.store.keys import Key, Keys
from corpus.errors import RapporteurError

COOKIE = "rapporteur_key"
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="Rapporteur"'}
_OPEN = ("/healthz",)
_SIGN_IN = ("POST", "/sign-in")
_READING = ("GET", "HEAD", "OPTIONS")
_REMEMBERED = 1.0  # seconds for which a key that was good still is
Refuse = Callable[[Scope, int, str, Mapping[str, str]], ASGIApp]


@dataclass(frozen=True, slots=True)
class Rules:
    """How the door is kept. ``public``: the service is reached from other machines, so that a key is always needed;
    ``limit``: requests a key may make, such as ``60/minute``; ``upload``: bytes of an upload; ``body``: of any other
    body."""

    public: bool = False
    limit: str | None = None
    upload: int = 100_000_000
    body: int = 1_000_000

    @classmethod
    def of(cls, settings: Settings, *, public: bool = False) -> Rules:
        """As the settings say."""
        return cls(public, settings.rate_limit, settings.max_upload_mb * 1_000_000, settings.max_body_mb * 1_000_000)


class Entry:
    """Middleware. ``refuse`` makes the reply of a request that may not come in."""

    def __init__(self, app: ASGIApp, keys: Callable[[], Keys], rules: Rules, refuse: Refuse) -> None:
        self._app, self._rules, self._refuse = app, rules, refuse
        self._door = _Door(keys, rules.public)
        self._allowed = Allowance(rules.limit)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets a request in, or answers it here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})["caller"] = Caller()
        try:
            refused = None if scope["path"] in _OPEN else await self._refused(scope)
        except RapporteurError as error:  # the store of the keys failed: nobody comes in
            refused = 503, str(error), {"Retry-After": "5"}
        if refused is None:
            await self._app(scope, _Body(receive, self._most(scope)), send)
        else:
            await self._refuse(scope, *refused)(scope, receive, send)

    async def _refused(self, scope: Scope) -> tuple[int, str, Mapping[str, str]] | None:
        headers = Headers(scope=scope)
        needed = await self._door.is_closed()
        if not needed and not _is_this_machine(headers.get("host", "")):
            return 421, "Without keys the service answers requests to this machine only, by its loopback address.", {}
        if _from_elsewhere(scope["method"], headers):
            return 403, "This request was made by a page of another site. It is not carried out.", {}
        shown = _shown(headers)
        key = await self._door.key(shown) if shown is not None else None
        if key is not None:
            scope["state"]["caller"] = Caller(key.workspace, key.role, key.id)
        if too_often := self._too_often(scope):  # without a good key, by address: guesses are counted too
            return too_often
        if key is None and (needed or _claims(scope, headers)) and (scope["method"], scope["path"]) != _SIGN_IN:
            said = "The key is not known here, or it was revoked" if shown else "A key is needed"
            return 401, f"{said}. Send it as `Authorization: Bearer KEY`.", CHALLENGE
        return _too_large(headers, self._most(scope))

    def _too_often(self, scope: Scope) -> tuple[int, str, Mapping[str, str]] | None:
        wait = self._allowed.take(scope["state"]["caller"].name(scope))
        if wait is None:
            return None
        return 429, f"More than {self._allowed} were asked. Ask again in {wait} s.", {"Retry-After": str(wait)}

    def _most(self, scope: Scope) -> int:
        uploading = scope["method"] == "POST" and scope["path"] in ("/api/v1/documents", "/library")
        return self._rules.upload if uploading else self._rules.body


class _Door:
    """Whether keys are asked for, and which are good. Once they were asked for they always are: a service whose last
    key is revoked stays closed."""

    def __init__(self, keys: Callable[[], Keys], public: bool) -> None:
        self._keys, self._closed = keys, public
        self._looked = -_REMEMBERED
        self._good: dict[str, tuple[float, Key]] = {}

    async def is_closed(self) -> bool:
        if not self._closed and time.monotonic() - self._looked >= _REMEMBERED:
            self._closed = await asyncio.to_thread(lambda: self._keys().any())
            self._looked = time.monotonic()
        return self._closed

    async def key(self, text: str) -> Key | None:
        now = time.monotonic()
        held = self._good.get(text)
        if held is not None and now - held[0] < _REMEMBERED:
            return held[1]
        self._good = {other: pair for other, pair in self._good.items() if now - pair[0] < _REMEMBERED}
        key = await asyncio.to_thread(lambda: self._keys().of(text))
        if key is not None:
            self._good[text] = now, key
        return key


class _Body:
    """The body of a request: bounded, also when its length is not told. After it, what comes is passed on as it is, so
    that a reader who goes away is noticed."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive, self._most = receive, most
        self._whole, self._length = False, 0

    async def __call__(self) -> Message:
        if self._whole:
            return await self._receive()
        message = await self._receive()
        if message["type"] == "http.request":
            self._length += len(message.get("body", b""))
            self._whole = not message.get("more_body", False)
            if self._length > self._most:
                raise HTTPException(413, _too_much(self._most))
        return message


def _shown(headers: Headers) -> str | None:
    """The key that a request shows, by header or, from a page, by cookie."""
    if "authorization" in headers:
        scheme, _, key = headers["authorization"].partition(" ")
        return key.strip() if scheme.lower() == "bearer" else ""
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return None
    return found.value if found else None


def _claims(scope: Scope, headers: Headers) -> bool:
    """Whether a key that nobody asked for was shown. Programs that speak OpenAI's format cannot leave it out."""
    return "authorization" in headers and not scope["path"].startswith("/v1/")


def _is_this_machine(host: str) -> bool:
    """Whether a Host header names the loopback address: another name may be one that somebody bent to it."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or name.endswith(".localhost") or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _from_elsewhere(method: str, headers: Headers) -> bool:
    """Whether a browser was made to send this by a page of another site. Who sends a key of its own was not."""
    if method in _READING or "authorization" in headers:
        return False
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host", "")


def _too_large(headers: Headers, most: int) -> tuple[int, str, Mapping[str, str]] | None:
    length = headers.get("content-length", "0")
    return None if length.isdigit() and int(length) <= most else (413, _too_much(most), {})


def _too_much(most: int) -> str:
    return f"The body is too large: at most {most} bytes are read."
