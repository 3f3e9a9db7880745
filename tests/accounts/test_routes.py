import pytest

OPERATIONS = [
    "api-token-auth",
    "jwt-api-token-auth",
    "jwt-api-token-refresh",
    "staff-api-token-auth",
    "staff-jwt-api-token-auth",
]
PATHS = [
    path
    for operation in OPERATIONS
    for path in (f"/api/{operation}/", f"/api/{operation}", f"/{operation}/", f"/{operation}")
]


@pytest.mark.parametrize("path", PATHS)
def test_is_served_without_a_redirect(api, path):
    assert api.post(path, {}, format="json").status_code == 400


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_takes_post_only(api, path, method):
    answer = getattr(api, method)(path)

    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST, OPTIONS")


@pytest.mark.parametrize(
    "path", ["/api/api-token-auth//", "/api/api-token-auth/%0A", "/x/api-token-auth/"]
)
def test_serves_nothing_beside(api, path):
    assert api.post(path, {}, format="json").status_code == 404
