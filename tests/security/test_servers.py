"""Whole servers: requests that are read in two ways, proxies, https, demo visitors, addresses."""

import socket
from collections.abc import Iterator
from http.cookiejar import CookieJar
from urllib.parse import urlsplit

import httpx
import pytest

from tests.cli.conftest import Commands
from tests.console.conftest import ELSEWHERE, Visitor, visiting
from tests.console.test_login import log_in
from tests.emulator.live import Live, serving

PUBLIC = "https://etp.example"


# ---- smuggled requests --------------------------------------------------------------------------


def raw(live: Live, content: bytes) -> bytes:
    """What is answered until the connection ends."""
    parts = urlsplit(live.url)
    with socket.create_connection((parts.hostname, parts.port), timeout=5) as wire:
        wire.sendall(content)
        wire.shutdown(socket.SHUT_WR)
        answered = b""
        while chunk := wire.recv(65_536):
            answered += chunk
    return answered


START = b"POST /nosuch HTTP/1.1\r\nHost: localhost\r\n"
SMUGGLED = b"GET /_etp/smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"
AMBIGUOUS = {
    "two lengths": b"Content-Length: 5\r\nContent-Length: %d\r\n",
    "a list of lengths": b"Content-Length: 5, %d\r\n",
    "a signed length": b"Content-Length: +%d\r\n",
    "length and chunks": b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n",
    "a blank before the colon": b"Transfer-Encoding : chunked\r\nContent-Length: %d\r\n",
    "an unknown encoding": b"Transfer-Encoding: xchunked\r\nContent-Length: %d\r\n",
    "a folded header": b"X: a\r\n Transfer-Encoding: chunked\r\nContent-Length: %d\r\n",
    "a bare carriage return": b"X: a\rTransfer-Encoding: chunked\r\nContent-Length: %d\r\n",
}


@pytest.mark.parametrize("how", AMBIGUOUS)
def test_a_body_is_never_taken_for_a_request_of_its_own(how: str, live: Live) -> None:
    head = AMBIGUOUS[how]
    head = head % len(SMUGGLED) if b"%d" in head else head
    answered = raw(live, START + head + b"\r\n" + SMUGGLED)
    assert answered.count(b"HTTP/1.1 ") <= 1 or answered.startswith(b"HTTP/1.1 400")
    assert b"smuggled" not in answered


@pytest.mark.parametrize("name", ["X_Etp_World", "Host_", "Content_Length", "Authorization_"])
def test_no_header_passes_for_another(name: str, live: Live) -> None:
    answer = live.client.get("/_etp/state", headers={name: "another"})
    assert (answer.status_code, answer.json()["world"]) == (200, "main")


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1.evil.example", "localhost.evil.example", "0x7f.1.evil.example",
     # Hosts that browsers take and that name servers can give the address 127.0.0.1.
     "a~b.evil.example", "a!b.evil.example:8088", "a$b.evil.example", "a,b.evil.example",
     "127.0.0.1,evil.example", "a*.evil.example", "a'b.evil.example", "a+b=c.evil.example",
     "127.0.0.1@evil.example", "evil.example#localhost", "evil.example/localhost", "[::1:2:3::]",
     "[zz]", "", "a b"],
)  # fmt: skip
def test_a_name_that_was_given_this_machines_address_is_no_way_in(host: str, live: Live) -> None:
    """A page of that name would read tokens of worlds from whoever looks at it."""
    answer = live.client.get("/_etp/worlds", headers={"Host": host})
    assert answer.status_code == 403, host
    assert "token" not in answer.text
    console = live.client.get("/_etp/ui/worlds", headers={"Host": host})
    assert console.status_code == 302, host
    assert 'data-token=""' in live.client.get("/_etp/docs", headers={"Host": host}).text


