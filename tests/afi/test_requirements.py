"""The prose, the requirements and the vectors cover each other, in every direction."""

from __future__ import annotations

import pytest

from . import cases, requirements, schemas
from .scenes import all_scenes

MANIFEST = requirements.manifest()
DOCUMENT = cases.suite("document")["expectations"]
CITED = {
    *(each for case in cases.all_cases() for each in case.requires),
    *(each for expectation in DOCUMENT for each in expectation["requires"]),
    *cases.suite("canonical/canonical")["requires"],
    *cases.suite("cache-keys")["requires"],
    *cases.suite("tokens")["requires"],
    *(each for scene in all_scenes() for each in scene.requires),
}


def test_the_manifest_says_what_the_prose_says() -> None:
    written: dict[str, dict[str, object]] = {
        name: {key: value for key, value in each.items() if key != "untested"} for name, each in MANIFEST.items()
    }

    assert written == dict(requirements.prose())


def test_every_id_stands_once_in_the_prose() -> None:
    ids = [name for name, _ in requirements.prose()]

    assert len(ids) == len(set(ids)) == requirements.PROSE.read_text("utf-8").count("**AFI-")


def test_every_requirement_says_how_binding_it_is() -> None:
    assert [name for name, each in MANIFEST.items() if not each.get("level")] == []


def test_every_requirement_has_a_vector_or_a_reason() -> None:
    assert [name for name, each in MANIFEST.items() if name not in CITED and "untested" not in each] == []


def test_no_requirement_has_both_a_vector_and_an_excuse() -> None:
    assert [name for name, each in MANIFEST.items() if name in CITED and "untested" in each] == []


def test_every_vector_cites_requirements_that_exist() -> None:
    assert CITED - MANIFEST.keys() == set()


def test_every_case_has_an_id_of_its_own() -> None:
    ids = [case.id for case in cases.all_cases()] + [each["id"] for each in DOCUMENT]
    ids += [scene.id for scene in all_scenes()]

    assert sorted(ids) == sorted(set(ids))


def test_the_manifest_fits_its_schema() -> None:
    assert schemas.problems("requirements", MANIFEST) == []


@pytest.mark.parametrize("name", cases.suites())
def test_vectors_fit_their_schema(name: str) -> None:
    assert schemas.problems(cases.FORMATS.get(name, "vectors"), cases.suite(name)) == []


@pytest.mark.parametrize("name", schemas.names())
def test_schemas_are_valid(name: str) -> None:
    schemas.check(name)


def test_requests_that_succeed_fit_their_schema() -> None:
    misfits = [
        (case.id, problems)
        for case in cases.all_cases()
        for step in case.steps()
        if step.response.get("status") == 200 and "json" in step.request.get("body", {}) and _is_strict(case)
        if (problems := schemas.problems(_request_schema(step.request["path"]), step.request["body"]["json"]))
    ]

    assert misfits == []


def _is_strict(case: cases.Case) -> bool:
    """Tell whether a case sends what it should; those about bad wishes in `mounted` do not."""
    return "AFI-FLIGHT-5" not in case.requires


def _request_schema(path: str) -> str:
    return "fetch-request" if path.startswith("/context/") else "call-request"
