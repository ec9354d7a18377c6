"""How sure a model is of yes, from the likely first words of its reply, or from the word itself. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable

_NOT_LETTERS = " \t\r\n\u0120\u2581\"'*`.,:;!()[]"
_SAID, _UNSAID = {"yes": 0.9, "no": 0.1}, 0.5  # P(yes) of a bare word


def yes_share(likely: Iterable[tuple[str, float]], /) -> float:
    """P(yes) / (P(yes) + P(no)) over pairs of token and natural log of its probability; 0.0 when neither occurs.

    Case, blanks, leading-token marks and punctuation around the word do not matter.
    """
    share = {"yes": 0.0, "no": 0.0}
    for token, logprob in likely:
        word = token.strip(_NOT_LETTERS).casefold()
        if word in share:
            share[word] += math.exp(min(logprob, 0.0))
    total = sum(share.values())
    return share["yes"] / total if total > 0 else 0.0


def yes_word(reply: str, /) -> float:
    """What a reply without log probabilities says: 0.9 for yes, 0.1 for no, 0.5 when it starts with neither."""
    first = reply.split(maxsplit=1)[:1] or [""]
    return _SAID.get(first[0].strip(_NOT_LETTERS).casefold(), _UNSAID)
