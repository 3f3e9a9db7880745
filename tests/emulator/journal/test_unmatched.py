"""Requests that led nowhere, with the route that they may have meant."""

import pytest

from tests.emulator.journal.conftest import AREAS, entry, listed, paths
from tests.emulator.live import Fresh


def test_names_the_nearest_route(fresh: Fresh) -> None:
    fresh.client.get(AREAS)
    fresh.client.get("/personnel/api/area/")
    fresh.client.delete(AREAS)
    fresh.client.get(f"{AREAS}nowhere/")

    assert listed(fresh, "/unmatched") == [
        entry(
            "GET",
            "/personnel/api/area/",
            404,
            nearest={"operation": "areas_list", "method": "GET", "path": AREAS},
        ),
        entry(
            "DELETE",
            AREAS,
            405,
            user="admin",
            nearest={"operation": "areas_list", "method": "GET", "path": AREAS},
        ),
        entry(
            "GET",
            f"{AREAS}nowhere/",
            404,
            operation="areas_read",
            user="admin",
            nearest={
                "operation": "areas_read",
                "method": "GET",
                "path": "/personnel/api/areas/{area_code}/",
            },
        ),
    ]


@pytest.mark.parametrize(
    ("method", "path", "operation"),
    [
        ("POST", "/personnel/api/employee", "employees_create"),
        ("PUT", "/personnel/area/7/", "areas_update"),
        ("GET", "/api/personnel/departments/", "departments_list"),
        ("POST", "/api-token-aut/", "auth_api_token"),
        ("GET", "/iclock/api/transaction/", "transactions_list"),
    ],
)
def test_knows_routes_of_every_kind(fresh: Fresh, method: str, path: str, operation: str) -> None:
    fresh.client.request(method, path)

    (one,) = listed(fresh, "/unmatched")

    assert (one["path"], one["nearest"]["operation"]) == (path, operation)


def test_pages_in_place_of_a_404_are_unmatched_too(fresh: Fresh) -> None:
    fresh.control("PATCH", "/settings", {"unknown_paths": "html200"})
    assert fresh.client.get("/personnel/api/area/").status_code == 200

    assert paths(listed(fresh, "/unmatched")) == ["/personnel/api/area/"]


def test_a_404_on_purpose_is_not_unmatched(fresh: Fresh) -> None:
    answer = fresh.client.get(AREAS, headers={"X-Etp-Fault": "status=404"})
    assert answer.status_code == 404

    assert listed(fresh, "/unmatched") == []
