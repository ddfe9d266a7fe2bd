"""The verbs, each in a module that is imported when it is used, and what becomes of errors."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from importlib import import_module
from typing import Annotated, Any, Final

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from orgsim.cli.terminal import Terminal
from orgsim.cli.usage import UsageError, usage_fault
from orgsim.cli.verbs import VERBS
from orgsim.errors import (
    Fault,
    InputError,
    OperationError,
    RegistryError,
    SimulationError,
    StoreError,
    UnstableError,
    message,
)
from orgsim.language import LANGUAGES, Language, preferred_language, say, translate

BAD_INPUT, UNSTABLE, INTERRUPTED = 2, 3, 130
"""Exit codes, beside 0 for done and 1 for a fault of the program."""

_ABOUT: Final = message(
    "What happens to citizens, staff and cost when a local government changes its organisation: "
    "the same citizens go through the structure before and after."
)
_LANGUAGE: Final = message("Language of every sentence: id or en.")
_VERSION: Final = message("Show the version and exit.")
_HELP_WORDS: Final = (
    message("Usage:"),
    message("Options:"),
    message("Commands:"),
    message("Arguments:"),
    message("[OPTIONS]"),
    message("COMMAND [ARGS]..."),
    message("Show this message and exit."),
    message("[required]"),
    message("[default: "),
)
"""Words of typer's own that are translated on the way out."""


def asked_language(arguments: Sequence[str]) -> Language:
    """Return the language asked for on a command line, before it is parsed: help and errors need it too.

    Raises
    ------
    InputError
        If it is none of ours.

    Examples
    --------
    >>> asked_language(["compare", "--lang", "id", "scenario.yaml"])
    'id'
    """
    words = list(arguments)
    for place, word in enumerate(words):
        name, equals, value = word.partition("=")
        if word == "--":
            break
        if name == "--lang" and (equals or place + 1 < len(words)):
            asked = value if equals else words[place + 1]
            for language in LANGUAGES:
                if asked == language:
                    return language
            remedy = message("Write {choices}", choices=" / ".join(LANGUAGES))
            raise InputError(Fault(message("there is no language “{name}”", name=asked), ("--lang",), remedy))
    return preferred_language()


class _Command(TyperCommand):
    """A verb with its help in the language of the reader."""

    def get_help(self, ctx: Any) -> str:
        return _in_words(super().get_help(ctx), ctx.obj)


