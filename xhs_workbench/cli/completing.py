"""What a shell offers at Tab: commands and options, files, and the campaigns of the work folder that one is in."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

SHELLS = ("bash", "zsh", "fish")
NAMES_FILES = ("files", "file", "folder")
"""Arguments whose words are files or folders."""
NAMES_PARAMS = "params"
"""The argument whose words are files, campaigns, or reports of one."""
CAMPAIGN = "CAMPAIGN"
"""How arguments are called in help that take a campaign."""

IN_BASH = r"""
_xhs_dirs_of_campaigns() {
  local typed=${1//\\/} root=${XHS_WORKBENCH_ROOT:-$PWD} found
  while [[ -n $root && ! -d $root/params ]]; do root=${root%/*}; done
  if [[ $typed == */* ]]; then
    for found in "$root/params/${typed%/*}"/*.yaml; do
      [[ -f $found && $found != */sources.yaml ]] && found=${typed%/*}/${found##*/} && printf '%s\n' "${found%.yaml}"
    done
  else
    for found in "$root"/params/*/; do
      [[ -d $found ]] && found=${found%/} && printf '%s\n' "${found##*/}"
    done
  fi | while IFS= read -r found; do [[ $found == "$typed"* ]] && printf '%s\n' "$found"; done
}
_xhs_files_and_campaigns() {
  _xhs_dirs_of_campaigns "$1"
  compgen -f -- "$1"
}
"""
IN_ZSH = """
_xhs_dirs_of_campaigns() {
  local root=${XHS_WORKBENCH_ROOT:-$PWD}
  local -a found
  while [[ -n $root && ! -d $root/params ]]; do root=${root%/*}; done
  if [[ $PREFIX == */* ]]; then
    found=($root/params/${(Q)PREFIX%/*}/*.yaml(N:t:r))
    found=(${(Q)PREFIX%/*}/${^found:#sources})
  else
    found=($root/params/*(N-/:t))
  fi
  compadd -a found
}
_xhs_files_and_campaigns() {
  _xhs_dirs_of_campaigns
  _files
}
"""
IN_FISH = """
function _xhs_dirs_of_campaigns
  set -l root $PWD
  set -q XHS_WORKBENCH_ROOT; and set root $XHS_WORKBENCH_ROOT
  while test -n "$root"; and not test -d "$root/params"
    set root (string replace -r '/[^/]*$' '' -- $root)
  end
  set -l typed (commandline -ct | string unescape)
  if string match -q '*/*' -- $typed
    set -l campaign (string replace -r '/[^/]*$' '' -- $typed)
    for found in $root/params/$campaign/*.yaml
      set -l report (string replace -r '^.*/(.*)[.]yaml$' '$1' -- $found)
      test $report = sources; or echo $campaign/$report
    end
  else
    for found in $root/params/*/
      string replace -r '^.*/(.*)/$' '$1' -- $found
    end
  end
end
function _xhs_files_and_campaigns
  _xhs_dirs_of_campaigns
  __fish_complete_path (commandline -ct)
end
"""
ASKED = dict(zip(SHELLS, (IN_BASH, IN_ZSH, IN_FISH), strict=True))
"""Shell -> its functions. Each looks for the work folder's `params/` from the current folder upwards and starts no Python."""


def completion_script(parser: argparse.ArgumentParser, shell: str) -> str:
    """Return the script of a shell.

    Args:
        parser: The whole command line.
        shell: Of `SHELLS`.
    """
    import shtab

    _complete(parser, shtab.FILE)
    return str(shtab.complete(parser, shell, preamble=ASKED[shell]))


def _complete(parser: argparse.ArgumentParser, files: Any) -> None:
    """Say of each argument what its words are, where shtab looks for it."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                _complete(command, files)
        elif action.dest == NAMES_PARAMS:
            vars(action)["complete"] = _by("_xhs_files_and_campaigns")
        elif action.metavar == CAMPAIGN:
            vars(action)["complete"] = _by("_xhs_dirs_of_campaigns")
        elif action.type is Path or action.dest in NAMES_FILES:
            vars(action)["complete"] = files


def _by(function: str) -> dict[str, str]:
    return {"bash": function, "zsh": function, "fish": f"({function})"}
