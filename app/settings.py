"""Every setting, with its default. ``RAPPORTEUR_NAME`` in the environment wins over ``rapporteur.toml`` in the home."""

from __future__ import annotations

import dataclasses
import os
import re
import sys
import tomllib
from pathlib import Path
from typing import Any, Literal

from platformdirs import user_data_dir
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from corpus.errors import RapporteurError
from corpus.limits import Limits

FILE = "rapporteur.toml"
_RATE = re.compile(r"[1-9]\d{0,8}/(second|minute|hour|day)")


class BadSetting(RapporteurError):
    """A setting has a value that cannot be used."""


class Settings(BaseSettings):
    """The configuration in force."""

    model_config = SettingsConfigDict(env_prefix="RAPPORTEUR_", env_ignore_empty=True, extra="ignore", frozen=True)

    home: Path = Field(default=Path(user_data_dir("rapporteur")), description="Folder of the store and the indexes.")
    models: Path = Field(
        default=Path(sys.prefix) / "share" / "rapporteur" / "models", description="Folder of the embedded models."
    )
    model: str = Field(
        default="verbatim",
        description="verbatim, local, a LangChain provider:model such as openai:gpt-x, or replay:FILE.",
    )
    record: Path | None = Field(default=None, description="A file that keeps a language model's replies, for replay.")
    model_timeout: float = Field(default=120.0, gt=0, description="Seconds one model call may take, retries included.")
    model_tokens: int = Field(
        default=6000, ge=200, description="Tokens of papers that a model which writes is given at once."
    )
    local_model: Path | None = Field(default=None, description="A GGUF file to use instead of the embedded one.")
    embedder: str = Field(default="embedded", description="embedded, or a sentence-transformers name or folder.")
    indexing: Literal["full", "quick"] = Field(
        default="full", description="quick embeds paragraphs without their sentences: sooner done, finds a little less."
    )
    chroma_url: str | None = Field(default=None, description="A Chroma server instead of the embedded store.")
    un_documents: str = Field(
        default="https://documents.un.org", description="Where `fetch` asks: the UN document system, or a mirror of it."
    )
    database_url: SecretStr | None = Field(default=None, description="SQLAlchemy URL; SQLite in the home by default.")

    log: Literal["plain", "json"] = Field(
        default="plain", description="How the service writes its log: lines for people, or a JSON object a line."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="What it writes: a line for each request at info, only what went wrong above."
    )

    def store_url(self, folder: Path) -> str:
        """SQLAlchemy URL of the store of a folder."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{folder / 'rapporteur.db'}"

    max_upload_mb: int = Field(default=200, ge=1, description="Megabytes that one upload may have.")

    max_file_mb: int = Field(default=200, ge=1, le=4096, description="Megabytes that one file may have.")
    max_unpacked_mb: int = Field(
        default=200, ge=1, le=4096, description="Megabytes that a Word file, or one part of a PDF, may unpack to."
    )
    max_text_mb: int = Field(
        default=16, ge=1, le=1024, description="Megabytes of a plain text; a quarter of that for Markdown."
    )
    max_pages: int = Field(default=20_000, ge=1, description="Pages that one PDF may have.")
    max_entries: int = Field(default=5_000, ge=10, description="Parts that a Word file may hold, pictures included.")
    max_nesting: int = Field(
        default=500, ge=10, le=2000, description="Elements of a web page that may lie inside each other."
    )
    max_lines: int = Field(
        default=300_000, ge=100, description="Lines that one file may have; a third as many paragraphs in Word."
    )
    max_line: int = Field(
        default=100_000, ge=1000, description="Characters that one line, or one paragraph of Word, may have."
    )
    max_read_seconds: float = Field(
        default=6.0, gt=0, description="Seconds that a file may be read without getting further; more for a large one."
    )
    max_read_mb: int = Field(
        default=320, ge=64, description="Megabytes of memory that reading a file may take; more with every page."
    )
    max_body_mb: int = Field(default=1, ge=1, le=100, description="Megabytes that any other body may have.")
    max_question: int = Field(
        default=4000, ge=1, le=4000, description="Characters of a question, a task or an instruction to the service."
    )
    max_text: int = Field(
        default=200_000, ge=1, le=200_000, description="Characters of a text that the service shall check."
    )
    max_passages: int = Field(default=100, ge=1, le=100, description="Passages that a search of the service may give.")
    max_turns: int = Field(default=200, ge=1, description="Questions that a conversation of the service may hold.")
    places: int = Field(default=4, ge=1, description="Answers the service makes at once without a language model.")
    model_places: int = Field(default=2, ge=1, description="Answers the service makes at once with a language model.")
    model_calls: int = Field(default=8, ge=1, description="Calls to a language model that are made at once.")
    queue: int = Field(
        default=200, ge=0, description="Requests that wait for either kind of place; the rest is told 503."
    )
    queue_seconds: float = Field(default=60.0, gt=0, description="Seconds a request may wait for its place, then 503.")
    rate_limit: str | None = Field(
        default=None, description="Requests that a key may make, such as 60/minute; no limit by default."
    )
    model_limit: str | None = Field(
        default=None,
        description="Answers by a language model that a key may have, such as 200/day; no limit by default.",
    )
    model_failures: int = Field(
        default=5, ge=1, description="Failed calls in a row after which a language model is left alone for a while."
    )
    model_pause: float = Field(
        default=15.0, gt=0, description="Seconds for which it is left alone; then one call tries."
    )
    connections: int = Field(default=1000, ge=1, description="Connections the service holds; one more is told 503.")
    head_seconds: float = Field(
        default=10.0, gt=0, description="Seconds for the head of a request, from the first moment of the connection."
    )
    body_seconds: float = Field(
        default=30.0, gt=0, description="Seconds of silence in a body, and for all of it; a second more for each 50 kB."
    )
    send_seconds: float = Field(
        default=60.0, gt=0, description="Seconds a reply waits for a reader who does not take it."
    )
    stop_seconds: int = Field(default=5, ge=1, description="Seconds that requests have to end when the service stops.")

    @field_validator("rate_limit", "model_limit")
    @classmethod
    def _is_a_rate(cls, value: str | None) -> str | None:
        if value is not None and not _RATE.fullmatch(value):
            raise ValueError("write it as 60/minute; second, minute, hour and day are known")
        return value

    @property
    def limits(self) -> Limits:
        """What one file may hold and take."""
        return Limits(**{each.name: getattr(self, f"max_{each.name}") for each in dataclasses.fields(Limits)})

    @property
    def language_model(self) -> Path:
        """The GGUF file of ``local`` mode."""
        return self.local_model or self.models / "language-model.gguf"


def load_settings(home: str | None = None) -> Settings:
    """Settings from the environment, the home's ``rapporteur.toml`` and the defaults.

    Raises:
        BadSetting: a value cannot be used; the message names it.
    """
    given: dict[str, Any] = {"home": Path(home)} if home else {}
    try:
        found_home = Settings(**given).home.expanduser()
        in_file = _from_file(found_home / FILE)
        for name in list(in_file):
            if os.environ.get(f"RAPPORTEUR_{name}".upper()):  # an empty one says nothing
                del in_file[name]
        return Settings(**{**in_file, **given, "home": found_home})
    except ValidationError as error:
        fault = error.errors()[0]
        name = ".".join(str(part) for part in fault["loc"])
        raise BadSetting(
            f"The setting {name} cannot be used: {fault['msg']}. Correct RAPPORTEUR_{name.upper()}."
        ) from None


def sources(settings: Settings, home_given: bool) -> dict[str, dict[str, Any]]:
    """Each setting with its value, secrets masked, and where it came from."""
    in_file = _from_file(settings.home / FILE)
    shown: dict[str, dict[str, Any]] = {}
    for name in Settings.model_fields:
        value = getattr(settings, name)
        origin = "default"
        if name in in_file:
            origin = str(settings.home / FILE)
        if os.environ.get(f"RAPPORTEUR_{name.upper()}"):
            origin = "environment"
        if name == "home" and home_given:
            origin = "command line"
        text = None if value is None else re.sub(r"//[^/@\s]+@", "//**********@", str(value))
        shown[name] = {"value": text, "from": origin}
    return shown


def _from_file(path: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSetting(f"{path} cannot be read: {error}. Correct the file or take it away.") from None
    unknown = sorted(set(values) - set(Settings.model_fields))
    if unknown:
        raise BadSetting(f"{path} names settings that do not exist: {', '.join(unknown)}. Correct the file.")
    return values
