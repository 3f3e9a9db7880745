"""Two servers on one PostgreSQL: requests that alternate between them meet one server."""

import re
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import httpx
import pytest
from openpyxl import Workbook
from PIL import Image

from tests.emulator.live import Live
from tests.scaling.machines import Of, Turns

AREAS = "/personnel/api/areas/"
EMPLOYEES = "/personnel/api/employees/"
TERMINALS = "/iclock/api/terminals/"
LOGIN = {"username": "admin", "password": "admin"}
ROUNDS = 5
READS = 4  # two by each server
HANDED_OUT = re.compile(r"^C:(\d+):(.*)$", re.MULTILINE)


def seen(world: Of, method: str, path: str) -> list[int]:
    return [world.api(method, path).status_code for _ in range(READS)]


# ---- worlds --------------------------------------------------------------------------------------


def test_a_world_made_by_one_is_used_reset_and_dropped_by_the_other(turns: Turns) -> None:
    for number in range(ROUNDS + 1):  # each of them makes the world in turn
        name = f"turn-{number}"
        made = turns("POST", "/_etp/worlds", json={"name": name, "from": "empty"})
        assert made.status_code == 201, made.text
        world = Of(turns, name, made.json()["token"])
        for step in range(ROUNDS):
            body = {"area_code": f"A{step}", "area_name": f"Area {step}"}
            assert world.api("POST", AREAS, json=body).status_code == 201
            assert world.api("GET", AREAS).json()["count"] == step + 2
        assert world.control("POST", "/reset").status_code == 200
        assert [world.api("GET", AREAS).json()["count"] for _ in range(READS)] == [1] * READS
        assert turns("DELETE", f"/_etp/worlds/{name}").status_code == 204
        assert seen(world, "GET", "/livez") == [404] * READS
        if number % 2 == 0:
            turns("GET", "/livez")  # lets the other one begin


def test_what_one_has_written_the_other_reads_at_once(world: Of) -> None:
    code = world.api("POST", AREAS, json={"area_code": "Z", "area_name": "0"}).json()["area_code"]
    for number in range(20):
        changed = world.api("PATCH", f"{AREAS}{code}/", json={"area_name": str(number)})
        assert changed.status_code == 200
        names = [world.api("GET", f"{AREAS}{code}/").json()["area_name"] for _ in range(3)]
        assert names == [str(number)] * 3


def test_both_have_the_same_clock(world: Of) -> None:
    for day in range(1, ROUNDS + 1):
        now = f"2001-01-{day:02}T08:00:00+05:30"
        world.control("PUT", "/clock", {"mode": "frozen", "now": now})
        assert [world.control("GET", "/clock").json()["now"] for _ in range(READS)] == [now] * READS
    for _ in range(4):
        world.control("POST", "/clock/advance", {"by": "PT1H"})
    assert world.control("GET", "/clock").json()["now"] == "2001-01-05T12:00:00+05:30"


def test_both_have_the_same_settings(world: Of) -> None:
    for number in range(ROUNDS):
        validate = ("strict", "vendor")[number % 2]
        world.control("PATCH", "/settings", {"validate": validate})
        found = [world.control("GET", "/settings").json()["settings"] for _ in range(READS)]
        assert [one["validate"] for one in found] == [validate] * READS
        expected = 400 if validate == "strict" else 200
        assert seen(world, "GET", f"{AREAS}?nonsense=1") == [expected] * READS


def test_a_state_saved_by_one_is_restored_by_the_other(world: Of) -> None:
    world.api("POST", AREAS, json={"area_code": "KEPT", "area_name": "Kept"})
    name = f"{world.world}-s"
    try:
        assert world.control("POST", "/snapshots", {"name": name}).status_code == 201
        for _ in range(3):
            world.api("DELETE", f"{AREAS}KEPT/")
            assert seen(world, "GET", f"{AREAS}KEPT/") == [404] * READS
            assert world.control("POST", f"/snapshots/{name}/restore").status_code == 200
            assert seen(world, "GET", f"{AREAS}KEPT/") == [200] * READS
    finally:
        world.turns("DELETE", f"/_etp/snapshots/{name}")
    assert {world.turns("GET", f"/_etp/snapshots/{name}").status_code for _ in range(2)} == {404}


def test_neither_offers_undo(world: Of) -> None:
    assert [world.control("POST", "/undo").status_code for _ in range(2)] == [501, 501]
    told = [world.turns("GET", "/_etp/health").json()["capabilities"]["undo"] for _ in range(2)]
    assert told == [False, False]


# ---- faults and the journal ----------------------------------------------------------------------


