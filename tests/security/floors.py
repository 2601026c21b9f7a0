"""Which versions of what we depend on are known to be vulnerable, and which of them would be installed."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
PACKAGES = ("cores/mizan-python", "backends/mizan-fastapi", "backends/mizan-django")
_PINNED = re.compile(r"^([a-z0-9.-]+)==([^\s;\\]+)", re.MULTILINE)


class Advisory(NamedTuple):
    """One vulnerability. `fixed` holds the first good version of each series that was mended, oldest first."""

    package: str
    id: str
    what: str
    fixed: tuple[Version, ...]

    def concerns(self, version: Version) -> bool:
        """Tell whether a version has it."""
        return version < self.fixed[0] or any(
            version.release[:2] == each.release[:2] and version < each for each in self.fixed
        )

    def versions(self) -> Iterator[Version]:
        """Yield versions that have it: all of the series that were mended."""
        for each in self.fixed:
            major, minor, patch = (*each.release, 0, 0)[:3]
            yield from (Version(f"{major}.{minor}.{number}") for number in range(patch))


@cache
def advisories(ecosystem: str) -> tuple[Advisory, ...]:
    """Return what is known of `python` or `npm`."""
    known = json.loads(Path(__file__).with_name("advisories.json").read_text("utf-8"))[ecosystem]
    return tuple(Advisory(each["package"], each["id"], each["what"], (*map(Version, each["fixed"]),)) for each in known)


def none_known() -> Mapping[str, str]:
    """Return what we depend on though nothing is known of it, with the reason why that is no wonder."""
    return json.loads(Path(__file__).with_name("advisories.json").read_text("utf-8"))["none known"]


def declared() -> Iterator[tuple[str, Requirement]]:
    """Yield what our packages want at run time, extras included, with the file that says so."""
    for package in PACKAGES:
        path = f"{package}/pyproject.toml"
        project: dict[str, Any] = tomllib.loads((ROOT / path).read_text("utf-8"))["project"]
        for each in (project["dependencies"], *project.get("optional-dependencies", {}).values()):
            yield from ((path, Requirement(line)) for line in each)


def locked() -> Iterator[tuple[str, Version]]:
    """Yield what is installed for tests, some things in two versions for two Pythons."""
    for name, version in _PINNED.findall((ROOT / "requirements-dev.lock").read_text("utf-8")):
        yield canonicalize_name(name), Version(version)


def locked_by_npm() -> Iterator[tuple[str, Version]]:
    """Yield what npm installs."""
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    for path, each in packages.items():
        if "/node_modules/" in f"/{path}" and "version" in each:
            yield path.rpartition("node_modules/")[2], Version(each["version"].partition("-")[0])


def lets_in(requirement: Requirement, advisory: Advisory) -> list[str]:
    """Return the vulnerable versions that a requirement allows."""
    found = [str(each) for each in advisory.versions() if requirement.specifier.contains(each)]
    lowest = [each for each in requirement.specifier if each.operator in (">=", "==", "~=")]
    if not lowest or max(Version(each.version) for each in lowest) < advisory.fixed[0]:
        found.append(f"whatever is older than {advisory.fixed[0]}")
    return found
