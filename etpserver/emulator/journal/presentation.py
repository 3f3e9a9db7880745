"""How answers show an entry: in short, and whole."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from django.utils.encoding import escape_uri_path, iri_to_uri

from etpserver.emulator.journal.entries import Entry
from etpserver.emulator.journal.exchange import Body
from etpserver.emulator.journal.redaction.heads import Pairs


def summary(entry: Entry) -> dict[str, Any]:
    """Everything but headers and bodies."""
    exchange = entry.exchange
    return {
        "id": entry.id,
        "at": exchange.at.isoformat(),
        "world_time": exchange.world_time.isoformat(),
        "operation": exchange.operation,
        "method": exchange.method,
        "path": exchange.path,
        "query": query_of(exchange.query),
        "status": exchange.status,
        "ms": exchange.ms,
        "user": exchange.user,
        "fault": exchange.fault,
        "warnings": list(exchange.warnings),
    }


def whole(entry: Entry) -> dict[str, Any]:
    """The summary, the URL, and both messages with their headers and bodies."""
    exchange = entry.exchange
    return {
        **summary(entry),
        "url": url_of(entry),
        "request": _message(exchange.request_headers, entry.request_body),
        "response": _message(exchange.response_headers, entry.response_body),
    }


def query_of(query: str) -> Mapping[str, Any]:
    """Names and values; of a parameter that is there several times, the list of its values."""
    found: dict[str, Any] = {}
    for name, values in parameters(query).items():
        found[name] = values if len(values) > 1 else values[0]
    return found


def parameters(query: str) -> dict[str, list[str]]:
    """Name -> all its values, in the order of the query."""
    found: dict[str, list[str]] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        found.setdefault(name, []).append(value)
    return found


def url_of(entry: Entry) -> str:
    """What the client called; secret parameters are hidden."""
    exchange = entry.exchange
    question = "?" if exchange.query else ""
    address = f"{exchange.base}{escape_uri_path(exchange.path)}{question}{exchange.query}"
    return str(iri_to_uri(address))


def headers_of(pairs: Pairs) -> Mapping[str, str]:
    """Names and values; a name that is there twice has its values joined."""
    found: dict[str, str] = {}
    for name, value in pairs:
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found


def _message(headers: Pairs, body: Body) -> dict[str, Any]:
    value, encoding = body.shown()
    return {
        "headers": headers_of(headers),
        "body": value,
        "body_encoding": encoding,
        "body_size": body.size,
        "body_cut": body.is_cut,
    }
