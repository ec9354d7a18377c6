"""The protocol around the tools: they are listed, used, and what goes wrong is said in one line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import Request
from mcp import types
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel.server import Server
from pydantic import BaseModel, ValidationError

from app.faults import one_line
from app.mcp.tools import TOOLS, Desk, Tool
from app.schema import Json
from app.serving.access import NotAllowed
from app.serving.logs import LOG
from app.serving.presence import while_present
from app.version import own_version
from corpus.errors import RapporteurError

_ABOUT = (
    "Rapporteur reads United Nations working papers paragraph by paragraph, in Arabic, Chinese, English, French, "
    "Russian and Spanish. What it gives is quoted and cited from the papers on file and nothing else. Keep its "
    "citations, say whose view each sentence is, and do not present an abstention's nearest passages as an answer."
)
_HINTS = types.ToolAnnotations(read_only_hint=True, destructive_hint=False, open_world_hint=False)
_SHOWN = 20  # faults of one call
Context = ServerRequestContext[Any, Request]


def tool_server(desk_of: Callable[[Context], Desk]) -> Server[Any]:
    """A server of the tools; ``desk_of`` tells where a request uses them."""
    tools = {tool.name: tool for tool in TOOLS}

    async def listed(_context: Context, _given: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_described(tool) for tool in TOOLS])

    async def used(context: Context, call: types.CallToolRequestParams) -> types.CallToolResult:
        tool = tools.get(call.name)
        if tool is None:
            return _failed(f"There is no tool {call.name[:64]}. There are {', '.join(tools)}.")
        return await _used(tool, call.arguments or {}, context, desk_of)

    server: Server[Any] = Server(
        "rapporteur",
        title="Rapporteur",
        version=own_version(),
        instructions=_ABOUT,
        on_list_tools=listed,
        on_call_tool=used,
    )
    server.middleware.clear()  # its own spans would hold the words of an error
    return server


async def _used(
    tool: Tool, arguments: Json, context: Context, desk_of: Callable[[Context], Desk]
) -> types.CallToolResult:
    try:
        desk = desk_of(context)
        if not desk.role.may(tool.role):
            raise NotAllowed(f"This key has the role {desk.role}. Use one with the role {tool.role}.")
        work = tool.use(desk, tool.takes.model_validate(arguments))
        given, text = await (while_present(context.request, work) if context.request is not None else work)
    except ValidationError as error:
        return _failed("; ".join(f"{_place(fault['loc'])}: {fault['msg']}" for fault in error.errors()[:_SHOWN]))
    except RapporteurError as error:
        return _failed(one_line(error))
    except Exception as error:
        LOG.error("unexpected fault", exc_info=error)
        return _failed("Unexpected fault. It is in the log of the service.")
    return types.CallToolResult(content=[types.TextContent(type="text", text=text)], structured_content=given)


def _place(parts: tuple[str | int, ...]) -> str:
    return ".".join(str(part)[:100] for part in parts) or "arguments"


def _failed(line: str) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(type="text", text=line)], is_error=True)


def _described(tool: Tool) -> types.Tool:
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.says,
        input_schema=_input(tool.takes),
        output_schema={"type": "object", "required": list(tool.gives)},
        annotations=_HINTS,
    )


def _input(takes: type[BaseModel]) -> Json:
    """The schema of a body without references: not every program follows them."""
    schema = takes.model_json_schema()
    parts = schema.pop("$defs", {})

    def whole(value: Any) -> Any:
        if isinstance(value, list):
            return [whole(each) for each in value]
        if not isinstance(value, dict):
            return value
        if "$ref" in value:
            return whole(parts[value["$ref"].rpartition("/")[2]])
        return {name: whole(each) for name, each in value.items()}

    made: Json = whole(schema)
    return made
