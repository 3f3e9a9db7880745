"""The server of a test session, which is killed at its end."""

import tempfile

import httpx

from etpserver.testing.server import ServerProcess


def test_nothing_is_left_of_a_server_that_was_stopped(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with ServerProcess("empty") as server:
        assert httpx.get(f"{server.url}/livez").status_code == 200
        assert list(tmp_path.iterdir()) == [server.folder]
    assert list(tmp_path.iterdir()) == []
