"""Who may use the service: workspaces, and keys to them. Of a key only its hash is kept."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import sqlalchemy as sql

from app.drafting.request import BadRequest
from app.store.rows import now
from corpus.database import Database
from corpus.rows import not_storable
from corpus.tables import KEYS, WORKSPACES

DEFAULT = "default"  # the workspace of the home itself
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,38}")
_KEY = re.compile(r"rk_([0-9a-f]{16})_([A-Za-z0-9_-]{43})")


def is_workspace_name(name: str) -> bool:
    """Whether a workspace may be called so."""
    return _NAME.fullmatch(name) is not None


def folder_of(home: Path, workspace: str) -> Path:
    """The folder of a workspace; the home itself is that of its own."""
    return home if workspace == DEFAULT else home / "workspaces" / workspace


def schema_of(workspace: str) -> str | None:
    """What the tables of a workspace stand under; None: under no name of their own."""
    return None if workspace == DEFAULT else f"workspace_{workspace}"


class Role(StrEnum):
    """What a key may do: ``read`` what is held and ask; ``draft`` too; ``admin`` also brings papers in and takes them
    out."""

    READ = "read"
    DRAFT = "draft"
    ADMIN = "admin"

    def may(self, wanted: Role) -> bool:
        """Whether it may do what this role may."""
        order = list(Role)
        return order.index(self) >= order.index(wanted)


@dataclass(frozen=True, slots=True)
class Key:
    """A key without its secret."""

    id: str
    workspace: str
    role: Role
    created: str


class Keys:
    """The keys and workspaces of a home. Every method may raise ``StoreUnavailable``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create_workspace(self, name: str) -> None:
        """Makes a workspace.

        Raises:
            BadRequest: the name cannot be used, or is taken.
        """
        if not is_workspace_name(name):
            wanted = "Use up to 39 small letters, digits and hyphens, beginning with a letter or digit"
            raise BadRequest(f"“{name}” cannot be the name of a workspace. {wanted}.", "workspace")
        with self._database.writing() as connection:
            if name in self._names(connection):
                raise BadRequest(f"There is a workspace {name} already.", "workspace")
            connection.execute(sql.insert(WORKSPACES).values(name=name, created=now()))

    def workspaces(self) -> tuple[str, ...]:
        """The names of all workspaces; the home's own comes first."""
        with self._database.reading() as connection:
            return self._names(connection)

    def create(self, workspace: str, role: Role) -> tuple[Key, str]:
        """A new key, and its text, which is never to be had again.

        Raises:
            BadRequest: there is no such workspace.
        """
        id_, secret = secrets.token_hex(8), secrets.token_urlsafe(32)
        key, text = Key(id_, workspace, role, now()), f"rk_{id_}_{secret}"
        with self._database.writing() as connection:
            if workspace not in self._names(connection):
                raise BadRequest(
                    f"There is no workspace {workspace}. Make it: rapporteur workspaces create {workspace}.",
                    "workspace",
                )
            row = {"id": id_, "sha256": _hash(text), "workspace": workspace, "role": role.value}
            connection.execute(sql.insert(KEYS).values(**row, created=key.created))
        return key, text

    def list(self) -> tuple[Key, ...]:
        """All keys, oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(sql.select(KEYS).order_by(KEYS.c.created, KEYS.c.id)).all()
        return tuple(Key(row.id, row.workspace, Role(row.role), row.created) for row in rows)

    def any(self) -> bool:
        """Whether there is a key at all."""
        with self._database.reading() as connection:
            return connection.execute(sql.select(KEYS.c.id).limit(1)).first() is not None

    def revoke(self, key_id: str) -> bool:
        """Takes a key away; False when there is none of this id."""
        if not_storable(key_id):
            return False
        with self._database.writing() as connection:
            return connection.execute(sql.delete(KEYS).where(KEYS.c.id == key_id)).rowcount > 0

    def of(self, text: str) -> Key | None:
        """The key that somebody shows; None when it is none, or was revoked."""
        if (match := _KEY.fullmatch(text)) is None:
            return None
        with self._database.reading() as connection:
            row = connection.execute(sql.select(KEYS).where(KEYS.c.id == match[1])).one_or_none()
        if row is None or not hmac.compare_digest(row.sha256, _hash(text)):
            return None
        return Key(row.id, row.workspace, Role(row.role), row.created)

    def _names(self, connection: sql.Connection) -> tuple[str, ...]:
        held = connection.scalars(sql.select(WORKSPACES.c.name).order_by(WORKSPACES.c.name))
        return DEFAULT, *(name for name in held if name != DEFAULT)


def _hash(text: str) -> str:
    """A key is 256 random bits: one hash cannot be turned round, and a slow one would gain nothing."""
    return hashlib.sha256(text.encode()).hexdigest()
