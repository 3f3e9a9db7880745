import pytest
from django.db import OperationalError
from django.test import Client

from etpserver import __version__
from etpserver.emulator import probes

pytestmark = pytest.mark.django_db


def test_health_tells_version_worlds_and_capabilities(client: Client) -> None:
    told = client.get("/_etp/health").json()
    assert told.pop("uptime_s") >= 0
    capabilities = told.pop("capabilities")
    assert told == {"version": __version__, "worlds": ["main"]}
    assert capabilities["tls"] is False
    assert capabilities["sqlite"] is not capabilities["postgresql"]


@pytest.mark.parametrize(
    ("path", "answer"),
    [("/livez", b"ok\n"), ("/readyz", b"ok\n"), ("/_etp/ready", b'{"ready": true}')],
)
@pytest.mark.parametrize("slash", ["", "/"])
def test_probes_answer(client: Client, path: str, slash: str, answer: bytes) -> None:
    response = client.get(path + slash)
    assert (response.status_code, response.content) == (200, answer)


def test_is_not_ready_before_the_database_is_migrated(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = probes.known_migrations()
    monkeypatch.setattr(probes, "known_migrations", lambda: known | {("personnel", "0999_next")})
    response = client.get("/_etp/ready")
    reason = "The database lacks 1 migrations."
    assert (response.status_code, response.json()) == (503, {"ready": False, "reason": reason})
    assert client.get("/readyz").status_code == 503


def test_is_not_ready_without_its_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_connection: object) -> None:
        raise OperationalError("connection refused\nDETAIL")

    monkeypatch.setattr(probes, "applied_migrations", fail)
    monkeypatch.setattr(probes.connection, "close", lambda: None)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.content == b"The database does not answer: connection refused\n"
    assert client.get("/livez").status_code == 200


def test_has_no_ca_without_tls(client: Client) -> None:
    assert client.get("/_etp/ca.pem").status_code == 404


def test_probes_are_read_only(client: Client) -> None:
    assert client.post("/_etp/health").status_code == 405
