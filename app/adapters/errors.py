"""What can go wrong with a language model, in one line each, without a word of the reply or of the key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from corpus.errors import RapporteurError

KEY_REFUSED = (401, 403)
TOO_LONG = frozenset({"context_length_exceeded", "exceed_context_size_error"})
USED_UP = frozenset({"insufficient_quota", "billing_hard_limit_reached"})


class ModelError(RapporteurError):
    """Root of this module. `retry`: the same call may succeed later. `after`: seconds the provider asks to wait.

    `any_call`: it is not this call that was refused, another would be too.
    """

    def __init__(
        self, message: str, /, *, retry: bool = False, after: float | None = None, any_call: bool = False
    ) -> None:
        super().__init__(" ".join(message.split()))
        self.retry = retry
        self.after = after
        self.any_call = any_call or retry


class ModelUnavailable(ModelError):
    """The model is missing, unreachable, refuses, or answers what cannot be read."""


class ModelDown(ModelUnavailable):
    """The model failed so often that it is left alone for ``after`` seconds."""


class ModelTimeout(ModelError):
    """The model did not finish within the time allowed."""


def timed_out(name: str, seconds: float) -> ModelTimeout:
    """The error for a call that used up its `seconds`."""
    return ModelTimeout(
        f"{name} did not finish within {seconds:g} s: try again, or raise the model timeout", retry=True
    )


def translate(error: BaseException, name: str) -> ModelError:
    """A typed error for whatever a provider's client raised while talking to model `name`.

    Decides by HTTP status and by the names of the exception's types, so that no vendor has to be imported.
    Text of the exception is never repeated: servers echo keys and prompts in it.
    """
    for link in _chain(error):
        if isinstance(link, ModelError):
            return link
    status = _status(error)
    if status is not None:
        return _from_status(status, error, name)
    kinds = {kind.__name__ for link in _chain(error) for kind in type(link).__mro__}
    if any("Timeout" in kind for kind in kinds):
        return ModelTimeout(f"{name} took too long to answer: try again, or raise the model timeout", retry=True)
    if any("Connect" in kind or "Protocol" in kind or kind in {"NetworkError", "OSError"} for kind in kinds):
        return ModelUnavailable(
            f"{name} cannot be reached or dropped the connection: check its address and that it is running", retry=True
        )
    return ModelUnavailable(
        f"{name} sent a reply that cannot be read ({type(error).__name__}): check its address and the format it speaks"
    )


def _from_status(status: int, error: BaseException, name: str) -> ModelError:
    codes = _codes(error)
    if status in (408, 504):
        return ModelTimeout(f"{name} took too long to answer (HTTP {status}): try again", retry=True)
    retry = status >= 500 or (status == 429 and not codes & USED_UP)
    if status in KEY_REFUSED:
        words = "refused the API key", "set a valid key for this provider"
    elif status == 404:
        words = "is not known at this address", "check the model's name and the base URL"
    elif status == 429:
        words = ("is busy", "wait and try again") if retry else ("has no quota left", "see the provider's billing page")
    elif status >= 500:
        words = "failed", "try again; if it goes on, look at its own log"
    elif codes & TOO_LONG:
        words = "cannot read so long a text", "give it fewer passages"
    else:
        words = "refused the request", "check that the model supports it"
    message, any_call = f"{name} {words[0]} (HTTP {status}): {words[1]}", status in (*KEY_REFUSED, 404, 429)
    return ModelUnavailable(message, retry=retry, after=_wait(error), any_call=any_call)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and what caused it, nearest first, at most eight links."""
    link: BaseException | None = error
    for _ in range(8):
        if link is None:
            return
        yield link
        link = link.__cause__ or link.__context__


def _status(error: BaseException) -> int | None:
    for link in _chain(error):
        for holder in (link, getattr(link, "response", None)):
            status = getattr(holder, "status_code", None)
            if isinstance(status, int) and status >= 400:
                return status
    return None


def _codes(error: BaseException) -> set[str]:
    """The provider's machine-readable words for the fault, only compared, never shown."""
    body = getattr(error, "body", None)
    inner = body.get("error", body) if isinstance(body, Mapping) else None
    return {str(inner.get(key)) for key in ("code", "type")} if isinstance(inner, Mapping) else set()


def _wait(error: BaseException) -> float | None:
    headers = getattr(getattr(error, "response", None), "headers", None)
    value = headers.get("retry-after", "") if isinstance(headers, Mapping) else ""
    return float(value) if value.isdecimal() and len(value) < 6 else None
