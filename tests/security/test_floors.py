"""No version of a dependency that is known to be vulnerable is let in, or used here; found without a network."""

from __future__ import annotations

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from .floors import Advisory, advisories, declared, lets_in, locked, locked_by_npm, none_known

DJANGO = Advisory("django", "x", "x", (Version("5.2.15"), Version("6.0.6")))


def test_no_package_of_ours_lets_a_vulnerable_version_in() -> None:
    found = [
        f"{path}: {requirement} allows {', '.join(versions)}, in which {each.what} ({each.id}); raise its floor"
        for path, requirement in declared()
        for each in advisories("python")
        if canonicalize_name(requirement.name) == each.package and (versions := lets_in(requirement, each))
    ]

    assert found == []


@pytest.mark.parametrize(("ecosystem", "lock"), [("python", locked), ("npm", locked_by_npm)])
def test_no_vulnerable_version_is_locked(ecosystem: str, lock) -> None:
    pinned = list(lock())
    known = {each.package for each in advisories(ecosystem)}

    found = [
        f"{name} {version}: {each.what} ({each.id})"
        for name, version in pinned
        for each in advisories(ecosystem)
        if name == each.package and each.concerns(version)
    ]

    assert found == []
    assert len(known & {name for name, _ in pinned}) >= len(known) - 2  # pyjwt and authlib, which nobody wants here


def test_somebody_has_looked_at_every_dependency() -> None:
    looked_at = {each.package for each in advisories("python")} | none_known().keys()
    unknown = sorted({canonicalize_name(each.name) for _, each in declared()} - looked_at)

    assert unknown == [], (
        f"Nobody has looked whether {', '.join(unknown)} has known vulnerabilities. Look, and add them to "
        "tests/security/advisories.json, or add the name to `none known` there, with a reason."
    )


@pytest.mark.parametrize(
    ("version", "concerned"),
    [
        *((each, True) for each in ("4.2.30", "5.1.99", "5.2", "5.2.14", "6.0", "6.0.5")),
        *((each, False) for each in ("5.2.15", "5.2.16", "6.0.6", "6.0.7", "6.1", "6.1.3")),
    ],
)
def test_a_vulnerable_version_is_known(version: str, concerned: bool) -> None:
    assert DJANGO.concerns(Version(version)) is concerned


@pytest.mark.parametrize(
    ("requirement", "fine"),
    [
        ("django", False),
        ("django<7", False),
        ("django>=5.2", False),
        ("django>=5.2.14,!=6.0.*", False),
        ("django>=5.2.15", False),
        ("django>=5.2.15,!=6.0.*", True),
        ("django>=5.2.15,!=6.0,!=6.0.1,!=6.0.2,!=6.0.3,!=6.0.4", False),
        ("django>=5.2.15,!=6.0,!=6.0.1,!=6.0.2,!=6.0.3,!=6.0.4,!=6.0.5", True),
        ("django>=6.0.6", True),
        ("django==6.0.5", False),
    ],
)
def test_a_floor_that_is_too_low_is_noticed(requirement: str, fine: bool) -> None:
    assert (lets_in(Requirement(requirement), DJANGO) == []) is fine
