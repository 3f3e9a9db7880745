"""Each list costs the same queries with 1 record and with 50: those of a real call with a key."""

from collections.abc import Callable
from typing import Any

import pytest

from etpserver.api.schema.words import kind_of
from tests import factories
from tests.contract.operations import BUILT

# Operation: queries (the key's holder, the count, the page's keys, its records), a record's maker.
LISTS: dict[str, tuple[int, Callable[..., Any]]] = {
    "areas_list": (4, lambda: factories.make_area(parent_area_id=1)),
    "departments_list": (4, lambda: factories.make_department(parent_dept_id=1)),
    "employees_list": (4, factories.make_employee),
    "locations_list": (4, lambda: factories.make_location(parent_location_id=1)),
    "positions_list": (4, lambda: factories.make_position(parent_position_id=1)),
    "resigns_list": (4, factories.make_resignation),
}
ROOTS = {"employees_list": 0, "resigns_list": 0}  # what an installation holds of each; else 1
PATHS = {operation.id: operation.path for operation in BUILT if kind_of(operation) == "list"}


def test_every_built_list_is_counted():
    assert set(LISTS) == set(PATHS)


@pytest.mark.parametrize("records", [1, 50])
@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_this_many_queries(name, records, caller, django_assert_num_queries):
    queries, make = LISTS[name]
    for _ in range(records - ROOTS.get(name, 1)):
        make()
    client = caller("admin")
    with django_assert_num_queries(queries):
        answer = client.get(PATHS[name], {"page_size": 50})
    assert len(answer.json()["data"]) == records
