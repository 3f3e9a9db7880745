"""The journal as an HTTP archive (HAR 1.2), which browsers and proxies open."""

from collections.abc import Iterable
from http.client import responses
from http.cookies import CookieError, SimpleCookie
from typing import Any

from etpserver import __version__
from etpserver.emulator.journal.entries import Entry
from etpserver.emulator.journal.exchange import Body
from etpserver.emulator.journal.presentation import headers_of, parameters, url_of
from etpserver.emulator.journal.redaction.heads import Pairs

UNKNOWN = -1  # what the format writes for a size that nobody knows
NO_TYPE = "application/octet-stream"


def archive(world: str, entries: Iterable[Entry]) -> dict[str, Any]:
    """A world's entries as a HAR document."""
    return {
        "log": {
            "version": "1.2",
            "creator": {"name": "etpserver", "version": __version__},
            "entries": [_entry(entry) for entry in entries],
            "comment": f"World {world}. Secrets are left out.",
        }
    }


def _entry(entry: Entry) -> dict[str, Any]:
    exchange = entry.exchange
    found = {
        "startedDateTime": exchange.at.isoformat(timespec="milliseconds"),
        "time": exchange.ms,
        "request": _request(entry),
        "response": _response(entry),
        "cache": {},
        "timings": {"send": 0, "wait": exchange.ms, "receive": 0},
        "_id": entry.id,
        "_operation": exchange.operation,
    }
    if exchange.fault:
        found["comment"] = f"Fault: {exchange.fault['id']}: {exchange.fault['what']}"
    return found


def _request(entry: Entry) -> dict[str, Any]:
    exchange = entry.exchange
    found: dict[str, Any] = {
        "method": exchange.method,
        "url": url_of(entry),
        "httpVersion": exchange.protocol,
        "cookies": _cookies(exchange.request_headers, "cookie"),
        "headers": _named(exchange.request_headers),
        "queryString": [
            {"name": name, "value": value}
            for name, values in parameters(exchange.query).items()
            for value in values
        ],
        "headersSize": UNKNOWN,
        "bodySize": entry.request_body.size,
    }
    if entry.request_body.size:
        found["postData"] = _posted(exchange.request_headers, entry.request_body)
    return found


def _posted(headers: Pairs, body: Body) -> dict[str, Any]:
    """A request has text only in this format: bytes are written as base64 and said to be."""
    text = body.text()
    shown = text if text is not None else body.shown().value
    posted = {"mimeType": _type_of(headers), "text": shown}
    notes = [] if text is not None else ["The text is base64."]
    notes += [f"Cut: the whole has {body.size} bytes."] if body.is_cut else []
    return {**posted, "comment": " ".join(notes)} if notes else posted


def _response(entry: Entry) -> dict[str, Any]:
    exchange = entry.exchange
    status = exchange.status or 0
    headers = headers_of(exchange.response_headers)
    return {
        "status": status,
        "statusText": responses.get(status, ""),
        "httpVersion": exchange.protocol,
        "cookies": _cookies(exchange.response_headers, "set-cookie"),
        "headers": _named(exchange.response_headers),
        "content": _content(exchange.response_headers, entry.response_body),
        "redirectURL": headers.get("Location", ""),
        "headersSize": UNKNOWN,
        "bodySize": entry.response_body.size,
    }


def _content(headers: Pairs, body: Body) -> dict[str, Any]:
    found: dict[str, Any] = {"size": body.size, "mimeType": _type_of(headers)}
    text = body.text()
    if text is None:
        found |= {"text": body.shown().value, "encoding": "base64"}
    elif text:
        found["text"] = text
    if body.is_cut:
        found["comment"] = f"Cut: the whole has {body.size} bytes."
    return found


def _type_of(headers: Pairs) -> str:
    return next((value for name, value in headers if name.lower() == "content-type"), NO_TYPE)


def _named(headers: Pairs) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers]


def _cookies(headers: Pairs, wanted: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for value in (value for name, value in headers if name.lower() == wanted):
        cookies: SimpleCookie = SimpleCookie()
        try:
            cookies.load(value)
        except CookieError:  # none that the format could name
            continue
        found += [{"name": own.key, "value": own.value} for own in cookies.values()]
    return found
