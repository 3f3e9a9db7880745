"""Both documents: examples of every body and answer, security, an operationId that stays."""

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.golden import golden_folder
from tests.openapi.documents import (
    CONTROL,
    EVERY,
    VENDOR,
    cases,
    examples,
    operations,
    resolved,
)

golden = golden_folder(__file__)
# The manual's examples lack what is answered: the other item's keys, a new employee's id.
SHORTER_THAN_THE_ANSWER = {"departments_list", "employees_create"}


@pytest.mark.parametrize("whole", [VENDOR, CONTROL], ids=["vendor", "control"])
def test_is_valid(whole):
    assert list(OpenAPIV31SpecValidator(whole).iter_errors()) == []


@pytest.mark.parametrize("found", cases([one for one in EVERY if one.bodies]))
def test_each_body_has_an_example_that_fits_its_schema(found):
    for content in found.bodies.values():
        shown = examples(content)
        assert shown
        for example in shown:
            Draft202012Validator(resolved(found.whole, content["schema"])).validate(example)


@pytest.mark.parametrize("found", cases(EVERY))
def test_each_answer_in_json_has_an_example_that_fits_its_schema(found):
    for status, answer in found.answers.items():
        for kind, content in answer.get("content", {}).items():
            shown = examples(content)
            assert shown or not kind.endswith("json"), (status, kind)
            if found.id not in SHORTER_THAN_THE_ANSWER:
                for example in shown:
                    Draft202012Validator(content["schema"]).validate(example)


@pytest.mark.parametrize("found", cases(EVERY))
def test_each_operation_says_what_it_answers_and_what_it_is_refused_with(found):
    assert found.successes
    for status, answer in found.successes.items():
        assert bool(answer.get("content")) == (status != "204")
    refusals = {code: one for code, one in found.answers.items() if code not in found.successes}
    assert "400" in refusals
    assert all(answer.get("content") for answer in refusals.values())


@pytest.mark.parametrize("found", cases(EVERY))
def test_each_operation_says_how_to_log_in(found):
    asked = found.told.get("security", found.whole.get("security"))
    schemes = found.whole["components"]["securitySchemes"]
    assert asked is not None
    assert {name for one in asked for name in one} <= set(schemes)
    if found.told.get("tags") == ["Tokens"]:
        assert asked == []


def test_operation_ids_are_unique_and_stay_as_they_are():
    for whole, name in ((VENDOR, "vendor"), (CONTROL, "control")):
        named = [(one.id, f"{one.method.upper()} {one.path}") for one in operations(whole)]
        assert len(dict(named)) == len(named)
        golden(f"operation_ids_{name}.json", dict(sorted(named)))
