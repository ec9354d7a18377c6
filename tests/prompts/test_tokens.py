"""Tokens are counted without a network and without a cache."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.tokens import count_tokens

_OFFLINE = """
import socket
def refuse(*args, **kwargs):
    raise SystemExit("reached for the network")
socket.socket.connect = socket.getaddrinfo = socket.create_connection = refuse
from prompts.tokens import count_tokens
print(count_tokens("The Conference decides."))
"""


@pytest.mark.parametrize(("text", "tokens"), [("", 0), ("hello world", 2), ("tiktoken is great!", 6)])
def test_the_tables_are_those_of_cl100k_base(text: str, tokens: int) -> None:
    assert count_tokens(text) == tokens


def test_words_that_look_like_control_tokens_are_text() -> None:
    assert count_tokens("<|endoftext|>") > 1


@given(st.text(max_size=80))
def test_any_text_is_counted(text: str) -> None:
    tokens = count_tokens(text)
    assert (tokens == 0) == (text == "")
    assert tokens <= len(text.encode("utf-8", "surrogatepass")) * 3


def test_nothing_is_downloaded(tmp_path: Path) -> None:
    environment = {**os.environ, "TIKTOKEN_CACHE_DIR": str(tmp_path), "DATA_GYM_CACHE_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-P", "-c", _OFFLINE], env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "4", "")
