"""How the tools are reached: at ``/mcp`` of the service, or over standard input and output."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from fastapi import FastAPI
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPASGIApp, StreamableHTTPSessionManager
from starlette.routing import Match, Route
from starlette.types import Scope

from app.mcp.server import Context, tool_server
from app.mcp.tools import Desk
from app.serving.access import caller_of, home_of, work_of
from app.serving.metrics import Metrics
from app.serving.room import Room
from app.serving.work import Work
from app.wiring import Home

PATH = "/mcp"
_AT_ONCE, _WAITING = 2, 50  # calls of one program


def install(service: FastAPI, largest: int) -> Callable[[], AbstractAsyncContextManager[None]]:
    """Adds the tools to the service, and gives what must run as long as it does. Each request stands alone, has so many
    bytes at most, and works in its caller's workspace; who may come in is settled before."""
    manager = StreamableHTTPSessionManager(tool_server(_desk), stateless=True, max_request_body_size=largest)
    route = _Route(PATH, StreamableHTTPASGIApp(manager), methods=["POST"], include_in_schema=False)
    service.router.routes.append(route)
    return manager.run


async def serve_stdio(home: Home) -> None:
    """Serves one program over standard input and output, until the input ends."""
    desk = Desk(home, Work(Room(_AT_ONCE, _WAITING), Room(1, _WAITING), Metrics(), home.settings))
    server = tool_server(lambda _context: desk)
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())


class _Route(Route):
    """A route that names itself to what watches requests, as those of FastAPI do."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        match, found = super().matches(scope)
        return match, {**found, "route": self} if match is not Match.NONE else found


def _desk(context: Context) -> Desk:
    request = context.request
    assert request is not None, "over HTTP there is one"
    return Desk(home_of(request), work_of(request), caller_of(request).role)
