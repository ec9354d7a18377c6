"""Every setting, with its default. ``RAPPORTEUR_NAME`` in the environment wins over ``rapporteur.toml`` in the home."""

from __future__ import annotations

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
    rate_limit: str | None = Field(
        default=None, description="Requests that a key may make, such as 60/minute; no limit by default."
    )

    @field_validator("rate_limit")
    @classmethod
    def _is_a_rate(cls, value: str | None) -> str | None:
        if value is not None and not _RATE.fullmatch(value):
            raise ValueError("write it as 60/minute; second, minute, hour and day are known")
        return value

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
