"""The bodies of OpenAI's chat format, as far as they mean something here. Other fields are read over."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.drafting.request import BadRequest
from app.serving.bodies import Body, ScopeBody

_MOST_MESSAGES = 1000
_MOST_PARTS = 200


class _Lenient(BaseModel):
    model_config = ConfigDict(extra="ignore")


class Part(_Lenient):
    """A part of a message. Only text is read."""

    type: str
    text: str | None = None


class MessageBody(_Lenient):
    """A message of the conversation so far."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | Annotated[list[Part], Field(max_length=_MOST_PARTS)] | None = None

    def text(self) -> str:
        """Its words; parts that are no text are read over."""
        if not isinstance(self.content, list):
            return self.content or ""
        return "\n".join(part.text or "" for part in self.content if part.type == "text")

    def other(self) -> str | None:
        """The kind of a part that is no text; None where all is."""
        parts = self.content if isinstance(self.content, list) else []
        return next((part.type for part in parts if part.type != "text"), None)


class StreamOptions(_Lenient):
    """How a stream ends."""

    include_usage: bool | None = None


class ResponseFormat(_Lenient):
    """What form of reply is asked for."""

    type: str


class OwnBody(Body):
    """What the format has no word for: filters, the answer's language, what not to act on; as in ``/api/v1/ask``."""

    scope: ScopeBody = ScopeBody()
    language: str | None = None
    ignore: list[str] = Field(default=[], max_length=50)


class ChatBody(_Lenient):
    """A conversation whose last question is to be answered."""

    model: str = Field(max_length=200)
    messages: list[MessageBody] = Field(min_length=1, max_length=_MOST_MESSAGES)
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: int | None = None
    response_format: ResponseFormat | None = None
    rapporteur: OwnBody = OwnBody()

    def questions(self) -> list[str]:
        """What the user asked, in order; the last is to be answered.

        Raises:
            BadRequest: nothing was asked, or something is asked that cannot be had here.
        """
        if self.n is not None and self.n != 1:
            raise BadRequest("There is one answer to a question. Leave n out.", "n")
        if self.response_format is not None and self.response_format.type != "text":
            raise BadRequest("Answers are text with citations. Leave response_format out.", "response_format")
        asked = [message for message in self.messages if message.role == "user"]
        if not asked:
            raise BadRequest("There is no message with the role user. Ask something.", "messages")
        if other := asked[-1].other():
            raise BadRequest(f"Only text is read here, no {other[:32]}. Send the question in words.", "messages")
        return [message.text() for message in asked]


def usage_json(tokens: tuple[int, int]) -> dict[str, Any]:
    """What an answer cost, in tokens of the language model."""
    return {"prompt_tokens": tokens[0], "completion_tokens": tokens[1], "total_tokens": sum(tokens)}
