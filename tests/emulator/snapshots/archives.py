"""Archives as tests read and change them, and a world that holds one of everything."""

import json
from collections.abc import Mapping
from typing import Any

import httpx

from tests.emulator.clock.everything import SERIAL, _picture, steps
from tests.emulator.live import Fresh, Live

Document = dict[str, Any]


def archive(server: Live, name: str) -> bytes:
    answer = server.client.get(f"/_etp/snapshots/{name}")
    assert answer.status_code == 200, answer.text
    return answer.content


def document(server: Live, name: str) -> Document:
    """The archive as one JSON value."""
    read: Document = json.loads(archive(server, name))
    return read


def laid_out(content: Mapping[str, Any]) -> bytes:
    """A document as archives are laid out: a record per line."""
    lines = ["{"]
    lines += [
        f"{json.dumps(key)}: {json.dumps(content[key])}," for key in content if key != "records"
    ]
    lines.append('"records": {')
    kinds = [(kind, rows) for kind, rows in content["records"].items()]
    for number, (kind, rows) in enumerate(kinds, start=1):
        end = "," if number < len(kinds) else ""
        records = ",\n".join(json.dumps(row) for row in rows)
        lines.append(f'"{kind}": [\n{records}\n]{end}' if rows else f'"{kind}": []{end}')
    return "\n".join((*lines, "}", "}", "")).encode()


def put(server: Live, name: str, content: bytes) -> httpx.Response:
    return server.client.put(f"/_etp/snapshots/{name}", content=content)


def save(world: Fresh, name: str, **more: str) -> dict[str, Any]:
    answer = world.control("POST", "/snapshots", {"name": name, **more})
    assert answer.status_code == 201, answer.text
    saved: dict[str, Any] = answer.json()
    return saved


def restore(world: Fresh, name: str) -> dict[str, Any]:
    answer = world.control("POST", f"/snapshots/{name}/restore")
    assert answer.status_code == 200, answer.text
    done: dict[str, Any] = answer.json()
    return done


def digest(world: Fresh) -> str:
    return str(world.control("GET", "/state").json()["digest"])


def fill(world: Fresh) -> None:
    """Make one of everything, as people and terminals would; no kind of record stays empty."""
    for step in steps():
        if step.method == "DELETE":
            break
        if step.method == "POST" and not step.path.startswith("/api/"):
            made = world.client.post(step.path, json=step.json, data=step.data, files=step.files)
            assert made.status_code < 400, (step, made.text)
    for path, body in _uploads():
        sent = world.client.post(path, content=body)
        assert (sent.status_code, sent.text[:2]) == (200, "OK"), (path, sent.text)
    counts = world.control("GET", "/state").json()["counts"]
    assert [kind for kind, count in counts.items() if not count] == []


def _uploads() -> list[tuple[str, bytes]]:
    cdata, picture = "/iclock/cdata?SN=", _picture()
    head = f"PIN=20010203080000-2.jpg\nSN={SERIAL}\nsize={len(picture)}\nCMD=uploadphoto\0"
    event = (
        "time=2001-02-03 09:00:00\tpin=0\tcardno=0\teventaddr=1\tevent=27\tinoutstatus=0\tindex=5"
    )
    return [
        (f"{cdata}{SERIAL}&table=ATTLOG&Stamp=1", b"no such line\n"),
        (f"{cdata}{SERIAL}&table=ATTPHOTO&Stamp=1", head.encode() + picture),
        (f"{cdata}{SERIAL}&table=OPERLOG&Stamp=1", b"FP PIN=2\tFID=4\tSize=4\tValid=1\tTMP=AAAA\n"),
        (f"{cdata}{SERIAL}&table=rtlog", event.encode()),
    ]
