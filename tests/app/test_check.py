"""``check`` from the terminal and over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import httpx
import pytest

Run = Callable[..., Any]
RIGHT = "Averland has made a voluntary contribution of 2.76 million dollars to LIO since 2026."
WRONG = "Averland has made a voluntary contribution of 2.67 million dollars to LIO since 2026."
SYMBOL = "LT/CONF.2031/PC.I/WP.3"


@pytest.fixture(params=[".txt", ".md", ".docx"])
def text(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The same three lines as a file of each kind."""
    file = tmp_path / f"statement{request.param}"
    lines = ["Verification", f"{RIGHT[:-1]} ({SYMBOL}, para. 4).", WRONG]
    if request.param == ".docx":
        document = docx.Document()
        for line in lines:
            document.add_paragraph(line)
        document.save(str(file))
    else:
        file.write_text("\n\n".join(lines), encoding="utf-8")
    return file


def test_every_sentence_of_a_file_is_checked(run: Run, small_home: Path, text: Path) -> None:
    ran = run("check", text, "--json", home=small_home)
    assert (ran.code, ran.err) == (0, "")
    heading, right, wrong = ran.json["sentences"]
    assert heading["verdict"] == "unchecked"
    assert right["verdict"] == "supported", right
    assert right["found"][0]["paragraph"] == f"{SYMBOL}#4@en"
    assert right["score"] >= 0.5
    assert wrong["verdict"] == "unsupported"
    assert "numbers" in wrong["reason"]
    assert ran.json["coverage"]["documents_searched"] == 2
    assert ran.json["provenance"]["embedder"].startswith("embedded-")


def test_the_terminal_shows_what_is_wrong(run: Run, small_home: Path, text: Path) -> None:
    ran = run("check", text, home=small_home)
    assert ran.code == 0
    assert "[unsupported 0.05] Averland" in ran.out
    assert "USD 2.67 million is not in the cited paragraph" in ran.out


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("none.txt", None, "no such file"),
        ("empty.txt", b"", "empty"),
        ("signs.txt", "— … !\n".encode(), "holds no text"),
        ("scan.png", b"\x89PNG\r\n\x1a\n", "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_checked_is_one_line(
    run: Run, small_home: Path, tmp_path: Path, name: str, content: bytes | None, said: str
) -> None:
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content)
    ran = run("check", file, home=small_home)
    assert ran.code == 3
    assert name in ran.error
    assert said in ran.error


def test_over_http(client: httpx.Client) -> None:
    answered = client.post("/api/v1/check", json={"text": f"{RIGHT}\n{WRONG}"})
    assert answered.status_code == 200, answered.text
    assert answered.json()["kind"] == "check"
    assert [item["verdict"] for item in answered.json()["sentences"]] == ["supported", "unsupported"]
    assert client.post("/api/v1/check", json={"text": "  "}).status_code == 422
    assert client.post("/api/v1/check", json={"text": "x" * 200_001}).status_code == 422
    elsewhere = client.post("/api/v1/check", json={"text": RIGHT, "scope": {"session": ["2010/PC.I"]}})
    assert [item["verdict"] for item in elsewhere.json()["sentences"]] == ["unsupported"]
