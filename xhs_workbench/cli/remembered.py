"""What earlier campaigns taught: `memory show`, `memory export`, `memory forget`."""

from __future__ import annotations

import argparse
from pathlib import Path

from xhs_workbench.cli.files import given_file


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands of this file."""
    memory = commands.add_parser("memory", help="what earlier campaigns taught: show, export, forget")
    actions = memory.add_subparsers(required=True, metavar="ACTION")
    for name, command, about in (
        ("show", _show_memory, "campaigns in the memory and what each taught"),
        ("export", _export_memory, "write its tables as parquet, for other tools"),
        ("forget", _forget_campaign, "take one campaign out, as a client may ask"),
    ):
        action = actions.add_parser(name, help=about)
        action.add_argument("file", metavar="FILE", help="the memory, such as reports/memory.duckdb")
        action.set_defaults(command=command)
        if name == "export":
            action.add_argument("folder_out", type=Path, metavar="FOLDER", help="made if it is not there")
        if name == "forget":
            action.add_argument("campaign", metavar="CAMPAIGN", help="its name as `memory show` writes it")


def _show_memory(given: argparse.Namespace) -> int:
    from xhs_workbench.memory import describe_memory

    print(describe_memory(given_file(given.file)))
    return 0


def _export_memory(given: argparse.Namespace) -> int:
    from xhs_workbench.memory import export_memory

    for file in export_memory(given_file(given.file), given.folder_out):
        print(file)
    return 0


def _forget_campaign(given: argparse.Namespace) -> int:
    from xhs_workbench.memory import forget_campaign

    forget_campaign(given_file(given.file), given.campaign)
    print(f"{given.campaign}: forgotten. 已删除。")
    print(
        "Freed space of the file may hold traces until it is written over. 文件的空闲区在被覆盖前可能仍有残留。"
    )
    return 0