class _Application(TyperGroup):
    """The group of all verbs: knows their names, imports each when it is used, and turns errors into exit codes."""

    def main(self, args: Sequence[str] | None = None, **keywords: Any) -> Any:  # type: ignore[override]
        """Run a command line."""
        _write_utf_8()
        words = sys.argv[1:] if args is None else list(args)
        try:
            language = asked_language(words)
        except InputError as error:
            Terminal(preferred_language()).faults(error.faults)
            raise SystemExit(BAD_INPUT) from None
        for param in self.params:
            _translate_help(param, language)
        asked = {**keywords, "standalone_mode": False}
        if not keywords.get("standalone_mode", True):
            return super().main(args=words, obj=language, **asked)
        try:
            code = super().main(args=words, obj=language, **asked)
        except UsageError as error:
            code = _refuse(error, language)
        except typer.Abort:
            code = INTERRUPTED
        raise SystemExit(code if isinstance(code, int) else 0)

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the verbs."""
        return list(VERBS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return the command of a verb, for which its module is imported."""
        verb = VERBS.get(cmd_name)
        if verb is None:
            return None
        function = import_module(f"orgsim.cli.{verb.module}").command
        return _command_of(function, cmd_name, say(verb.does, ctx.obj), self, ctx.obj)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the list of verbs; no module of theirs is imported for it."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, say(verb.does, ctx.obj)) for name, verb in VERBS.items()])

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the options and the verbs."""
        records = [record for param in self.get_params(ctx) if (record := param.get_help_record(ctx)) is not None]
        with formatter.section("Options"):
            formatter.write_dl(records)
        self.format_commands(ctx, formatter)

    def get_help(self, ctx: Any) -> str:
        """Return the help, in the language of the reader."""
        self.help = say(_ABOUT, ctx.obj)
        return _in_words(super().get_help(ctx), ctx.obj)

    def invoke(self, ctx: Any) -> Any:
        """Run a verb; whatever goes wrong ends in sentences and an exit code, never in a traceback."""
        terminal = Terminal(ctx.obj)
        try:
            with _interrupted_once():
                return super().invoke(ctx)
        except UnstableError as error:
            terminal.faults(error.faults)
            code = UNSTABLE
        except (InputError, OperationError, StoreError) as error:
            terminal.faults(error.faults)
            code = BAD_INPUT
        except SimulationError as error:
            terminal.faults(error.faults)
            code = 1
        except RegistryError as error:
            terminal.faults((Fault(message("{reason}", reason=str(error))),))
            code = BAD_INPUT
        except KeyboardInterrupt:
            terminal.complain(message("Interrupted: nothing has been written."))
            code = INTERRUPTED
        except BrokenPipeError:
            raise
        except OSError as error:
            place, reason = str(error.filename or ""), error.strerror or str(error)
            terminal.faults((Fault(message("{reason}", reason=reason), file=place or None),))
            code = BAD_INPUT
        raise typer.Exit(code)


def _refuse(error: Any, language: Language) -> int:
    """Tell how a verb should be called, and what was wrong; where nothing was written, the help."""
    terminal = Terminal(language)
    if type(error).__name__ == "NoArgsIsHelpError":
        error.show()
        return BAD_INPUT
    if error.ctx is not None:
        terminal.complain(_in_words(error.ctx.get_usage(), language))
    terminal.faults((usage_fault(error, VERBS),))
    return BAD_INPUT


@contextmanager
def _interrupted_once() -> Iterator[None]:
    """Heed the first Ctrl-C only: a second one would disturb the ending of worker processes, and leave them behind."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def heed(number: int, frame: object) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        threading.excepthook = lambda _: None  # what is being ended has nothing to say
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, heed)
    try:
        yield
    except KeyboardInterrupt:
        raise
    else:
        signal.signal(signal.SIGINT, before)


def application() -> TyperGroup:
    """Return the command line as a whole."""
    app = typer.Typer(cls=_Application, add_completion=False, rich_markup_mode=None, no_args_is_help=True)
    app.callback(help=_ABOUT.text)(_whole)
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    return group


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"orgsim {version('orgsim')}")
        raise typer.Exit


def _whole(
    lang: Annotated[str | None, typer.Option(metavar="id|en", help=_LANGUAGE.text)] = None,
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_show_version, help=_VERSION.text)
    ] = False,
) -> None:
    """Take the options of the whole; the language has been read already."""


def _command_of(function: Any, name: str, does: str, group: TyperGroup, language: Language) -> TyperCommand:
    """Return the command that a function makes, with the option of language added, and its help in that language."""
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command(name, cls=_Command, help=does)(function)
    command = get_command(app)
    assert isinstance(command, TyperCommand)
    shared = copy(next(param for param in group.params if param.name == "lang"))
    shared.expose_value = False
    command.params.append(shared)
    for param in command.params:
        _translate_help(param, language)
    return command


def _translate_help(param: Any, language: Language) -> None:
    if param.help:
        param.help = translate(param.help, language)


def _in_words(help_text: str, language: Language) -> str:
    """Translate typer's own words in a help text."""
    for word in _HELP_WORDS:
        help_text = help_text.replace(word.text, say(word, language))
    return help_text


def _write_utf_8() -> None:
    """Write UTF-8 wherever the output goes: a pipe on Windows would take neither − nor ≥."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None and (getattr(stream, "encoding", None) or "").lower().replace("-", "") != "utf8":
            reconfigure(encoding="utf-8")
