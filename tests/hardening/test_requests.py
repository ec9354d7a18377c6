"""R14: requests that are huge, deep, odd or never ending. None is a fault of the service, none makes it grow."""

from __future__ import annotations

import contextlib
import json
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest

from app.settings import Settings
from app.wiring import Home
from tests.hardening.service import PROBLEM

Serving = Callable[[Home], AbstractContextManager[httpx.Client]]
JSON = {"Content-Type": "application/json"}
PATHS = ("/api/v1/ask", "/api/v1/search", "/api/v1/check", "/api/v1/drafts", "/api/v1/conversations",
         "/api/v1/feedback", "/v1/chat/completions", "/mcp")  # fmt: skip
DEEP = 100_000
HUGE = "9" * 20_000
BODIES: dict[str, bytes] = {
    "deep list": b"[" * DEEP + b"]" * DEEP,
    "deep list, cut": b"[" * DEEP,
    "deep object": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "deep field": b'{"question": ' + b"[" * DEEP + b"]" * DEEP + b"}",
    "deep scope": b'{"question": "x", "scope": ' + b'{"scope":' * 50_000 + b"{}" + b"}" * 50_000 + b"}",
    "huge number": b'{"query": "x", "limit": ' + HUGE.encode() + b"}",
    "huge exponent": b'{"query": "x", "limit": 1e999999}',
    "not a number": b'{"query": "x", "limit": NaN}',
    "infinity": b'{"query": "x", "limit": -Infinity}',
    "utf-16, cut": json.dumps({"question": "x"}).encode("utf-16")[:-3],
    "utf-32, cut": json.dumps({"question": "x"}).encode("utf-32")[:-3],
    "no utf": b'{"question": "\xc3\x28 \xff"}',
    "mark": b"\xef\xbb\xbf" + b'{"question": 1}',
    "surrogates": b'{"question": "\\ud800\\udc00\\udfff", "text": "\\ud800", "query": "\\udfff"}',
    "nul": b'{"question": "\\u0000", "query": "\\u0000", "text": "\\u0000", "title": 1}',
    "long field": b'{"question": "' + b"x" * 900_000 + b'"}',
    "many fields": json.dumps({f"f{n}": n for n in range(50_000)}).encode(),
    "many values": json.dumps({"question": "x", "query": "x", "scope": {"state": ["x"] * 50_000}}).encode(),
    "a string": b'"question"',
    "a long name": b'{"' + b"x" * 500_000 + b'": 1, "question": 1}',
}


@pytest.fixture(scope="module")
def client(small_home: Path, models: Path, serving: Serving) -> Iterator[httpx.Client]:
    with Home(Settings(home=small_home, models=models)) as home, serving(home) as made:
        yield made


def refused(reply: httpx.Response) -> None:
    assert 400 <= reply.status_code < 500, (reply.status_code, reply.text[:300])
    assert len(reply.content) < 100_000, "a refusal does not repeat what was sent"


@pytest.mark.parametrize("name", BODIES)
def test_an_odd_body_is_refused_everywhere(client: httpx.Client, name: str) -> None:
    for path in PATHS:
        refused(client.post(path, content=BODIES[name], headers=JSON))


def test_the_last_of_two_fields_of_one_name_is_read(client: httpx.Client) -> None:
    reply = client.post("/api/v1/search", content=b'{"query": 1, "query": "moratorium", "limit": 1}', headers=JSON)
    assert (reply.status_code, reply.json()["query"]) == (200, "moratorium")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml", "a/b; charset=x", ""]
)
def test_another_type_is_refused(client: httpx.Client, kind: str) -> None:
    for path in PATHS:
        reply = client.post(path, content=b"question=x&a[b]=%FF%00", headers={"Content-Type": kind})
        refused(reply)


def test_forms_and_their_parts_are_bounded(client: httpx.Client) -> None:
    fields = "&".join(f"f{n}=x" for n in range(20_000)).encode()
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for path in ("/ask", "/draft", "/sign-in", "/feedback", "/library"):
        reply = client.post(path, content=fields, headers={**form, "Accept": "application/json"})
        assert reply.status_code < 500, (path, reply.text[:200])
    parts = b"".join(b'--x\r\nContent-Disposition: form-data; name="f%d"\r\n\r\nx\r\n' % n for n in range(15_000))
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    named = b'--x\r\nContent-Disposition: form-data; name="files"'
    odd = [parts + b"--x--", parts, b"--x\r\n" * 40_000, named + b'; filename="a', b"--x\r\n" + b"A" * 500_000, b""]
    odd += [b"--y--", named + b"\r\n\r\nnot a file\r\n--x--"]
    for content in odd:
        refused(client.post("/api/v1/documents", content=content, headers=kind))
    files = [("files", (f"{n}.txt", b"x")) for n in range(1001)]
    refused(client.post("/api/v1/documents", files=files))
    for boundary in ("", "; boundary=", "; boundary=" + "b" * 5000, '; boundary="\x7f"'):
        reply = client.post(
            "/api/v1/documents", content=b"--x--", headers={"Content-Type": f"multipart/form-data{boundary}"}
        )
        refused(reply)