# ---- a proxy that talks https -------------------------------------------------------------------


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    folder = tmp_path_factory.mktemp("proxied")
    commands = Commands(folder, tmp_path_factory.getbasetemp() / "templates")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    # The file of the URL has the public one.
    flags = ("--demo-worlds", "--port", str(port))
    with commands.serve(*flags, ETP_PUBLIC_URL=PUBLIC):
        url = f"http://127.0.0.1:{port}"
        with httpx.Client(base_url=url, timeout=30) as client:
            yield Live(url, client)


@pytest.fixture
def guest(proxied: Live) -> Iterator[Visitor]:
    """A browser behind the proxy: it names its page as the one that sends a form."""
    yield from as_by_https(proxied, PUBLIC)


def as_by_https(server: Live, origin: str) -> Iterator[Visitor]:
    """A browser that sends cookies of https back, although the test talks http."""
    for visitor in visiting(server, "main", **ELSEWHERE, Origin=origin):
        jar = visitor.client.cookies.jar

        def take(_answer: httpx.Response, jar: CookieJar = jar) -> None:
            for cookie in jar:
                cookie.secure = False

        visitor.client.event_hooks = {"response": [take]}
        yield visitor


def cookies_of(answer: httpx.Response) -> dict[str, bool]:
    """Cookies that an answer sets, and whether they go back by https only."""
    found = answer.headers.get_list("set-cookie")
    return {one.partition("=")[0]: "; secure" in one.lower() for one in found}


def test_who_comes_by_a_proxy_with_https_can_log_in_and_keeps_secure_cookies(guest) -> None:
    assert cookies_of(guest.get("login")) == {"etp_csrf": True}
    answer = log_in(guest, "admin")
    assert answer.status_code == 302
    assert cookies_of(answer) == {"etp_csrf": True, "etp_session": True}


def test_forms_of_another_origin_are_refused_behind_a_proxy_too(proxied) -> None:
    for other in ("https://evil.example", "https://etp.example.evil.example", "null"):
        for guest in as_by_https(proxied, other):
            guest.get("login")
            assert log_in(guest, "admin").status_code == 403, other


def test_the_cookie_of_a_demo_world_is_secure_and_hidden_from_scripts(guest) -> None:
    told = []
    answer = guest.get()
    for _ in range(3):
        told += answer.headers.get_list("set-cookie")
        answer = guest.client.get(answer.headers["location"])
        if answer.status_code == 200:
            break
    demo = [one.lower() for one in told if one.startswith("etp_demo=")]
    assert len(demo) == 2  # the question whether cookies are kept, and the world
    for one in demo:
        assert "; secure" in one
        assert "; httponly" in one
        assert "; samesite=lax" in one


def test_https_of_its_own_has_secure_cookies(tmp_path_factory) -> None:
    for secure in serving(tmp_path_factory, "--tls"):
        answer = secure.client.get("/_etp/ui/login", headers=ELSEWHERE)
        assert cookies_of(answer) == {"etp_csrf": True}


# ---- demo visitors ------------------------------------------------------------------------------


def test_a_visitor_reaches_nothing_of_the_host_by_sending_a_request_again(proxied, guest) -> None:
    """Replay goes out in the name of the page, which the control plane trusts."""
    own = arrive_securely(guest)
    proxied.client.post("/_etp/snapshots", json={"name": "of-the-host"})
    prefix = f"/_etp/w/{own}"
    wanted = [
        ("GET", f"{prefix}/_etp/worlds"),
        ("DELETE", f"{prefix}/_etp/worlds/main"),
        ("GET", f"{prefix}//_etp/worlds"),
        ("GET", f"{prefix}/x/../_etp/worlds"),
        ("GET", f"{prefix}/%2e%2e/_etp/worlds"),
        ("GET", f"{prefix}/_etp/w/main/_etp/worlds"),
        ("GET", f"{prefix}/_etp/w/main/personnel/api/areas/"),
        ("GET", f"{prefix}/_etp/snapshots/of-the-host"),
    ]
    for method, path in wanted:
        assert guest.client.request(method, path).status_code in {401, 403, 404}, path
    listed = guest.page("requests")
    numbers = [one["href"].rpartition("/")[2] for one in listed.all("a")
               if f"{guest.root}requests/" in one.given.get("href", "")]  # fmt: skip
    assert len(set(numbers)) >= 2  # calls of the control plane are no entries, the others are
    for number in set(numbers):
        answer = guest.send(f"requests/{number}/replay")
        for secret in ("of-the-host", '"name": "main"', "expires_at"):
            assert secret not in answer.text, number
    assert proxied.client.get("/_etp/worlds/main").status_code == 200


