"""The nginx of `deploy/` in front of two servers: clients meet one server with one address."""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.emulator.live import Live
from tests.emulator.waiting import until
from tests.scaling.machines import Of, Turns, world_of

CONFIG = Path(__file__).parents[2] / "deploy" / "nginx.conf"
AREAS = "/personnel/api/areas/"
LOGIN = {"username": "admin", "password": "admin"}
AROUND = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log stderr;
events {{}}
http {{
    log_format upstream '$upstream_addr';
    access_log {folder}/access.log upstream;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


@dataclass(frozen=True)
class Proxy:
    url: str
    folder: Path

    def asked(self) -> set[str]:
        """The servers that have answered."""
        return set((self.folder / "access.log").read_text().split())


@pytest.fixture(scope="module")
def proxy(
    machines: tuple[Live, Live], tmp_path_factory: pytest.TempPathFactory, unused_port: int
) -> Iterator[Proxy]:
    program = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
    if program is None:
        pytest.skip("nginx is not installed")
    folder = tmp_path_factory.mktemp("nginx")
    site = CONFIG.read_text().replace("listen 80;", f"listen 127.0.0.1:{unused_port};")
    for number, server in enumerate(machines, 1):
        site = site.replace(f"etpserver-{number}:8088", server.url.removeprefix("http://"))
    (folder / "site.conf").write_text(site)
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder))
    command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "stderr"]
    with (folder / "stderr").open("w") as log:
        process = subprocess.Popen(command, stderr=log)
    url = f"http://127.0.0.1:{unused_port}"
    try:
        until(lambda: answers(url, process, folder))
        yield Proxy(url, folder)
    finally:
        process.terminate()
        process.wait()


def answers(url: str, process: subprocess.Popen[bytes], folder: Path) -> bool:
    assert process.poll() is None, (folder / "stderr").read_text()
    try:
        return httpx.get(f"{url}/livez").status_code == 200
    except httpx.TransportError:
        return False


@pytest.fixture
def world(proxy: Proxy) -> Iterator[Of]:
    with httpx.Client(base_url=proxy.url, timeout=60) as client, world_of(Turns([client])) as made:
        yield made


def test_a_tour_through_it_meets_both_servers_as_one(world: Of, proxy: Proxy) -> None:
    for number in range(6):
        body = {"area_code": f"A{number}", "area_name": "Area"}
        assert world.api("POST", AREAS, json=body).status_code == 201
        assert world.api("GET", AREAS).json()["count"] == number + 2
    now = "2001-01-01T08:00:00+05:30"
    world.control("PUT", "/clock", {"mode": "frozen", "now": now})
    assert [world.control("GET", "/clock").json()["now"] for _ in range(4)] == [now] * 4
    login = f"/_etp/w/{world.world}/api-token-auth/"
    token = world.turns("POST", login, json=LOGIN).json()["token"]
    headers = {"Authorization": f"Token {token}"}
    assert [world.api("GET", AREAS, headers=headers).status_code for _ in range(4)] == [200] * 4
    rule = {"match": {"operation": "areas_list"}, "times": 3, "do": {"status": 503}}
    world.control("POST", "/faults", rule)
    assert [world.api("GET", AREAS).status_code for _ in range(5)] == [503] * 3 + [200] * 2
    assert world.control("POST", "/reset").status_code == 200
    assert [world.api("GET", AREAS).json()["count"] for _ in range(4)] == [1] * 4
    assert len(proxy.asked()) == 2


def test_links_have_the_address_that_the_client_called(world: Of, proxy: Proxy) -> None:
    for number in range(3):
        world.api("POST", AREAS, json={"area_code": f"L{number}", "area_name": "Area"})
    following = world.api("GET", f"{AREAS}?page_size=2").json()["next"]
    assert following.startswith(f"{proxy.url}/_etp/w/{world.world}{AREAS}?")


def test_a_connection_that_breaks_on_purpose_is_asked_for_once(world: Of) -> None:
    rule = {"match": {"operation": "areas_list"}, "times": 1, "do": {"connection": "reset"}}
    number = world.control("POST", "/faults", rule).json()["id"]
    assert [world.api("GET", AREAS).status_code for _ in range(4)] == [502, 200, 200, 200]
    told = world.control("GET", f"/faults/{number}").json()
    assert (told["seen"], told["hits"]) == (4, 1)


def test_a_body_beyond_the_limit_is_refused_by_the_server_itself(world: Of) -> None:
    answer = world.api("POST", AREAS, content=b"x" * (21 * 1024 * 1024))
    assert (answer.status_code, answer.json()["code"]) == (413, -1)
