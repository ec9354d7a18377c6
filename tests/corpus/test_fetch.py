"""Papers fetched from a document system on the loopback address: a good one, a bad one, and one that means harm."""

from __future__ import annotations

import asyncio
import gzip
import ipaddress
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.fetch import Fetched, Fetcher
from corpus.fetch_bounds import Bounds, is_public
from tests.builders.document_system import (
    PAPER,
    ROBOTS,
    DocumentSystem,
    breaks_off,
    redirects,
    says,
    serves,
    stalls,
    trickles,
)
from tests.builders.pdf import build_pdf

SYMBOL = "LT/CONF.2031/PC.I/WP.3"
QUICK = Bounds(pause=0, backoff=0.001, tries=3, silence=20, total=60)
IMPATIENT = replace(QUICK, silence=0.2)
OLD, NEW = "Mon, 02 Apr 2029 08:00:00 GMT", "Tue, 03 Apr 2029 08:00:00 GMT"
PAGE = b"<!DOCTYPE html><html><body>No document was found for this symbol.</body></html>" + b" " * 600


@pytest.fixture(scope="module")
def paper(specimen: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    source = specimen / "LT_CONF.2031_PC.I_WP.3.en.txt"
    return build_pdf(source, tmp_path_factory.mktemp("papers") / "paper.pdf").read_bytes()


@pytest.fixture
def system() -> Iterator[DocumentSystem]:
    with DocumentSystem() as made:
        yield made


@pytest.fixture
def other() -> Iterator[DocumentSystem]:
    """A server that nobody configured."""
    with DocumentSystem() as made:
        made.on(PAPER, says(200, b"%PDF- secret"))
        yield made


class Client:
    """Fetches into a folder, waits in no time, and remembers for how long it should have waited."""

    def __init__(self, folder: Path, base: str) -> None:
        self.folder, self.base = folder / "downloads", base
        self.waits: list[float] = []

    def fetch(self, *symbols: str, bounds: Bounds = QUICK, at_once: bool = False) -> list[Fetched]:
        return asyncio.run(self._fetch(symbols, bounds, at_once))

    def one(self, symbol: str = SYMBOL, bounds: Bounds = QUICK) -> Fetched:
        return self.fetch(symbol, bounds=bounds)[0]

    def refused(self, bounds: Bounds = QUICK) -> str:
        """Why a paper was refused; nothing of it may be there."""
        got = self.one(bounds=bounds)
        assert (got.outcome, got.path) == ("refused", None)
        assert got.error and "\n" not in got.error
        assert not list(self.folder.glob("*.pdf"))
        return got.error

    async def _fetch(self, symbols: tuple[str, ...], bounds: Bounds, at_once: bool) -> list[Fetched]:
        async def sleep(seconds: float) -> None:
            self.waits.append(seconds)
            await asyncio.sleep(0)

        async with Fetcher(self.folder, self.base, bounds, sleep=sleep) as fetcher:
            if at_once:
                return await asyncio.gather(*(fetcher.fetch(symbol, "en") for symbol in symbols))
            return [await fetcher.fetch(symbol, "en") for symbol in symbols]


@pytest.fixture
def client(system: DocumentSystem, tmp_path: Path) -> Client:
    return Client(tmp_path, system.base)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Makes names known that lead where one says, and tells which were asked for, in order."""

    def know(**known: list[list[str]]) -> list[str]:
        looked_up: list[str] = []

        def look_up(host: str, port: object, *_: object, **__: object) -> list[Any]:
            looked_up.append(host)
            answers = known[host.partition(".")[0]]
            found = answers.pop(0) if len(answers) > 1 else answers[0]
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port or 0)) for address in found]

        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        return looked_up

    return know


# What is asked, and how


def test_a_paper_comes_whole_and_is_kept_under_its_symbol(client: Client, system: DocumentSystem, paper: bytes) -> None:
    system.on(PAPER, serves(paper))
    got = client.one()
    assert (got.symbol, got.language, got.outcome, got.error) == (SYMBOL, "en", "downloaded", None)
    assert got.path is not None and got.path.read_bytes() == paper
    assert got.path.parent == client.folder
    assert [asked.path for asked in system.asked] == [ROBOTS, PAPER]
    asked = system.asked[1]
    assert asked.query == {"s": SYMBOL, "l": "en", "t": "pdf"}
    assert asked.headers["Host"] == f"127.0.0.1:{system.port}"
    assert asked.headers["Accept-Encoding"] == "identity"
    assert asked.headers["User-Agent"].startswith("Rapporteur/")
    assert asked.headers["User-Agent"] != "Rapporteur/"


def test_a_mirror_may_stand_below_a_path(system: DocumentSystem, paper: bytes, tmp_path: Path) -> None:
    system.on(f"/mirror{PAPER}", serves(paper))
    assert Client(tmp_path, f"{system.base}/mirror/").one().outcome == "downloaded"


@pytest.mark.parametrize(
    "symbol",
    ["", "hello", "../../etc/passwd", "A/../../1", "NPT/CONF.2020/../1", "A/1\x00", "A/1\n/x", f"A/{'1' * 200}", "a/1"],
)
def test_what_is_no_symbol_is_refused_before_anything_is_asked(
    client: Client, system: DocumentSystem, symbol: str
) -> None:
    got = client.one(symbol)
    assert (got.symbol, got.outcome, got.path) == (symbol, "refused", None)
    assert got.error and "not a document symbol" in got.error
    assert system.asked == []
    assert not client.folder.exists()


@pytest.mark.parametrize(
    ("symbol", "asked"),
    [
        ("NPT/CONF.2010/50 (Vol. I)", "NPT/CONF.2010/50 (Vol. I)"),
        ("NPT/CONF.2020/WP.3/Rev.1", "NPT/CONF.2020/WP.3/Rev.1"),
        ("NPT/CONF.2020/WP.3*", "NPT/CONF.2020/WP.3"),
    ],
)
def test_a_symbol_is_one_file_in_the_folder(
    client: Client, system: DocumentSystem, paper: bytes, symbol: str, asked: str
) -> None:
    system.on(PAPER, serves(paper))
    got = client.one(symbol)
    assert got.path is not None and got.path.parent == client.folder
    assert (got.symbol, system.asked[-1].query["s"]) == (asked, asked)


def test_one_request_at_a_time_and_a_pause_before_each_but_the_first(
    client: Client, system: DocumentSystem, paper: bytes
) -> None:
    system.on(PAPER, serves(paper))
    got = client.fetch("A/1", "A/2", "A/3", bounds=replace(QUICK, pause=1000), at_once=True)
    assert [each.outcome for each in got] == ["downloaded"] * 3
    assert system.most_at_once == 1
    assert [wait > 900 for wait in client.waits] == [False, True, True, True]


def test_cookies_are_not_given_back(client: Client, system: DocumentSystem, paper: bytes) -> None:
    system.on(PAPER, says(200, paper, Set_Cookie="visitor=1; Path=/"))
    assert [each.outcome for each in client.fetch("A/1", "A/2")] == ["downloaded"] * 2
    assert [asked.headers["Cookie"] for asked in system.asked] == [None] * 3


@pytest.mark.parametrize(
    "base", ["ftp://127.0.0.1", "file:///etc", "documents", "", "http://", "http://me:secret@127.0.0.1", "http://[x"]
)
def test_a_base_that_is_no_address_of_a_web_server_is_refused(tmp_path: Path, base: str) -> None:
    with pytest.raises(ValueError, match="address") as refused:
        Fetcher(tmp_path, base)
    assert "secret" not in str(refused.value)


# What is kept


@pytest.mark.parametrize(("etag", "modified"), [('"1"', None), ('W/"1"', None), (None, OLD), ('"1"', OLD)])
def test_a_paper_that_did_not_change_does_not_come_twice(
    client: Client, system: DocumentSystem, paper: bytes, etag: str | None, modified: str | None
) -> None:
    system.on(PAPER, serves(paper, etag, modified))
    first, second = client.one(), client.one()
    assert (first.outcome, second.outcome) == ("downloaded", "cached")
    assert second.path == first.path and second.path is not None and second.path.read_bytes() == paper
    assert system.asked[-1].headers["If-None-Match"] == etag
    assert system.asked[-1].headers["If-Modified-Since"] == modified


def test_a_paper_that_changed_takes_the_place_of_the_old_one(
    client: Client, system: DocumentSystem, paper: bytes
) -> None:
    system.on(PAPER, serves(paper, '"1"'), serves(paper + b"\n%%EOF\n", '"2"'))
    assert client.one().outcome == client.one().outcome == "downloaded"
    assert [file.read_bytes() for file in client.folder.glob("*.pdf")] == [paper + b"\n%%EOF\n"]


def test_a_kept_paper_that_was_spoilt_is_fetched_again(client: Client, system: DocumentSystem, paper: bytes) -> None:
    system.on(PAPER, serves(paper, '"1"'))
    path = client.one().path
    assert path is not None
    path.write_bytes(paper[:-100])
    assert client.one().outcome == "downloaded"
    assert path.read_bytes() == paper


@pytest.mark.parametrize("note", ["", "{", "[]", "null", '{"symbol": 1}', "\x00"])
def test_a_spoilt_note_is_as_good_as_none(client: Client, system: DocumentSystem, paper: bytes, note: str) -> None:
    system.on(PAPER, serves(paper, '"1"'))
    client.one()
    for file in client.folder.glob("*.json"):
        file.write_text(note, encoding="utf-8")
    assert client.one().outcome == "downloaded"


def test_a_new_version_that_does_not_come_leaves_the_old_one(
    client: Client, system: DocumentSystem, paper: bytes
) -> None:
    system.on(PAPER, serves(paper, '"1"'), says(200, PAGE))
    path = client.one().path
    assert client.one().outcome == "refused"
    assert path is not None and path.read_bytes() == paper


def test_a_folder_that_cannot_be_used_is_told(client: Client, system: DocumentSystem) -> None:
    client.folder.write_text("a file", encoding="utf-8")
    got = client.one()
    assert got.error and str(client.folder) in got.error
    assert system.asked == []


# What goes on where it stopped


@pytest.mark.parametrize(("etag", "modified"), [('"1"', None), (None, OLD), ('W/"1"', OLD)])
def test_a_connection_that_breaks_is_taken_up_where_it_broke(
    client: Client, system: DocumentSystem, paper: bytes, etag: str | None, modified: str | None
) -> None:
    system.on(PAPER, breaks_off(paper, 5000, ETag=etag, Last_Modified=modified), serves(paper, etag, modified))
    got = client.one()
    assert got.path is not None and got.path.read_bytes() == paper
    asked = system.asked[-1].headers
    assert (asked["Range"], asked["If-Range"]) == ("bytes=5000-", modified if etag != '"1"' else etag)
    assert [file.suffix for file in client.folder.iterdir() if ".part" in file.name] == []


def test_a_part_is_kept_for_the_next_run_and_is_no_paper(client: Client, system: DocumentSystem, paper: bytes) -> None:
    system.on(PAPER, breaks_off(paper, 5000, ETag='"1"'), serves(paper, '"1"'))
    assert "broke off" in client.refused(replace(QUICK, tries=1))
    assert [file.stat().st_size for file in client.folder.glob("*.part")] == [5000]
    got = client.one()
    assert got.path is not None and got.path.read_bytes() == paper
    assert system.asked[-1].headers["Range"] == "bytes=5000-"


def test_a_part_without_a_version_is_not_gone_on_with(client: Client, system: DocumentSystem, paper: bytes) -> None:
    system.on(PAPER, breaks_off(paper, 5000), serves(paper))
    got = client.one()
    assert got.path is not None and got.path.read_bytes() == paper
    assert system.asked[-1].headers["Range"] is None


def wrong_rests(paper: bytes) -> dict[str, Any]:
    rest, end = paper[5000:], len(paper) - 1
    foreign = b"?" * (len(rest) - 100) + rest[-100:]
    return {
        "ignores ranges": says(200, paper, ETag='"1"'),
        "another version": serves(paper, '"2"'),
        "another version, without a look": says(
            206, foreign, ETag='"2"', Content_Range=f"bytes 5000-{end}/{len(paper)}"
        ),
        "another place": says(206, paper[4000:], ETag='"1"', Content_Range=f"bytes 4000-{end}/{len(paper)}"),
        "no place": says(206, rest, ETag='"1"'),
        "no such rest": says(416, ETag='"1"', Content_Range=f"bytes */{len(paper)}"),
        "too much": says(206, rest + b"%%EOF", ETag='"1"', Content_Range=f"bytes 5000-{end}/{len(paper)}"),
    }


@pytest.mark.parametrize("wrong", wrong_rests(b""))
def test_a_wrong_rest_is_never_put_behind_a_part(
    client: Client, system: DocumentSystem, paper: bytes, wrong: str
) -> None:
    system.on(PAPER, breaks_off(paper, 5000, ETag='"1"'), wrong_rests(paper)[wrong], serves(paper, '"3"'))
    got = client.one()
    if got.path is None:  # what was too much is refused at once, and comes the next time
        assert wrong == "too much"
        got = client.one()
    assert got.path is not None and got.path.read_bytes() == paper


def test_a_rest_that_comes_in_two_pieces_is_put_together(client: Client, system: DocumentSystem, paper: bytes) -> None:
    some = says(206, paper[5000:7000], ETag='"1"', Content_Range=f"bytes 5000-6999/{len(paper)}")
    system.on(PAPER, breaks_off(paper, 5000, ETag='"1"'), some, serves(paper, '"1"'))
    got = client.one()
    assert got.path is not None and got.path.read_bytes() == paper


def test_a_page_in_place_of_the_rest_leaves_the_part(client: Client, system: DocumentSystem, paper: bytes) -> None:
    system.on(PAPER, breaks_off(paper, 5000, ETag='"1"'), says(200, PAGE), serves(paper, '"1"'))
    assert "web page" in client.refused()
    got = client.one()
    assert got.path is not None and got.path.read_bytes() == paper
    assert system.asked[-1].headers["Range"] == "bytes=5000-"


# What is not a paper, or not the whole of one


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (PAGE, "the server sent a web page instead of the paper"),
        (b"\xef\xbb\xbf\r\n  <html>", "the server sent a web page instead of the paper"),
        (b"PK\x03\x04 a Word file", "not a PDF"),
        (b"%PD", "not a PDF"),
        (b"", "not a PDF"),
        (b"\n" * 600 + b"%PDF-1.7", "not a PDF"),
    ],
    ids=["page", "page with a mark", "zip", "stump", "nothing", "late"],
)
def test_what_comes_is_judged_by_its_bytes(client: Client, system: DocumentSystem, body: bytes, said: str) -> None:
    system.on(PAPER, says(200, body, Content_Type="application/pdf"))
    assert said in client.refused()
    assert list(client.folder.iterdir()) == []
    assert len(system.papers()) == 1


def test_a_lying_content_type_is_ignored(client: Client, system: DocumentSystem, paper: bytes) -> None:
    system.on(PAPER, says(200, paper, Content_Type="text/html"))
    assert client.one().outcome == "downloaded"


@pytest.mark.parametrize("length", ["more", "less", "none", "nonsense"])
def test_a_paper_that_is_cut_short_is_never_kept(
    client: Client, system: DocumentSystem, paper: bytes, length: str
) -> None:
    cut = paper[:-2000]
    said = {"more": str(len(paper)), "less": str(len(cut) - 1000), "none": None, "nonsense": "many"}[length]
    system.on(PAPER, says(200, cut, Content_Length=said))
    assert client.refused()


def test_a_whole_paper_of_unknown_length_is_kept(client: Client, system: DocumentSystem, paper: bytes) -> None:
    system.on(PAPER, says(200, paper, Content_Length=None))
    got = client.one()
    assert got.path is not None and got.path.read_bytes() == paper


def test_a_bomb_is_not_unpacked(client: Client, system: DocumentSystem) -> None:
    system.on(PAPER, says(200, gzip.compress(b"%PDF-" + bytes(50_000_000)), Content_Encoding="gzip"))
    assert "compressed" in client.refused()
    assert list(client.folder.iterdir()) == []


@pytest.mark.parametrize("length", [None, "3000000"])
def test_a_paper_that_is_too_large_is_refused_whether_it_says_so_or_not(
    client: Client, system: DocumentSystem, length: str | None
) -> None:
    system.on(PAPER, says(200, b"%PDF-" + bytes(2_999_995), Content_Length=length))
    assert "larger than 1 MB" in client.refused(replace(QUICK, largest=1024 * 1024))
    assert list(client.folder.iterdir()) == []
    assert len(system.papers()) == 1


# A server that has it not, or not now


@pytest.mark.parametrize("status", [404, 410])
def test_a_paper_that_is_not_there(client: Client, system: DocumentSystem, status: int) -> None:
    system.on(PAPER, says(status, PAGE))
    assert client.refused() == "not on the document system in this language"
    assert len(system.papers()) == 1


@pytest.mark.parametrize("status", [204, 206, 300, 302, 304, 400, 401, 403, 416, 451])
def test_another_answer_is_told_and_not_asked_for_again(client: Client, system: DocumentSystem, status: int) -> None:
    system.on(PAPER, says(status))
    assert str(status) in client.refused()
    assert len(system.papers()) == 1


def test_a_server_in_trouble_is_asked_again_a_little_later(
    client: Client, system: DocumentSystem, paper: bytes
) -> None:
    system.on(PAPER, says(500), says(502), serves(paper))
    assert client.one(bounds=replace(QUICK, backoff=3)).outcome == "downloaded"
    assert [wait for wait in client.waits if wait >= 1] == [3, 6]


def test_a_server_that_stays_in_trouble_is_left_alone(client: Client, system: DocumentSystem) -> None:
    system.on(PAPER, says(503))
    got = client.one()
    assert got.error == "the server answered 503; try again later"
    assert not got.unreachable
    assert len(system.papers()) == QUICK.tries


@pytest.mark.parametrize(
    ("said", "least"),
    [("7", 7), ("DATE", 1), ("soon", 0), ("-5", 0)],
    ids=["seconds", "date", "word", "past"],
)
def test_a_server_that_asks_to_wait_is_given_its_time(
    client: Client, system: DocumentSystem, paper: bytes, said: str, least: float
) -> None:
    if said == "DATE":
        said = format_datetime(datetime.now(UTC) + timedelta(seconds=50), usegmt=True)
    system.on(PAPER, says(429, Retry_After=said), serves(paper))
    assert client.one().outcome == "downloaded"
    assert max(client.waits) >= least


def test_a_server_that_asks_to_wait_too_long_is_not_asked_again(client: Client, system: DocumentSystem) -> None:
    system.on(PAPER, says(429, Retry_After="3600"))
    assert "3600 s" in client.refused()
    assert len(system.papers()) == 1


def test_one_failure_never_stops_the_rest(client: Client, system: DocumentSystem, paper: bytes) -> None:
    system.on(PAPER, serves(paper), says(404), says(200, PAGE), serves(paper))
    got = client.fetch("A/1", "A/2", "A/3", "nonsense", "A/4")
    assert [each.outcome for each in got] == ["downloaded", "refused", "refused", "refused", "downloaded"]


@pytest.mark.parametrize("head", [b"", b"%PDF-1.7\n" + b"x" * 1000], ids=["silent", "stalled"])
def test_a_silent_server_is_given_up(client: Client, system: DocumentSystem, head: bytes) -> None:
    system.on(PAPER, stalls(head))
    assert "sent nothing for 0.2 s" in client.refused(replace(IMPATIENT, tries=2))
    assert len(system.papers()) == 2


def test_a_server_that_trickles_is_given_up_after_the_time_in_all(client: Client, system: DocumentSystem) -> None:
    system.on(PAPER, trickles(b"%PDF-"))
    assert "longer than 0.5 s" in client.refused(replace(QUICK, total=0.5))


def test_a_server_that_trickles_its_headers_is_given_up_too(client: Client, system: DocumentSystem) -> None:
    def endless(handler: Any) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        while not handler.wait(0.02):
            handler.wfile.write(b"x")

    system.on(PAPER, endless)
    assert "longer than 0.5 s" in client.refused(replace(QUICK, total=0.5))


def test_a_network_that_is_down_is_told_once_and_for_each_paper(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        client = Client(tmp_path, f"http://127.0.0.1:{closed.getsockname()[1]}")
        first, second = client.fetch("A/1", "A/2", bounds=replace(QUICK, backoff=5))
    assert first.unreachable and second.unreachable
    assert first.error == second.error and first.error and "cannot be reached" in first.error
    assert [wait for wait in client.waits if wait >= 5] == [5, 10]


def test_a_name_that_is_not_known_is_a_network_that_is_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    got = Client(tmp_path, "http://papers.test").one()
    assert got.unreachable and got.error and "papers.test is not known here" in got.error


# robots.txt


@pytest.mark.parametrize(
    "rules",
    [
        b"User-agent: *\nDisallow: /api/",
        b"User-agent: Rapporteur\nDisallow: /\n\nUser-agent: *\nAllow: /",
        b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /",
        b"User-agent: *\nDisallow: /*?s=",
    ],
)
def test_robots_txt_is_heeded(client: Client, system: DocumentSystem, paper: bytes, rules: bytes) -> None:
    system.on(ROBOTS, says(200, rules))
    system.on(PAPER, serves(paper))
    assert "robots.txt" in client.refused()
    assert system.papers() == []


@pytest.mark.parametrize(
    "answer",
    [
        says(404),
        says(403),
        says(200),
        says(200, PAGE),
        says(200, b"User-agent: *\nDisallow: /search\n"),
        says(200, b"User-agent: Other\nDisallow: /\n"),
        says(200, b"User-agent: *\nDisallow:\n" + b"# long\n" * 200_000),
        says(200, b"\xff\xfe\x00\x01" * 50),
    ],
    ids=["none", "closed", "empty", "page", "other path", "other program", "long", "binary"],
)
def test_robots_txt_that_does_not_forbid_is_no_hindrance(
    client: Client, system: DocumentSystem, paper: bytes, answer: Any
) -> None:
    system.on(ROBOTS, answer)
    system.on(PAPER, serves(paper))
    assert client.one().outcome == "downloaded"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (says(503), "robots.txt"),
        (says(429, Retry_After="9999"), "robots.txt"),
        (stalls(), "sent nothing"),
        (stalls(b"User-agent: *\n"), "sent nothing"),
        (says(200, gzip.compress(b"Allow: /"), Content_Encoding="gzip"), "compressed"),
        (redirects(ROBOTS), "redirected"),
        (redirects("http://169.254.169.254/"), "not public"),
    ],
    ids=["down", "busy", "silent", "stalled", "compressed", "loop", "inside"],
)
def test_without_robots_txt_nothing_is_asked(
    client: Client, system: DocumentSystem, paper: bytes, answer: Any, said: str
) -> None:
    system.on(ROBOTS, answer)
    system.on(PAPER, serves(paper))
    assert said in client.refused(IMPATIENT)
    assert system.papers() == []


def test_robots_txt_is_asked_for_once_and_its_delay_is_kept(
    client: Client, system: DocumentSystem, paper: bytes
) -> None:
    system.on(ROBOTS, says(200, b"User-agent: *\nCrawl-delay: 20\n"))
    system.on(PAPER, serves(paper))
    client.fetch("A/1", "A/2", "A/3")
    assert [asked.path for asked in system.asked] == [ROBOTS, PAPER, PAPER, PAPER]
    assert [wait > 15 for wait in client.waits] == [False, False, True, True]


# Redirects, and where they may lead


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_on_the_same_server_is_followed(
    client: Client, system: DocumentSystem, paper: bytes, status: int
) -> None:
    system.on(PAPER, redirects("/doc/1.pdf?x=%2F#page=1", status))
    system.on("/doc/1.pdf", serves(paper))
    assert client.one().outcome == "downloaded"
    assert system.asked[-1].query == {"x": "/"}


@pytest.mark.parametrize(("redirected", "outcome"), [(5, "downloaded"), (6, "refused")])
def test_so_many_redirects_are_followed_and_no_more(
    client: Client, system: DocumentSystem, paper: bytes, redirected: int, outcome: str
) -> None:
    system.on(PAPER, *[redirects(PAPER)] * redirected, serves(paper))
    assert client.one().outcome == outcome
    assert len(system.papers()) == 6


@pytest.mark.parametrize(
    ("location", "said"),
    [
        ("file:///etc/passwd", "only http and https"),
        ("ftp://127.0.0.1/x", "only http and https"),
        ("javascript:alert(1)", "only http and https"),
        ("http://me@/", "a name or a password"),
        ("http://a%00b/", "cannot be"),
        ("http://a_b%0d%0ax/", "cannot be"),
        ("http://[bad/", "cannot be"),
        ("http://157.150.185.49:99999999999/", "cannot be"),
        ("http://157.150.185.49:0/", "cannot be"),
        ("http://157.150.185.49:-1/", "cannot be"),
        ("http://me:secret@127.0.0.1:{own}/", "a name or a password"),
        ("http://documents.un.org@127.0.0.1:{other}/", "a name or a password"),
        ("http://127.0.0.1:{own}@127.0.0.1:{other}/", "a name or a password"),
        ("http://127.0.0.1:{other}/api/symbol/access", "not public"),
        ("//127.0.0.1:{other}/api/symbol/access", "not public"),
        ("https://127.0.0.1/", "not public"),
        ("http://localhost:{other}/", "not public"),
        ("http://127.1.2.3:{own}/", "not public"),
        ("http://2130706433:{other}/", "written as a number"),
        ("http://2130706433:{own}/", "written as a number"),
        ("http://0x7f.1:{other}/", "written as a number"),
        ("http://0x7f000001:{other}/", "written as a number"),
        ("http://127.1:{other}/", "written as a number"),
        ("http://127.0.0.1.:{other}/", "written as a number"),
        ("http://0177.0.0.1:{other}/", "no address"),
        ("http://①②⑦.⓪.⓪.①:{other}/", ""),
        ("http://0.0.0.0:{own}/", "not public"),
        ("http://[::]:{own}/", "not public"),
        ("http://[::1]:{other}/", "not public"),
        ("http://[::ffff:127.0.0.1]:{other}/", "not public"),
        ("http://[64:ff9b::7f00:1]:{other}/", "not public"),
        ("http://[fe80::1]/", "not public"),
        ("http://[fd00:ec2::254]/", "not public"),
        ("http://10.0.0.1/", "not public"),
        ("http://192.168.1.1/", "not public"),
        ("http://100.100.100.200/", "not public"),
        ("http://169.254.169.254/latest/meta-data/", "not public"),
        ("http://168.63.129.16/", "not public"),
    ],
)
def test_a_redirect_to_where_none_may_lead_is_refused(
    client: Client, system: DocumentSystem, other: DocumentSystem, location: str, said: str
) -> None:
    system.on(PAPER, redirects(location.format(own=system.port, other=other.port).encode().decode("latin-1")))
    got = client.one()
    assert got.outcome == "refused" and got.error and said in got.error
    assert "secret" not in got.error
    assert len(system.papers()) == 1
    assert other.asked == []


def test_a_name_that_leads_inside_is_refused(
    client: Client, system: DocumentSystem, other: DocumentSystem, names: Callable[..., list[str]]
) -> None:
    looked_up = names(inside=[["127.0.0.1"]], mixed=[["157.150.185.49", "127.0.0.1"]])
    system.on(
        PAPER, redirects(f"http://inside.example:{other.port}/"), redirects(f"http://mixed.example:{other.port}/")
    )
    assert ["not public" in (got.error or "") for got in client.fetch("A/1", "A/2")] == [True, True]
    assert looked_up == ["inside.example", "mixed.example"]
    assert other.asked == []


def test_a_proxy_of_the_environment_is_not_used(
    client: Client, system: DocumentSystem, other: DocumentSystem, paper: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, other.base)
    system.on(PAPER, serves(paper))
    assert client.one().outcome == "downloaded"
    assert other.asked == []


def test_a_name_keeps_the_address_that_was_judged(
    system: DocumentSystem, paper: bytes, tmp_path: Path, names: Callable[..., list[str]]
) -> None:
    looked_up = names(mirror=[["127.0.0.1"], ["169.254.169.254"]])
    system.on(PAPER, redirects("/doc"))
    system.on("/doc", serves(paper))
    client = Client(tmp_path, f"http://mirror.example:{system.port}")
    assert [got.outcome for got in client.fetch("A/1", "A/2")] == ["downloaded"] * 2
    assert looked_up == ["mirror.example"]
    assert {asked.headers["Host"] for asked in system.asked} == {f"mirror.example:{system.port}"}


def test_a_host_with_a_dead_address_is_asked_at_its_next_one(
    system: DocumentSystem, paper: bytes, tmp_path: Path, names: Callable[..., list[str]]
) -> None:
    names(mirror=[["::1", "127.0.0.1"]])
    system.on(PAPER, serves(paper))
    assert Client(tmp_path, f"http://mirror.example:{system.port}").one().outcome == "downloaded"


def test_a_certificate_must_be_for_the_name_and_not_for_its_address(
    paper: bytes, tmp_path: Path, names: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = make_certificate(tmp_path, "mirror.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    names(mirror=[["127.0.0.1"]], other=[["127.0.0.1"]])
    with DocumentSystem(certificate) as system:
        system.on(PAPER, serves(paper))
        assert Client(tmp_path, f"https://mirror.example:{system.port}").one().outcome == "downloaded"
        asked = len(system.asked)
        for host in ("other.example", "127.0.0.1"):
            got = Client(tmp_path / host, f"https://{host}:{system.port}").one()
            assert got.unreachable and got.error and "certificate" in got.error
        assert len(system.asked) == asked


def make_certificate(folder: Path, name: str) -> Path:
    """A self-signed certificate with its key in one file."""
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("openssl is not installed here")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    words = f"req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN={name} -addext subjectAltName=DNS:{name}"
    subprocess.run([program, *words.split(), "-keyout", key, "-out", certificate], check=True, capture_output=True)
    certificate.write_bytes(certificate.read_bytes() + key.read_bytes())
    return certificate


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("157.150.185.49", True),
        ("2606:4700::6810:1", True),
        ("64:ff9b::9d96:b931", True),
        ("::ffff:157.150.185.49", True),
        ("127.0.0.1", False),
        ("0.0.0.0", False),
        ("255.255.255.255", False),
        ("224.0.0.1", False),
        ("192.0.2.1", False),
        ("198.18.0.1", False),
        ("240.0.0.1", False),
        ("::", False),
        ("::127.0.0.1", False),
        ("2002:7f00:1::", False),
        ("2001:0:7f00:1::", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("fe80::1%eth0", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


@given(st.ip_addresses(v=4))
def test_an_address_in_a_disguise_is_judged_as_itself(address: ipaddress.IPv4Address) -> None:
    inner = int(address)
    mapped, nat64 = (0xFFFF << 32) + inner, (0x64FF9B << 96) + inner
    disguises = [ipaddress.IPv6Address(mapped), ipaddress.IPv6Address(nat64)]
    assert {is_public(str(each)) for each in disguises} == {is_public(str(address))}
    if not is_public(str(address)):
        assert not is_public(str(ipaddress.IPv6Address((0x2002 << 112) + (inner << 80))))
