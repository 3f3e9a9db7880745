"""The requests of a terminal (push protocol, section 1)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import quote

from iclock.virtual.exchange import Request
from iclock.virtual.lines import punch_photo_body
from iclock.virtual.outbox import Batch, Record, Table
from iclock.virtual.parameters import options_body

if TYPE_CHECKING:
    from iclock.virtual.device import Device

USER_AGENT = "iClock Proxy/1.09"
# Observed: a terminal of today writes this stamp whatever the server said.
STAMP = "9999"


def headers(device: "Device", *, has_body: bool = False) -> dict[str, str]:
    """The headers of this model's requests, with a Content-Type where there is a body."""
    # Observed: one connection for each request.
    common = {"User-Agent": USER_AGENT, "Accept": "*/*", "Connection": "close"}
    return {**common, "Content-Type": device.model.content_type} if has_body else common


def handshake(device: "Device") -> Request:
    """`GET /iclock/cdata?SN=..&options=all&language=69..`, answered by `ServerOptions`."""
    pairs = [("options", "all"), ("language", device.options["Language"])]
    if device.model.protocol:
        pairs.append(("pushver", device.model.protocol))
    if device.model.device_type:
        pairs.append(("DeviceType", device.model.device_type))
    if device.model.tells_parameters:
        pairs.append(("PushOptionsFlag", "1"))
    return _get(device, "cdata", pairs)


def parameters(device: "Device") -> Request:
    """`POST /iclock/cdata?SN=..&table=options`: what the terminal tells of itself."""
    return _post(device, "cdata", [("table", "options")], device.encoded(options_body(device)))


def poll(device: "Device", info: str | None) -> Request:
    """`GET /iclock/getrequest?SN=..`, with INFO where there is something new to tell."""
    return _get(device, "getrequest", [("INFO", info)] if info else [])


def ping(device: "Device") -> Request:
    """`GET /iclock/ping?SN=..`: that it is there, while long uploads hold up its polls."""
    return _get(device, "ping", [])


def results(device: "Device", body: bytes) -> Request:
    """`POST /iclock/devicecmd?SN=..`: what became of commands."""
    return _post(device, "devicecmd", [], body)


def upload(device: "Device", batch: Batch) -> Request:
    """The records of one POST."""
    table = batch.table.posted_to
    # Observed: the stamp of the operation log has two names.
    stamp = "OpStamp" if device.model.is_legacy and table == "OPERLOG" else "Stamp"
    pairs = [("table", table), (stamp, STAMP)]
    if batch.table is Table.ATTPHOTO:
        path = "fdata" if device.model.is_legacy else "cdata"
        return _post(device, path, pairs, _photo(device, batch.records[0]))
    body = "".join(f"{record.text}\n" for record in batch.records)
    return _post(device, "cdata", pairs, device.encoded(body))


def _photo(device: "Device", record: Record) -> bytes:
    as_base64 = device.session is not None and device.session.wants_base64_photos
    return punch_photo_body(device.serial, record.text, record.image, as_base64=as_base64)


def _get(device: "Device", path: str, pairs: Iterable[tuple[str, str]]) -> Request:
    query = _query(device, pairs)
    return Request(device.server, "GET", f"/iclock/{path}", query, headers=headers(device))


def _post(device: "Device", path: str, pairs: Iterable[tuple[str, str]], body: bytes) -> Request:
    query, sent = _query(device, pairs), headers(device, has_body=True)
    return Request(device.server, "POST", f"/iclock/{path}", query, body, sent)


def _query(device: "Device", pairs: Iterable[tuple[str, str]]) -> str:
    named = [("SN", device.serial), *pairs]
    return "&".join(f"{name}={quote(value, safe=',:;')}" for name, value in named)
