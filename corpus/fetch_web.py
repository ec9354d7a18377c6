"""The HTTP client of ``corpus.fetch``: polite, and never led into a private network. httpx2 is used here alone."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.metadata
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx2
from protego import Protego

from corpus.fetch_bounds import Bounds, Refusal, Sleep, addresses_of, is_public, patiently

_PRODUCT = "Rapporteur"
_ROBOTS_BYTES = 512 * 1024
_HOST = re.compile(rb"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?|[0-9a-f:.]*:[0-9a-f:.]*(?:%[a-z0-9]+)?")  # a name, or IPv6
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered. ``headers`` are found in any case of letters; ``pieces`` are the bytes as they came, and
    reading them raises Refusal when they end too soon."""

    status: int
    headers: Mapping[str, str]
    pieces: AsyncIterator[bytes]

    @property
    def busy(self) -> bool:
        """Whether the same may be answered otherwise later."""
        return self.status == 429 or self.status >= 500

    @property
    def length(self) -> int | None:
        """Bytes of the body, where the server says."""
        said = self.headers.get("Content-Length", "")
        return int(said) if said.isdecimal() else None

    @property
    def retry_after(self) -> float:
        """Seconds that the server asks to wait, in either form of ``Retry-After``; 0 when it does not say."""
        said = self.headers.get("Retry-After", "").strip()
        if said.isdecimal():
            return float(said[:9])
        try:
            return max(0.0, (parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds())
        except (TypeError, ValueError):  # no date, or one without its zone
            return 0.0

    def require_plain(self) -> None:
        """Raises Refusal when the body is compressed: what it unpacks to could not be bounded, nor resumed."""
        if self.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise Refusal("the server sent a compressed answer, unasked; it is not unpacked")


class Web:
    """Asks a base address, and where it redirects to: one request at a time, with a pause between two.

    Raises:
        ValueError: the base is no address of a web server.
    """

    def __init__(self, base: str, bounds: Bounds, sleep: Sleep) -> None:
        self._base, self._bounds, self._sleep = _base_url(base), bounds, sleep
        self._pause, self._next = bounds.pause, 0.0
        self._addresses: dict[str, tuple[str, ...]] = {}  # asked once: a name keeps the addresses that were judged
        self._robots: dict[tuple[str, str, int], Protego | Refusal] = {}
        self._client = httpx2.AsyncClient(  # no proxy of the environment: where one leads could not be judged
            transport=httpx2.AsyncHTTPTransport(limits=httpx2.Limits(max_keepalive_connections=0)),
            timeout=httpx2.Timeout(bounds.silence, connect=bounds.connect),
            headers={"User-Agent": _user_agent(), "Accept-Encoding": "identity", "Connection": "close"},
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        )

    async def close(self) -> None:
        """Lets the connections go."""
        await self._client.aclose()

    @contextlib.asynccontextmanager
    async def get(self, path: str, query: dict[str, str], headers: dict[str, str]) -> AsyncIterator[Answer]:
        """The answer to a request below the base, after its redirects.

        Raises:
            Refusal: there is no answer, robots.txt forbids the request, or a redirect leads where none may.
        """
        below = self._base.copy_with(path=self._base.path.rstrip("/") + path, params=query)
        async with self._open(below, headers) as answer:
            yield answer

    @contextlib.asynccontextmanager
    async def _open(self, url: httpx2.URL, headers: dict[str, str], *, robots: bool = True) -> AsyncIterator[Answer]:
        """``robots``: whether each site's rules are asked first."""
        for _ in range(self._bounds.redirects + 1):
            _require_web(url)
            if robots:
                await self._require_allowed(url)
            with _faults_told(url.host, self._bounds.silence):
                response = await self._send(url, headers)
                try:
                    if not response.has_redirect_location:
                        yield Answer(response.status_code, response.headers, response.aiter_raw())
                        return
                finally:
                    await response.aclose()
                    self._rest()
            url = _redirected(url, response.headers["Location"])
        raise Refusal(f"the server redirected more than {self._bounds.redirects} times")

    async def _send(self, url: httpx2.URL, headers: dict[str, str]) -> httpx2.Response:
        """Asks the first address of the host that answers. What is judged is what is connected to."""
        addresses = await self._judged_addresses(url)
        await self._sleep(max(0.0, self._next - asyncio.get_running_loop().time()))
        for left, address in enumerate(addresses, start=1 - len(addresses)):
            request = self._client.build_request(
                "GET",
                url.copy_with(host=address, fragment=None),
                headers={**headers, "Host": url.netloc.decode("ascii")},
                extensions={"sni_hostname": url.raw_host.decode("ascii")},  # whose certificate it must be
            )
            try:
                return await self._client.send(request, stream=True)
            except (httpx2.ConnectError, httpx2.ConnectTimeout):
                if not left:
                    raise
            finally:
                self._rest()
        raise AssertionError("a host that is known has an address")

    def _rest(self) -> None:
        self._next = asyncio.get_running_loop().time() + self._pause

    async def _judged_addresses(self, url: httpx2.URL) -> tuple[str, ...]:
        """The addresses of a URL's host. Raises Refusal when one is private and is not the base's own."""
        found, own = await self._resolved(url), await self._resolved(self._base)
        is_own_port = _port(url) == _port(self._base)
        if not all(is_public(address) or (is_own_port and address in own) for address in found):
            raise Refusal(f"the server redirected to {url.host}, an address that is not public; that is refused")
        return found

    async def _resolved(self, url: httpx2.URL) -> tuple[str, ...]:
        host = url.raw_host.decode("ascii")
        if host not in self._addresses:
            self._addresses[host] = await addresses_of(host)
        return self._addresses[host]

    async def _require_allowed(self, url: httpx2.URL) -> None:
        """Raises Refusal when the site's robots.txt forbids the request, or cannot be had."""
        site = (url.scheme, url.host, _port(url))
        if site not in self._robots:
            try:
                self._robots[site] = await patiently(lambda: self._read_robots(url), self._bounds, self._sleep)
            except Refusal as refusal:  # once for a run: a site that is down is not asked for every paper
                self._robots[site] = refusal
        rules = self._robots[site]
        if isinstance(rules, Refusal):
            raise Refusal(str(rules), unreachable=rules.unreachable)
        if not rules.can_fetch(str(url), _PRODUCT):
            raise Refusal(f"robots.txt of {url.host} does not allow programs to fetch this")
        self._pause = max(self._pause, min(rules.crawl_delay(_PRODUCT) or 0.0, self._bounds.longest_wait))

    async def _read_robots(self, url: httpx2.URL) -> Protego:
        address = url.copy_with(raw_path=b"/robots.txt", fragment=None)
        async with self._open(address, {}, robots=False) as answer:
            if answer.busy:
                wrong = f"robots.txt of {url.host} cannot be had (the server answered {answer.status}); try again later"
                raise Refusal(wrong, again=answer.retry_after)
            if answer.status != 200:
                return Protego.parse("")  # RFC 9309, 2.3.1.3: no such file, nothing is forbidden
            answer.require_plain()
            text = b""
            async for piece in answer.pieces:
                text += piece
                if len(text) > _ROBOTS_BYTES:
                    break
        return Protego.parse(text[:_ROBOTS_BYTES].decode("utf-8-sig", "replace"))


@contextlib.contextmanager
def _faults_told(host: str, silence: float) -> Iterator[None]:
    """Turns what the client raises into lines for people."""
    try:
        yield
    except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
        reason = f" ({error})" if str(error) else ""
        raise Refusal(f"{host} cannot be reached{reason}; check the network", again=0, unreachable=True) from None
    except httpx2.TimeoutException:
        raise Refusal(f"{host} sent nothing for {silence:g} s; fetch it again later", again=0) from None
    except httpx2.TransportError:
        raise Refusal(f"the connection to {host} broke off; fetch it again to go on", again=0) from None


def _redirected(url: httpx2.URL, location: str) -> httpx2.URL:
    try:
        return url.join(location)
    except (httpx2.InvalidURL, ValueError):
        raise Refusal(f"{url.host} redirected to something that is no address; that is refused") from None


def _base_url(base: str) -> httpx2.URL:
    try:
        url = httpx2.URL(base)
        _require_web(url)
    except httpx2.InvalidURL:
        raise ValueError("it is not an address") from None
    except Refusal as refusal:
        raise ValueError(str(refusal)) from None
    return url


def _require_web(url: httpx2.URL) -> None:
    if url.userinfo:
        raise Refusal("an address with a name or a password in it is refused")
    if url.scheme not in _PORTS:
        raise Refusal(f"an address that begins with “{url.scheme}:” is refused; only http and https are asked")
    if not _HOST.fullmatch(url.raw_host) or not 0 < _port(url) < 65536:
        raise Refusal("an address without a host, or with a host or port that cannot be, is refused")


def _port(url: httpx2.URL) -> int:
    return _PORTS[url.scheme] if url.port is None else url.port


def _user_agent() -> str:
    try:
        return f"{_PRODUCT}/{importlib.metadata.version('rapporteur')}"
    except importlib.metadata.PackageNotFoundError:  # run from a source tree
        return f"{_PRODUCT}/source"