def test_the_times_of_a_fault_are_counted_across_both(world: Of) -> None:
    rule = {"match": {"operation": "areas_list"}, "times": 5, "do": {"status": 503}}
    number = world.control("POST", "/faults", rule).json()["id"]
    assert [world.api("GET", AREAS).status_code for _ in range(8)] == [503] * 5 + [200] * 3
    told = [world.control("GET", f"/faults/{number}").json() for _ in range(2)]
    assert [(one["seen"], one["hits"], one["state"]) for one in told] == [(8, 5, "spent")] * 2
    world.control("DELETE", f"/faults/{number}")


def test_the_times_of_a_fault_are_exact_when_both_are_asked_at_once(
    world: Of, machines: tuple[Live, Live]
) -> None:
    rule = {"match": {"operation": "areas_list"}, "times": 7, "do": {"status": 503}}
    world.control("POST", "/faults", rule)
    headers = {"Authorization": f"Token {world.token}"}

    def ask(number: int) -> int:
        path = f"{machines[number % 2].url}/_etp/w/{world.world}{AREAS}"
        return httpx.get(path, headers=headers, timeout=60).status_code

    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(ask, range(24)))
    assert sorted(found) == [200] * 17 + [503] * 7


def test_a_scenario_begun_by_one_is_played_by_both_until_either_ends_it(world: Of) -> None:
    for _ in range(3):
        assert world.control("POST", "/scenarios/maintenance", {}).status_code == 201
        assert seen(world, "GET", AREAS) == [503] * READS
        assert world.control("DELETE", "/scenarios/maintenance").status_code == 204
        assert seen(world, "GET", AREAS) == [200] * READS
        world.control("GET", "/clock")  # lets the other one begin


def test_the_requests_of_both_are_in_the_journal_of_both(world: Of) -> None:
    world.control("DELETE", "/requests")
    for page in range(1, 7):
        world.api("GET", f"{AREAS}?page_size={page}")
    journals = [world.control("GET", "/requests").json()["requests"] for _ in range(2)]
    assert journals[0] == journals[1]
    asked = [one["query"]["page_size"] for one in journals[0]]
    assert asked == ["1", "2", "3", "4", "5", "6"]
    verified = {"match": {"operation": "areas_list"}, "count": {"exactly": 6}}
    assert world.control("POST", "/requests/verify", verified).status_code == 200


def test_who_listens_at_one_hears_of_a_request_to_the_other(
    world: Of, machines: tuple[Live, Live]
) -> None:
    one, two = machines
    listen = f"{one.url}/_etp/worlds/{world.world}/events"
    with httpx.stream("GET", listen, timeout=60) as events:
        lines = events.iter_lines()
        httpx.get(f"{two.url}/_etp/w/{world.world}{AREAS}", auth=("admin", "admin"), timeout=60)
        heard = next(line for line in lines if line.startswith("data:"))
    assert '"operation":"areas_list"' in heard


# ---- who calls -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "scheme"), [("/api-token-auth/", "Token"), ("/jwt-api-token-auth/", "JWT")]
)
def test_a_login_at_one_is_valid_at_both_until_either_ends_it(
    world: Of, path: str, scheme: str
) -> None:
    for _ in range(3):
        token = world.turns("POST", f"/_etp/w/{world.world}{path}", json=LOGIN).json()["token"]
        headers = {"Authorization": f"{scheme} {token}"}

        def statuses(headers: dict[str, str] = headers) -> list[int]:
            return [world.api("GET", AREAS, headers=headers).status_code for _ in range(READS)]

        assert statuses() == [200] * READS
        world.control("POST", "/tokens/expire", {"user": "admin"})
        assert statuses() == [401] * READS
        world.turns("GET", "/livez")


def test_a_login_to_the_console_at_one_is_one_at_both_until_it_ends(
    machines: tuple[Live, Live],
) -> None:
    cookies = httpx.Cookies()

    def ask(number: int, method: str, path: str, **how: str) -> httpx.Response:
        url = machines[number % 2].url
        with httpx.Client(base_url=url, cookies=cookies, timeout=60) as client:
            answer = client.request(method, f"/_etp/admin/{path}", data=how or None)
            cookies.update(client.cookies)
        return answer

    form = ask(0, "GET", "login/").text
    secret = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
    assert secret is not None
    fields = {**LOGIN, "csrfmiddlewaretoken": secret[1]}
    assert ask(1, "POST", "login/", **fields).status_code == 302
    assert [ask(number, "GET", "").status_code for number in range(READS)] == [200] * READS
    form = ask(0, "GET", "").text
    secret = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
    assert secret is not None
    assert ask(1, "POST", "logout/", csrfmiddlewaretoken=secret[1]).status_code == 200
    assert [ask(number, "GET", "").status_code for number in range(READS)] == [302] * READS


# ---- terminals -----------------------------------------------------------------------------------


