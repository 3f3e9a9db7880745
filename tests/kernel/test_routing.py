"""Which operation a request is."""

from etpserver.api.schema import routing
from etpserver.api.schema.routing import operation_of


def test_long_paths_are_not_remembered():
    before = routing._remembered.cache_info().currsize

    found = [operation_of("GET", f"/iclock/cdata/{'x' * 500}{n}") for n in range(10)]

    assert found == ["push_other"] * 10
    assert routing._remembered.cache_info().currsize == before


def test_the_operation_of_a_short_path_is_the_same_when_it_is_remembered():
    asked = [("GET", "/personnel/api/areas/"), ("HEAD", "/iclock/cdata"), ("PUT", "/nowhere/")]

    for _ in range(2):
        assert [operation_of(*one) for one in asked] == ["areas_list", "push_cdata", None]
