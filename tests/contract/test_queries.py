"""Each list costs the same queries with 1 record and with 50: those of a real call with a key."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from etpserver.api.schema.words import kind_of
from tests import factories
from tests.contract.operations import ALL
from tests.iclock.factories import make_terminal
from tests.iclock.messages.records import make_private, make_public
from tests.iclock.transactions.punches import make_punch, make_unregistered

# Operation: queries (the key's holder, the count, the page's keys, its records), a record's maker.
_numbers = count()
LISTS: dict[str, tuple[int, Callable[..., Any]]] = {
    "areas_list": (4, lambda: factories.make_area(parent_area_id=1)),
    "departments_list": (4, lambda: factories.make_department(parent_dept_id=1)),
    "employees_list": (4, factories.make_employee),
    "locations_list": (4, lambda: factories.make_location(parent_location_id=1)),
    "positions_list": (4, lambda: factories.make_position(parent_position_id=1)),
    "biodatas_list": (4, lambda: factories.make_template(factories.make_employee())),
    "private_messages_list": (4, make_private),
    "public_messages_list": (4, make_public),
    "resigns_list": (4, factories.make_resignation),
    "terminals_list": (4, make_terminal),
    "transactions_list": (4, lambda: make_punch(str(next(_numbers)))),
    "unregister_list": (4, lambda: make_unregistered(str(next(_numbers)))),
}
TREES = {"areas_list", "departments_list", "locations_list", "positions_list"}  # each has a root
PATHS = {operation.id: operation.path for operation in ALL if kind_of(operation) == "list"}


def test_every_list_is_counted():
    assert set(LISTS) == set(PATHS)


@pytest.mark.parametrize("records", [1, 50])
@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_this_many_queries(name, records, caller, django_assert_num_queries):
    queries, make = LISTS[name]
    for _ in range(records - (name in TREES)):
        make()
    client = caller("admin")
    with django_assert_num_queries(queries):
        answer = client.get(PATHS[name], {"page_size": 50})
    assert len(answer.json()["data"]) == records