LONG = "x" * 30_000
ADDRESSES = [
    f"/{LONG}",
    f"/api/v1/documents/{LONG}",
    f"/api/v1/paragraphs/{LONG}%23",
    f"/api/v1/jobs/{LONG}",
    f"/library/{LONG}",
    "/api/v1/documents?" + "&".join(f"state=s{n}" for n in range(4000)),
    f"/api/v1/documents?offset={HUGE}",
    f"/api/v1/documents?limit=-{HUGE}",
    f"/?q={LONG}",
    f"/?older={HUGE}",
    "/?q=%ff%fe&lang=%00",
    "/%00",
    "/api/v1/jobs/%00",
    "/api/v1/documents/%00",
    "/api/v1/documents/%ff%fe",
    "/api/v1/conversations/%F0%9F%92%A9",
    "/c/%00",
    "/draft/%00",
    "/library/%00%23x",
    "/library/..%2f..%2fetc%2fpasswd",
    "/static/..%2f..%2fsettings.py",
    "/static/%00",
    "/evals/%00",
    "/evals/..%2f..",
    "/a/" * 5000,
    "/api/v1/drafts/x/export?format=%00",
    "/ask/%00/events",
    "/api/v1/conversations?limit=1e3",
]


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address[:40])
def test_an_odd_address_is_no_fault(client: httpx.Client, address: str) -> None:
    for accept in ("application/json", "text/html"):
        reply = client.get(address, headers={"Accept": accept})
        assert reply.status_code < 500, reply.text[:300]


RANGES = ("bytes=0-1", "bytes=-0", "bytes=99999999999-", "bytes=" + "0-1," * 5000, "bytes=" + "9" * 999 + "-",
          "rows=1-2", "bytes", "bytes=a-b", "bytes=0-0,1-1,2-2," * 300)  # fmt: skip


@pytest.mark.parametrize("path", ["/static/base.css", "/", "/library", "/api/v1/documents", "/openapi.json", "/metrics",
                                  "/api/v1/documents/LT%2FCONF.2031%2FPC.I%2FWP.3%40en", "/healthz"])  # fmt: skip
def test_a_range_gives_no_more_than_the_whole(client: httpx.Client, path: str) -> None:
    whole = len(client.get(path).content)
    for wanted in RANGES:
        reply = client.get(path, headers={"Range": wanted, "If-Range": '"x"'})
        assert reply.status_code < 500
        reply = client.get(path, headers={"Range": wanted})
        assert reply.status_code < 500
        assert len(reply.content) <= whole + 2000


def spoken(client: httpx.Client, *pieces: bytes) -> bytes:
    """What comes back to words of one's own, until the connection is closed or nothing comes any more."""
    with socket.create_connection((client.base_url.host, client.base_url.port or 0)) as own:
        own.settimeout(3)
        said = b""
        with contextlib.suppress(OSError):
            for piece in pieces:
                own.sendall(piece)
            while piece := own.recv(65536):
                said += piece
        return said


HOST = b"Host: localhost\r\n"
POST = b"POST /api/v1/ask HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\n"
WORDS: dict[str, tuple[bytes, ...]] = {
    "a head without end": (b"GET / HTTP/1.1\r\n" + HOST, *[b"X-A: " + b"x" * 8000 + b"\r\n"] * 40),
    "a line without end": (b"GET /" + b"x" * 300_000,),
    "headers by the thousand": (b"GET / HTTP/1.1\r\n" + HOST + b"a:b\r\n" * 30_000 + b"\r\n",),
    "two lengths": (POST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nxxxxxx",),
    "a length and pieces": (POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",),
    "a length below nought": (POST + b"Content-Length: -5\r\n\r\n",),
    "a length that is no number": (POST + b"Content-Length: 5x\r\n\r\n",),
    "a length beyond all": (POST + b"Content-Length: " + b"9" * 300 + b"\r\n\r\n",),
    "a piece beyond all": (POST + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 40 + b"\r\nx",),
    "a piece that is no number": (POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n",),
    "no host": (b"GET / HTTP/1.1\r\n\r\n",),
    "two hosts": (b"GET / HTTP/1.1\r\n" + HOST + b"Host: evil.example\r\n\r\n",),
    "no http": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 500,),
    "another address": (b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",),
    "signs in a header": (b"GET / HTTP/1.1\r\n" + HOST + b"X: a\x00b\r\n\r\n",),
}


@pytest.mark.parametrize("name", WORDS)
def test_what_is_no_good_http_is_refused_and_let_go(client: httpx.Client, name: str) -> None:
    said = spoken(client, *WORDS[name])
    assert b"Traceback" not in said
    if said:
        assert said.split()[1][:1] == b"4", said[:200]
        assert PROBLEM.encode() in said
    assert client.get("/healthz").status_code == 200


def test_a_body_shorter_than_it_says_changes_nothing(client: httpx.Client) -> None:
    before = client.get("/api/v1/conversations").json()["total"]
    with socket.create_connection((client.base_url.host, client.base_url.port or 0)) as own:
        own.sendall(b"POST /api/v1/conversations HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\n"
                    b'Content-Length: 100\r\n\r\n{"title": "half"}')  # fmt: skip
    assert client.get("/healthz").status_code == 200
    assert client.get("/api/v1/conversations").json()["total"] == before
