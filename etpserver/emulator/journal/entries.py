"""Entries of the journal as they are read: without secrets."""

from dataclasses import replace
from functools import cached_property

import orjson

from etpserver.emulator.journal.exchange import Body, Exchange, Packed
from etpserver.emulator.journal.redaction import answers, heads


class Entry:
    """An exchange in the journal; ids grow, and no two of a server are equal."""

    def __init__(self, number: int, packed: Packed) -> None:
        self.id = number
        self.packed = packed

    @cached_property
    def exchange(self) -> Exchange:
        found = self._as_kept
        if not self.packed.has_secrets:
            return found
        return replace(
            found,
            query=heads.form(found.query),
            request_headers=heads.headers(found.request_headers),
            response_headers=heads.headers(found.response_headers),
        )

    @property
    def request_body(self) -> Body:
        """It was searched for secrets when it came."""
        exchange = self._as_kept
        return Body(self.packed.request_body, exchange.request_size, exchange.request_is_cut)

    @property
    def response_body(self) -> Body:
        exchange, content = self._as_kept, self.packed.response_body
        if self.packed.has_secrets and content:
            content = _answer(exchange, content)
        return Body(content, exchange.response_size, exchange.response_is_cut)

    def without_secrets(self) -> Packed:
        """To be kept where others can see it."""
        packed = self.packed
        if not packed.has_secrets:
            return packed
        facts = orjson.dumps(self.exchange)
        return Packed(facts, packed.request_body, self.response_body.content)

    @cached_property
    def _as_kept(self) -> Exchange:
        return self.packed.exchange()


def _answer(exchange: Exchange, content: bytes) -> bytes:
    named = {name.lower(): value for name, value in exchange.response_headers}
    return answers.answer_body(
        content,
        named.get("content-type", ""),
        is_file="content-disposition" in named,
        is_faulty=exchange.fault is not None,
        links=heads.secret_parameters(exchange.query),
    )
