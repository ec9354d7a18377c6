"""Who asks, and of which workspace. Every route gets its home here and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import Request
from starlette.types import Scope

from app.serving.uploads import Uploads
from app.serving.work import Work
from app.store.keys import DEFAULT, Role
from app.wiring import Home
from app.workspaces import Workspaces
from corpus.errors import RapporteurError


class NotAllowed(RapporteurError):
    """The key may not do this."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose request it is. Without any key the service is this machine's own, and ``key`` is None."""

    workspace: str = DEFAULT
    role: Role = Role.ADMIN
    key: str | None = None

    def name(self, scope: Scope) -> str:
        """What is counted as one who asks: the key, or without one the address."""
        return self.key or f"address {(scope.get('client') or ('',))[0]}"


def caller_of(request: Request) -> Caller:
    """Whose request it is, as the key showed."""
    caller: Caller = request.scope["state"]["caller"]
    return caller


def home_of(request: Request) -> Home:
    """The home of the caller's workspace: whatever is read or written through it stays in that workspace."""
    workspaces: Workspaces = request.app.state.workspaces
    return workspaces.home(caller_of(request).workspace)


def work_of(request: Request) -> Work:
    """What does the service's work, for this caller."""
    work: Work = request.app.state.work
    return work.on_account_of(caller_of(request).name(request.scope))


def uploads_of(request: Request) -> Uploads:
    """What brings papers in and takes them out."""
    uploads: Uploads = request.app.state.uploads
    return uploads


def may(request: Request, role: Role) -> bool:
    """Whether the caller may do what this role may."""
    return caller_of(request).role.may(role)


def only(role: Role) -> Callable[[Request], None]:
    """A dependency: refuses callers who may not do what this role may."""

    def dependency(request: Request) -> None:
        if not may(request, role):
            raise NotAllowed(f"This key has the role {caller_of(request).role}. Use one with the role {role}.")

    return dependency