def test_a_terminal_that_polls_both_gets_each_command_once_in_their_order(world: Of) -> None:
    world.terminal("GET", "cdata?SN=G1&options=all&pushver=2.4.1")
    key = world.api("GET", f"{TERMINALS}?sn=G1").json()["data"][0]["id"]
    world.terminal("GET", "getrequest?SN=G1")
    for number in range(10):
        body = {"area_code": f"Q{number}", "area_name": f"Q{number}"}
        world.api("POST", AREAS, json=body)
    got: list[tuple[str, str]] = []
    for number in range(6):
        person = {"emp_code": f"{number}", "first_name": f"P{number}", "department": "1",
                  "area": ["1"]}  # fmt: skip
        added = world.api("POST", EMPLOYEES, json=person)
        assert added.status_code == 201, added.text
        if number % 3 == 2:
            got += fetched(world)
    assert [re.search(r"PIN=(\d+)", text)[1] for _, text in got] == ["0", "1", "2", "3", "4", "5"]  # type: ignore[index]
    assert len({number for number, _ in got}) == 6
    assert [world.terminal("GET", "getrequest?SN=G1") for _ in range(READS)] == ["OK"] * READS
    states = [
        world.turns("GET", f"/_etp/w/{world.world}/_etp/terminals/G1/commands").json()
        for _ in range(2)
    ]
    assert states[0] == states[1]
    assert key


def fetched(world: Of) -> list[tuple[str, str]]:
    """Poll until nothing is left, the answers going to the next server each time."""
    found: list[tuple[str, str]] = []
    while (lines := world.terminal("GET", "getrequest?SN=G1")) != "OK":
        commands = HANDED_OUT.findall(lines)
        results = "\n".join(f"ID={number}&Return=0&CMD=DATA" for number, _ in commands)
        assert world.terminal("POST", "devicecmd?SN=G1", results) == "OK"
        found += commands
    return found


def test_a_punch_sent_again_to_the_other_is_stored_once(world: Of) -> None:
    line = "7\t2026-01-05 09:00:00\t0\t1\n"
    for _ in range(4):
        assert world.terminal("POST", "cdata?SN=G2&table=ATTLOG&Stamp=1", line) == "OK: 1"
    unknown = world.api("GET", "/iclock/api/unregister/").json()["count"]
    known = world.api("GET", "/iclock/api/transactions/").json()["count"]
    assert unknown + known == 1


# ---- files ---------------------------------------------------------------------------------------


def test_a_photo_uploaded_to_one_is_served_by_both(world: Of) -> None:
    person = {"emp_code": "5", "first_name": "P", "department": "1", "area": ["1"]}
    world.api("POST", EMPLOYEES, json=person)
    picture = BytesIO()
    Image.new("RGB", (90, 90), "teal").save(picture, "JPEG")
    sent = world.api(
        "POST", f"{EMPLOYEES}update_emp_photo/", data={"emp_code": "5"},
        files={"upload_photo": ("p.jpg", picture.getvalue())},
    )  # fmt: skip
    assert sent.status_code == 200, sent.text
    shown = [world.api("GET", "/files/photo/5.jpg") for _ in range(2)]
    assert [one.status_code for one in shown] == [200, 200]
    assert shown[0].content == shown[1].content


def workbook(codes: range, name: str) -> bytes:
    book = Workbook()
    book.active.append(["Area Code", "Area Name"])
    for code in codes:
        book.active.append([f"I{code}", f"{name} {code}"])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def imported(world: Of, server: Live, content: bytes) -> httpx.Response:
    return httpx.post(
        f"{server.url}/_etp/w/{world.world}{AREAS}import_area/",
        headers={"Authorization": f"Token {world.token}"},
        data={"import_type": "1"},
        files={"import_file": ("areas.xlsx", content)},
        timeout=120,
    )


def test_who_reads_at_the_other_sees_none_or_all_of_an_import(
    world: Of, machines: tuple[Live, Live]
) -> None:
    one, _ = machines
    counts = set()
    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(imported, world, one, workbook(range(400), "Room"))
        while not running.done():
            counts.add(world.api("GET", AREAS).json()["count"])
        assert running.result().status_code == 200, running.result().text
    counts |= {world.api("GET", AREAS).json()["count"] for _ in range(2)}
    assert counts <= {1, 401}
    assert 401 in counts


def test_two_imports_of_the_same_rows_at_once_are_both_taken(
    world: Of, machines: tuple[Live, Live]
) -> None:
    books = [workbook(range(200), "First"), workbook(range(100, 300), "Second")]
    with ThreadPoolExecutor(2) as threads:
        answers = list(
            threads.map(lambda both: imported(world, *both), zip(machines, books, strict=True))
        )
    assert [answer.status_code for answer in answers] == [200, 200], [one.text for one in answers]
    assert [world.api("GET", AREAS).json()["count"] for _ in range(2)] == [301, 301]
