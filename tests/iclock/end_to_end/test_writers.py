"""Eight clients upload at once; two of them at a time are one terminal and send the same lines."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.cli.conftest import Commands
from tests.emulator.postgres import base_database
from tests.iclock.end_to_end.conftest import logged_in

WRITERS, TERMINALS, UPLOADS, LINES = 8, 4, 8, 50
KNOWN = [f"{100 + number}" for number in range(LINES // 2)]
UNKNOWN = [f"X{number}" for number in range(LINES // 2)]
IMPORT, FORM = "/personnel/api/employees/import_emp/", {"import_type": "0"}


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("writers")
    commands = Commands(folder, tmp_path_factory.getbasetemp() / "templates")
    if request.param == "sqlite":
        with commands.serve() as server:
            yield server.url
        return
    with base_database() as base, commands.serve("--database", base.url) as server:
        yield server.url


def upload(number: int) -> dict[str, str]:
    """When whom of an upload punched: every PIN once."""
    return {
        pin: f"2026-01-{number + 1:02} 09:{place:02}:00"
        for place, pin in enumerate([*KNOWN, *UNKNOWN])
    }


def body(number: int) -> str:
    return "".join(f"{pin}\t{time}\t0\t1\n" for pin, time in upload(number).items())


def test_what_eight_writers_upload_at_once_is_all_stored_and_each_punch_once(url: str) -> None:
    def write(writer: int) -> list[tuple[int, str]]:
        """One of the two clients of a terminal begins with what the other ends with."""
        path = f"{url}/iclock/cdata?SN=SN{writer % TERMINALS}&table=ATTLOG&Stamp=9999"
        numbers = [*range(UPLOADS)][:: 1 if writer < TERMINALS else -1]
        answers = [httpx.post(path, content=body(number), timeout=60) for number in numbers]
        return [(answer.status_code, answer.text) for answer in answers]

    with logged_in(url) as rest:
        rows = "".join(f"{code},1,1\n" for code in KNOWN)
        sheet = {"import_file": ("people.csv", f"emp_code,dept_code,area_code\n{rows}")}
        assert rest.post(IMPORT, data=FORM, files=sheet).status_code == 200

        with ThreadPoolExecutor(WRITERS) as threads:
            answers = list(threads.map(write, range(WRITERS)))

        assert answers == [[(200, f"OK: {LINES}")] * UPLOADS] * WRITERS
        for kind, code, pins in (
            ("transactions", "emp_code", KNOWN), ("unregister", "crc", UNKNOWN),
        ):  # fmt: skip
            assert stored(rest, kind, code) == sorted(
                (f"SN{terminal}", pin, upload(number)[pin])
                for terminal in range(TERMINALS)
                for number in range(UPLOADS)
                for pin in pins
            )


def stored(rest: httpx.Client, kind: str, code: str) -> list[tuple[str, str, str]]:
    """Terminal, PIN and time of every punch."""
    answer = rest.get(f"/iclock/api/{kind}/", params={"page_size": 1000}).json()
    assert len(answer["data"]) == answer["count"]
    return sorted((one["terminal_sn"], one[code], one["punch_time"]) for one in answer["data"])
