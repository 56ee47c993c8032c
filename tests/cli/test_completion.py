"""Tab in bash, zsh and fish, pressed for real where the shell is installed: commands, options, files, campaigns, reports."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from xhs_workbench import cli
from xhs_workbench.cli.completing import SHELLS

PROGRAM = "xhs-workbench"
PATIENCE = 60
"""Seconds until a shell that offers nothing counts as one that never will."""
ASKED = [
    ("run de", "mo"),
    ("run demo/l", "ive"),
    ("open 春", "季\\ 唇釉"),
    ("run 春季\\ 唇釉/li", "ve"),
    ("check params/d", "emo/"),
    ("inspect exp", "orts/"),
    ("memory f", "orget"),
    ("run --dry", "-run"),
    ("run demo --language z", "h"),
]
"""What is typed, and what Tab adds to it."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A work folder with two campaigns, one of them with a blank in its Chinese name."""
    place = tmp_path_factory.mktemp("work")
    for campaign in ("demo", "春季 唇釉"):
        (place / "params" / campaign).mkdir(parents=True)
        for name in ("live", "sources"):
            (place / "params" / campaign / f"{name}.yaml").touch()
    (place / "exports").mkdir()
    return place


def script(shell, capsys):
    """The script as the command prints it."""
    assert cli.main(["completion", shell]) == 0
    return capsys.readouterr().out


def shell_in(folder, words):
    """An interactive shell that reads no configuration; it finds the program beside this Python."""
    return pexpect.spawn(
        words[0],
        words[1:],
        cwd=str(folder),
        encoding="utf-8",
        timeout=PATIENCE,
        dimensions=(50, 200),
        env={
            **{name: value for name, value in os.environ.items() if name != "XHS_WORKBENCH_ROOT"},
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "TERM": "dumb",
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            "PS1": "$ ",
        },
    )


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_gets_every_command(shell, capsys):
    said = script(shell, capsys)
    assert all(name in said for name in ("init", "inspect", "dry-run", "doctor"))


def test_tab_in_bash(folder, tmp_path, capsys):
    (tmp_path / "complete").write_text(script("bash", capsys), encoding="utf-8")
    with shell_in(folder, ["bash", "--norc", "--noprofile", "-i"]) as bash:
        bash.sendline(f"bind 'set enable-bracketed-paste off'; source {tmp_path / 'complete'}; echo rea''dy")
        bash.expect("ready")
        for typed, added in ASKED:
            bash.send(f"{PROGRAM} {typed}")
            bash.expect_exact(typed)
            bash.send("\t")
            bash.expect_exact(added)
            bash.sendcontrol("u")


@pytest.mark.skipif(not shutil.which("zsh"), reason="zsh is not installed")
def test_tab_in_zsh(folder, tmp_path, capsys):
    (tmp_path / "_xhs-workbench").write_text(script("zsh", capsys), encoding="utf-8")
    with shell_in(folder, ["zsh", "-f", "-i"]) as zsh:
        zsh.sendline(
            f"fpath=({tmp_path} $fpath); autoload -Uz compinit; compinit -u -d {tmp_path}/dump; echo rea''dy"
        )
        zsh.expect("ready")
        for typed, added in ASKED:
            zsh.send(f"{PROGRAM} {typed}")
            zsh.expect_exact(typed)
            zsh.send("\t")
            zsh.expect_exact(added)
            zsh.sendcontrol("u")


@pytest.mark.skipif(not shutil.which("fish"), reason="fish is not installed")
def test_tab_in_fish(folder, tmp_path, capsys):
    (tmp_path / "complete.fish").write_text(script("fish", capsys), encoding="utf-8")
    for typed, added in ASKED:
        words = typed.replace("\\", "\\\\")
        asked = f"source {tmp_path}/complete.fish; complete -C '{PROGRAM} {words}'"
        said = subprocess.run(
            ["fish", "--no-config", "-c", asked], check=True, capture_output=True, text=True, cwd=folder
        ).stdout
        offered = [line.split("\t")[0] for line in said.splitlines()]
        whole = (typed + added).split(" ", 1)[1] if " " in typed else typed + added
        assert any(whole.replace("\\", "").endswith(one) and one for one in offered), (typed, offered)


@pytest.mark.parametrize("shell", SHELLS)
def test_nothing_but_campaigns_is_offered_where_only_one_can_stand(shell, folder, tmp_path, capsys):
    """Files of the folder and the parameters' `sources.yaml` are no campaigns and no reports."""
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    said = script(shell, capsys)
    (tmp_path / "functions").write_text(said, encoding="utf-8")
    stub = {
        "bash": "_xhs_dirs_of_campaigns ''; _xhs_dirs_of_campaigns demo/",
        "zsh": "compadd() { print -l -- ${(P)2} }; PREFIX= _xhs_dirs_of_campaigns; PREFIX=demo/ _xhs_dirs_of_campaigns",
        "fish": f"complete -C '{PROGRAM} open '; complete -C '{PROGRAM} open demo/'",
    }[shell]
    before = {"zsh": "compdef() { : }; ", "bash": "", "fish": ""}[shell]
    flags = {"bash": ["--norc"], "zsh": ["-f"], "fish": ["--no-config"]}[shell]
    done = subprocess.run(
        [shell, *flags, "-c", f"{before}source {tmp_path}/functions; {stub}"],
        check=True,
        capture_output=True,
        text=True,
        cwd=folder / "exports",
        env={**os.environ, "LC_ALL": "C.UTF-8", "XHS_WORKBENCH_ROOT": str(folder)},
    )
    assert [line.split("\t")[0] for line in done.stdout.splitlines()] == ["demo", "春季 唇釉", "demo/live"]
