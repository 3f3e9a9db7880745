"""The comparison can fail: an answer with one thing changed is told from the documented one."""

import copy

import pytest

from etpserver.api.schema.contract import operations
from tests.contract.comparison import differences_of_form, differences_of_values, form_of
from tests.contract.deviations import PRINTED_ONCE

EXAMPLES = {
    operation.id: operation.response_example
    for operation in operations().values()
    if operation.response_example is not None
}
YES, NO = True, False
LOCATION = ("data", 2, "parent_location")


def changed(example, path, change):
    """A copy of the example with `change` done to what holds the last step of the path."""
    answer = copy.deepcopy(example)
    holder = answer
    *way, last = path
    for step in way:
        holder = holder[step]
    change(holder, last)
    return answer


def remove(holder, key):
    del holder[key]


def rename(holder, key):
    holder[f"{key}s"] = holder.pop(key)


def wrap(holder, key):
    holder[key] = [holder[key]]


def nest(holder, key):
    holder[key] = {"id": holder[key]}


def as_text(holder, key):
    holder[key] = str(holder[key])


def put(value):
    def change(holder, key):
        assert holder.get(key, "nothing") != value or type(holder[key]) is not type(value)
        holder[key] = value

    change.__name__ = f"put {value!r}"
    return change


MUTATIONS_OF_FORM = [
    ("locations_list", ("count",), remove),
    ("locations_list", ("count",), as_text),
    ("locations_list", ("count",), put(None)),
    ("locations_list", ("count",), put(YES)),
    ("locations_list", ("results",), put([])),
    ("locations_list", ("data",), rename),
    ("locations_list", ("data", 0, "id"), remove),
    ("locations_list", ("data", 1, "id"), as_text),
    ("locations_list", ("data", 2, "location_code"), put(3)),
    ("locations_list", ("data", 2, "location_name"), put(None)),
    ("locations_list", ("data", 2, "location_type"), put("")),
    ("locations_list", LOCATION, wrap),
    ("locations_list", LOCATION, put("d")),
    ("locations_list", (*LOCATION, "location_code"), remove),
    ("locations_list", (*LOCATION, "company"), put(None)),
    ("locations_list", ("data", 0, "company", "id"), put(1)),
    ("employees_list", ("data", 0, "enable_att"), put(1)),
    ("employees_list", ("data", 0, "dev_privilege"), put(NO)),
    ("employees_list", ("data", 0, "area"), put({})),
    ("employees_list", ("data", 0, "area", 0, "id"), as_text),
    ("employees_list", ("data", 0, "area", 0, "area_name"), rename),
    ("employees_list", ("data", 0, "department"), put("python")),
    ("areas_create", ("parent_area",), nest),
    ("areas_delete", ("message",), rename),
    ("positions_create", ("id",), put(10)),
    ("auth_api_token", ("token",), put(None)),
]
MUTATIONS_OF_VALUES = [
    ("locations_list", ("count",), put(4)),
    ("locations_list", ("code",), put(NO)),
    ("locations_list", ("next",), put("")),
    ("locations_list", ("data", 2, "location_name"), put("K")),
    ("locations_list", (*LOCATION, "id"), put(3)),
    ("locations_list", (*LOCATION, "parent_location"), put(0)),
    ("locations_list", ("data", 2), remove),
    ("employees_list", ("data", 0, "area", 0, "area_name"), put("not authorized")),
    ("employees_list", ("data", 0, "flow_role"), put(None)),
]


def cases(mutations):
    return [
        pytest.param(*case, id=f"{case[0]} {'.'.join(map(str, case[1]))} {case[2].__name__}")
        for case in mutations
    ]


def differences(name, answer):
    return differences_of_form(answer, form_of(EXAMPLES[name]))


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_what_it_documents(name):
    found = differences(name, EXAMPLES[name])
    assert set(found) == {f"{path}: missing" for path in PRINTED_ONCE.get(name, ())}
    assert differences_of_values(EXAMPLES[name], EXAMPLES[name]) == []


@pytest.mark.parametrize(("name", "path", "change"), cases(MUTATIONS_OF_FORM))
def test_a_changed_key_or_kind_is_found(name, path, change):
    answer = changed(EXAMPLES[name], path, change)
    found = differences(name, answer)
    assert found
    assert any(str(path[-1]) in difference for difference in found)
    assert differences_of_values(answer, EXAMPLES[name])


@pytest.mark.parametrize(("name", "path", "change"), cases(MUTATIONS_OF_VALUES))
def test_a_changed_value_is_found(name, path, change):
    answer = changed(EXAMPLES[name], path, change)
    assert differences_of_values(answer, EXAMPLES[name])


def test_additions_and_nullable_paths_are_let_through_only_where_they_are_named():
    form = form_of({"data": [{"id": 1, "parent": {"id": 2}}]})
    answer = {"data": [{"id": 1, "parent": None, "extra": ""}], "extra": ""}
    assert differences_of_form(
        answer, form, additions=["data[].extra"], nullable=["data[].parent"]
    ) == ["extra: not documented"]
    assert len(differences_of_form(answer, form, additions=["parent"], nullable=["parent"])) == 3


def test_any_kind_will_do_where_the_example_shows_null():
    form = form_of({"next": None})
    for value in (None, 1, "", {}, []):
        assert differences_of_form({"next": value}, form) == []
