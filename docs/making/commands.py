"""The page of commands, from the parser that reads them."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator

from docs.making.markdown import table
from xhs_workbench.cli.entry import EXIT_CODES, parser

HEAD = """# Commands

`xhs-workbench COMMAND --help` says the same in a terminal. Every command works from any folder below a work folder, and elsewhere
with `-C FOLDER` or a path into one. Errors come in English and Chinese, with what to do. `inspect`, `check`, `list`, `doctor`, `verify`
and `run` answer machines with `--json`.

"""


def page() -> str:
    """Return every command with its arguments and options."""
    whole = parser()
    parts = [HEAD, _options(whole), "\n## Exit codes\n", _exit_codes()]
    for name, command, about in every_command(whole):
        parts += [f"\n## {name}\n", f"{command.description or _sentence(about)}\n"]
        usage = re.sub(r"\s+", " ", command.format_usage().removeprefix("usage: ")).strip()
        parts += [f"```text\n{usage}\n```\n", _options(command)]
    return "\n".join(part for part in parts if part)


def every_command(
    found: argparse.ArgumentParser, name: str = ""
) -> Iterator[tuple[str, argparse.ArgumentParser, str]]:
    """Yield (name, parser, what it is for) of every command; one that has commands of its own is followed by them."""
    for action in found._actions:
        if not isinstance(action, argparse._SubParsersAction):
            continue
        told = {choice.dest: choice.help or "" for choice in action._choices_actions}
        for short, command in action.choices.items():
            whole = f"{name} {short}".strip()
            yield whole, command, told[short]
            yield from every_command(command, whole)


def _options(command: argparse.ArgumentParser) -> str:
    rows = [(f"`{_written(action)}`", action.help or "") for action in _listed(command)]
    return table(("argument", "what it does"), rows) if rows else ""


def _listed(command: argparse.ArgumentParser) -> list[argparse.Action]:
    return [
        action
        for action in command._actions
        if not isinstance(action, argparse._HelpAction | argparse._SubParsersAction)
    ]


def _written(action: argparse.Action) -> str:
    takes = action.metavar or (
        f"{{{','.join(map(str, action.choices))}}}" if action.choices else action.dest.upper()
    )
    if not action.option_strings:
        return str(action.metavar or action.dest.upper())
    return ", ".join(action.option_strings) + ("" if action.nargs == 0 else f" {takes}")


def _exit_codes() -> str:
    said = EXIT_CODES.split("\n\n")[0].removeprefix("exit codes: ").replace("\n", " ")
    rows = [entry.strip().partition(" ") for entry in said.split("·")]
    return table(("code", "meaning"), [(f"`{code}`", meaning) for code, _, meaning in rows])


def _sentence(about: str) -> str:
    return f"{about[:1].upper()}{about[1:]}."
