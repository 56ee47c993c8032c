"""Which modules an installation without extras has: the package's own requirements, and what those require."""

import tomllib
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CLONE = Path(__file__).parents[2]
HIDING = Path(__file__).parent / "base_only"
TOOLS = {"pip", "setuptools", "wheel", "xhs-workbench"}
"""What an empty virtual environment has of itself, and we."""


def base_requirements():
    """Return the requirements without extras as pyproject.toml has them; an installed clone may be older."""
    return tomllib.loads((CLONE / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]


def with_theirs(lines):
    """Return the names of requirements, and of what those require in turn on this machine."""
    left, found = [(line, {""}) for line in lines], {}
    while left:
        line, asked = left.pop()
        one = Requirement(line)
        if one.marker is not None and not any(one.marker.evaluate({"extra": extra}) for extra in asked):
            continue
        name, wanted = canonicalize_name(one.name), {"", *one.extras}
        if wanted <= found.get(name, set()):
            continue
        found[name] = found.get(name, set()) | wanted
        try:
            left += [(theirs, found[name]) for theirs in requires(name) or ()]
        except (
            PackageNotFoundError
        ):  # asked for, and not here: an installation that lacks it says so elsewhere
            continue
    return set(found)


def modules_beyond():
    """Return the installed modules that an installation without extras would not have."""
    base = with_theirs(base_requirements()) | TOOLS
    return {
        module
        for module, owners in packages_distributions().items()
        if base.isdisjoint(map(canonicalize_name, owners)) and module.isidentifier()
    }


def without_extras(environment, but=""):
    """Return the environment in which Python finds only what an installation without extras has, and what one package brings."""
    kept = {module for module, owners in packages_distributions().items() if but in owners}
    return {
        **environment,
        "PYTHONPATH": str(HIDING),
        "HIDDEN_MODULES": " ".join(sorted(modules_beyond() - kept)),
    }
