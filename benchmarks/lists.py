"""Lists of 50 records against Prism serving the same bytes as fixed examples.

    npm install --prefix /tmp/prism @stoplight/prism-cli@5.14.2
    python benchmarks/lists.py --prism /tmp/prism/node_modules/.bin/prism

Both servers answer the same authenticated requests in turn, A B A B; only ratios are reported:
above 1 the emulator, which is stateful, is faster than the static mock. Needs wrk.
"""

import argparse
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import product
from pathlib import Path
from urllib.request import Request, urlopen

# Wide records and narrow ones: the narrower, the more of the time is the framework's.
PATHS = ("/personnel/api/employees/?page_size=50", "/personnel/api/areas/?page_size=50")
CONNECTIONS = (1, 16)


def call(url: str, token: str = "", body: object = None) -> bytes:
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Token {token}"
    data = None if body is None else json.dumps(body).encode()
    with urlopen(Request(url, data, headers), timeout=30) as answer:  # noqa: S310  our own server
        content: bytes = answer.read()
    return content


def start_emulator(folder: Path) -> tuple[subprocess.Popen[bytes], str, str]:
    """The server on a new database with at least 50 areas; process, URL, token."""
    url_file = folder / "url"
    command = [sys.executable, "-m", "etpserver", "serve", "--port", "0"]
    command += ["--url-file", str(url_file), "--database", f"sqlite:///{folder}/etp.sqlite3"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    while not url_file.exists():
        time.sleep(0.05)
    url = url_file.read_text().strip()
    login = json.loads(
        call(f"{url}/api/api-token-auth/", body={"username": "admin", "password": "admin"})
    )
    for number in range(50):
        area = {"area_code": f"BENCH{number}", "area_name": f"Bench {number}", "parent_area": 1}
        call(f"{url}/personnel/api/areas/", login["token"], area)
    return process, url, login["token"]


def operation(answer: bytes) -> dict[str, object]:
    """An operation whose example is the emulator's own answer."""
    content = {"application/json": {"schema": {"type": "object"}, "example": json.loads(answer)}}
    return {"get": {"responses": {"200": {"description": "ok", "content": content}}}}


def start_prism(
    prism: str, folder: Path, answers: dict[str, bytes]
) -> tuple[subprocess.Popen[bytes], str]:
    """Prism with one operation for each answer."""
    document = {
        "openapi": "3.1.0",
        "info": {"title": "lists", "version": "1"},
        "paths": {path.partition("?")[0]: operation(answers[path]) for path in answers},
    }
    file = folder / "openapi.json"
    file.write_text(json.dumps(document))
    command = [prism, "mock", "-p", "4010", "-h", "127.0.0.1", "-v", "error", str(file)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    url = "http://127.0.0.1:4010"
    for _ in range(100):
        try:
            call(url + PATHS[0])
            break
        except OSError:
            time.sleep(0.2)
    return process, url


def requests_per_second(url: str, connections: int, seconds: int, token: str) -> float:
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s"]
    command += ["-H", f"Authorization: Token {token}", url]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in output:
        raise SystemExit(f"{url} answered errors:\n{output}")
    found = re.search(r"Requests/sec:\s+([\d.]+)", output)
    if found is None:
        raise SystemExit(output)
    return float(found[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prism", required=True, help="Prism's command line program.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        emulator, url, token = start_emulator(folder)
        answers = {path: call(url + path, token) for path in PATHS}
        prism, prism_url = start_prism(options.prism, folder, answers)
        try:
            for path, connections in product(PATHS, CONNECTIONS):
                ratios = [
                    requests_per_second(url + path, connections, options.seconds, token)
                    / requests_per_second(prism_url + path, connections, options.seconds, token)
                    for _ in range(options.rounds)
                ]
                print(  # noqa: T201
                    f"{path}, {connections:>2} connections: {statistics.median(ratios):.2f} x Prism"
                    f" (from {min(ratios):.2f} to {max(ratios):.2f}, {options.rounds} rounds)"
                )
        finally:
            emulator.terminate()
            prism.terminate()


if __name__ == "__main__":
    main()