def test_a_visitor_does_not_take_a_snapshot_of_the_host(proxied, guest) -> None:
    own = arrive_securely(guest)
    proxied.client.post("/_etp/snapshots", json={"name": "private"})
    for name, fields in (
        ("reset", {"to": "snapshot:private"}),
        ("restore", {"snapshot": "private"}),
    ):
        assert guest.act(name, **fields).status_code in {400, 403}
    assert guest.get("snapshots/private.json").status_code == 404
    assert "private" not in guest.page("snapshots").text()
    path = f"/_etp/w/{own}/_etp/reset"
    assert guest.client.post(path, json={"to": "snapshot:private"}).status_code in {401, 403}


def arrive_securely(guest: Visitor) -> str:
    answer = guest.get()
    for _ in range(3):
        if "/_etp/w/demo-" in answer.headers.get("location", ""):
            guest.root = answer.headers["location"]
            name = guest.root.split("/")[3]
            guest.get("clock")
            return name
        answer = guest.client.get(answer.headers["location"])
    raise AssertionError(answer.text)


# ---- SSRF ---------------------------------------------------------------------------------------


def test_no_address_that_anybody_sends_is_called(fresh) -> None:
    """Terminals, their commands and portraits may name addresses: nobody is called there."""
    with socket.create_server(("127.0.0.1", 0)) as trap:
        trap.settimeout(0.2)  # what is called in the background needs a moment
        port = trap.getsockname()[1]
        url = f"http://127.0.0.1:{port}/secret"
        sn, person = "SN1", {"emp_code": "7", "department": 1, "area": [1]}
        fresh.client.post("/iclock/api/terminals/", json={"sn": sn, "ip_address": "127.0.0.1"})
        fresh.client.post("/personnel/api/employees/", json=person)
        fresh.client.post(
            "/iclock/api/terminals/ip_port_update_to_device/",
            json={"device_sn": [sn], "ip": "127.0.0.1", "port": port},
        )
        lines = f"BIOPHOTO PIN=7\tType=9\tUrl={url}\tContent=\nUSERPIC PIN=7\tContent={url}\n"
        httpx.post(f"{fresh.url}/iclock/cdata?SN={sn}&table=OPERLOG", content=lines)
        httpx.post(f"{fresh.url}/iclock/cdata?SN={sn}&table=BIODATA", content=lines)
        httpx.get(f"{fresh.url}/iclock/file", params={"SN": sn, "url": url})
        httpx.get(f"{fresh.url}/iclock/file", params={"SN": sn, "url": "file:///etc/passwd"})
        for _ in range(3):
            fresh.control("POST", f"/simulate/terminals/{sn}/poll", {})
        with pytest.raises(TimeoutError):
            trap.accept()


@pytest.mark.parametrize(
    "url",
    ["doc/biophoto/../../../etc/passwd.jpg", "/etc/passwd", "file:///etc/passwd", "..%2f..%2fx.jpg",
     "doc/biophoto/..\\..\\secret.jpg", "http://127.0.0.1/doc/biophoto/%2e%2e.jpg"],
)  # fmt: skip
def test_no_url_of_a_portrait_is_a_path_of_this_machine(url, fresh) -> None:
    fresh.client.post("/iclock/api/terminals/", json={"sn": "SN1"})
    for answer in (httpx.get(f"{fresh.url}/iclock/file", params={"SN": "SN1", "url": url}),
                   httpx.get(f"{fresh.url}/iclock/{url}")):  # fmt: skip
        assert answer.content in {b"OK", b""} or answer.status_code == 404
        assert b"root:" not in answer.content
