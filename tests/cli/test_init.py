"""The files of `--init`, run by a real server before it is ready."""

import httpx
import pytest

from tests.cli.test_control_plane import free_port
from tests.cli.test_serve_terminals import until


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "init"
    made.mkdir()
    return made


def names_of_areas(server):
    token = server.login("admin", "admin").json()["token"]
    answer = httpx.get(
        f"{server.url}/personnel/api/areas/", headers={"Authorization": f"Token {token}"}
    )
    return [area["area_name"] for area in answer.json()["data"]]


def test_runs_records_requests_and_scripts_in_the_order_of_their_names(commands, folder):
    (folder / "10-records.json").write_text(
        '{"areas": [{"area_code": "A", "area_name": "From JSON"}]}'
    )
    (folder / "20-records.yaml").write_text(
        "areas:\n  - {area_code: B, area_name: From YAML, parent_area: A}\n"
    )
    (folder / "30-requests.http").write_text(
        "POST /personnel/api/areas/\nContent-Type: application/json\n\n"
        '{"area_code": "C", "area_name": "From HTTP", "parent_area": "B"}\n'
    )
    (folder / "40-script.py").write_text(
        "import os, httpx\n"
        "answer = httpx.post(os.environ['ETP_URL'] + '/personnel/api/areas/',\n"
        "    headers={'Authorization': 'Token ' + os.environ['ETP_TOKEN']},\n"
        "    json={'area_code': 'D', 'area_name': 'From a script', 'parent_area': 'C'})\n"
        "assert answer.status_code == 201, answer.text\n"
    )
    with commands.serve("--init", str(folder)) as server:
        assert names_of_areas(server) == [
            "Not Authorized",
            "From JSON",
            "From YAML",
            "From HTTP",
            "From a script",
        ]


def test_runs_only_for_a_new_database(commands, folder):
    (folder / "records.json").write_text('{"areas": [{"area_code": "A", "area_name": "Once"}]}')
    with commands.serve("--init", str(folder)) as server:
        first = names_of_areas(server)
    with commands.serve("--init", str(folder)) as server:
        assert names_of_areas(server) == first == ["Not Authorized", "Once"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.json", '{"areas": [{"area_code": "1"}]}', "areas record 1"),
        ("a.yaml", "areas: [", "is not valid YAML"),
        ("a.http", "GET /personnel/api/areas/NOBODY/", "answered 404"),
        ("a.sh", "echo so it ends >&2; exit 3", "ended with exit code 3: so it ends"),
    ],
)
def test_a_file_that_fails_leaves_the_server_not_ready(commands, folder, name, content, reason):
    (folder / name).write_text(content)
    (folder / "b.json").write_text('{"areas": [{"area_code": "B", "area_name": "Never"}]}')
    server = commands.serve("--init", str(folder), "--port", "0")
    try:
        server.wait_for_text("is not ready")
        assert reason in server.said()
        assert not server.url_file.exists()
    finally:
        server.stop()


def test_a_server_that_was_killed_meanwhile_does_not_say_that_files_are_being_run(commands, folder):
    (folder / "a.sh").write_text(f"touch {folder.parent}/begun; sleep 5")
    flags = ("--init", str(folder))
    killed = commands.serve(*flags)
    until((folder.parent / "begun").exists)
    killed.process.kill()
    killed.stop()

    again = commands.serve("--port", (port := free_port()), *flags)
    try:
        reason = until(lambda: why_not_ready(port))
    finally:
        again.stop()
    assert reason == (
        "The files of --init were not run to their end. Stop the server and delete the data folder"
        " to run them again."
    )


def why_not_ready(port: str) -> str | None:
    """None while nobody answers."""
    try:
        return httpx.get(f"http://127.0.0.1:{port}/_etp/ready").json().get("reason", "ready")
    except httpx.TransportError:
        return None


@pytest.mark.parametrize(
    ("name", "reason"),
    [("notes.txt", "is neither records"), (None, "there is no such folder")],
)
def test_refuses_to_start_with_what_nobody_can_run(commands, folder, name, reason):
    if name:
        (folder / name).write_text("")
    else:
        folder.rmdir()
    done = commands.run("serve", "--port", "0", "--fixture", "empty", "--init", str(folder))
    assert (done.returncode, reason in done.stderr) == (1, True)


def test_what_nobody_can_run_leaves_no_database_that_would_pass_for_an_old_one(commands, folder):
    (folder / "notes.txt").write_text("")
    refused = commands.run("serve", "--port", "0", "--fixture", "empty", "--init", str(folder))
    (folder / "notes.txt").rename(folder / "10-areas.yaml")
    (folder / "10-areas.yaml").write_text("areas:\n  - {area_code: A, area_name: At last}\n")
    with commands.serve("--init", str(folder)) as server:
        assert (refused.returncode, names_of_areas(server)) == (1, ["Not Authorized", "At last"])


def test_a_database_that_exists_is_served_without_the_folder(commands, folder):
    with commands.serve("--init", str(folder)):
        pass
    folder.rmdir()
    with commands.serve("--init", str(folder)) as server:
        assert names_of_areas(server) == ["Not Authorized"]
