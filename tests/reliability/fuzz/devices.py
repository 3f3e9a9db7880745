"""What terminals might send: made up by hypothesis, since the device side has no schema.

    cases = Cases(seed=7, number=2_000)
    cases.run(client)

Every request is answered as terminals need it: 200 (413 for what is too large) and plain text, or
a JPEG.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httpx
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.reliability.fuzz.report import Result
from tests.reliability.fuzz.target import LISTS, Target

SERIALS = ("CLH8224760441", "SYZ8240100553", "CK5L201260350", "BYEL201260001")
PINS = ("1001", "11", "12", "14", "100024", "100027")
TIMES = ("2026-01-05 09:00:00", "2026-02-30 09:00:00", "2000-00-00 00:00:00", "9999-12-31 23:59:59")
TABLES = (
    "ATTLOG", "OPERLOG", "BIODATA", "ATTPHOTO", "ERRORLOG", "IDCARD", "options", "rtlog", "rtstate",
    "tabledata", "RemoteAtt", "WORKCODE", "",
)  # fmt: skip
PATHS = (
    "cdata", "cdata.aspx", "CDATA/", "getrequest", "devicecmd", "fdata", "ping", "exchange", "file",
    "registry", "push", "querydata", "rtdata", "service/control", "doc/biophoto/1001.jpg",
    "unknown",
)  # fmt: skip
METHODS = ("GET", "POST", "POST", "POST", "PUT", "HEAD", "DELETE", "OPTIONS", "PATCH", "PROPFIND")
KEYS = (
    "PIN", "Name", "Pri", "Passwd", "Card", "Grp", "TZ", "Verify", "FID", "Size", "Valid", "TMP",
    "No", "Index", "Type", "MajorVer", "MinorVer", "Format", "Tmp", "Content", "FileName", "ID",
    "Return", "CMD", "time", "pin", "cardno", "eventaddr", "event", "inoutstatus", "verifytype",
    "SN",
    "DeviceName", "FWVersion", "IPAddress", "UserCount", "MultiBioDataSupport", "FPVersion",
)  # fmt: skip
WORDS = ("USER", "FP", "FACE", "BIODATA", "USERPIC", "BIOPHOTO", "OPLOG", "IDCARD", "user", "SMS")
NUMBERS = ("0", "1", "-1", "9", "255", "4294967296", "1e9", "007", "NaN", "9" * 40)
QUERY_KEYS = (
    "SN", "sn", "table", "Stamp", "OpStamp", "options", "pushver", "language", "INFO", "PIN", "url",
    "ContentType", "PhotoStamp", "DeviceType", "tablename", "count", "type", "AuthType", "ID",
    "CMD",
)  # fmt: skip

texts = st.text(st.characters(codec="utf-8"), max_size=12)
values = st.one_of(
    st.sampled_from(PINS), st.sampled_from(NUMBERS), st.sampled_from(TIMES), texts,
    st.sampled_from(("QUJD", "!!!!", "AAAA" * 40, "1,2,3:4", "~", "=", "a=b")),
)  # fmt: skip
columns = st.lists(values, max_size=9).map("\t".join)
punches = st.tuples(
    st.sampled_from(PINS), st.sampled_from(TIMES), st.sampled_from(NUMBERS), values
).map("\t".join)
pairs = st.tuples(st.sampled_from(KEYS), values).map("=".join)
records = st.tuples(
    st.sampled_from((*WORDS, "")), st.lists(pairs, max_size=8), st.sampled_from("\t &,")
).map(lambda parts: f"{parts[0]} {parts[2].join(parts[1])}".lstrip())
results = st.tuples(st.integers(0, 30), st.integers(-5, 5)).map(
    lambda parts: f"ID={parts[0]}&Return={parts[1]}&CMD=DATA"
)
lines = st.lists(st.one_of(punches, records, columns, results, texts), max_size=6)
bodies = st.one_of(
    st.tuples(lines, st.sampled_from(("\n", "\r\n", "\n\n"))).map(
        lambda parts: parts[1].join(parts[0]).encode("utf-8")
    ),
    st.tuples(lines, st.sampled_from(("gb18030", "utf-16"))).map(
        lambda parts: "\n".join(parts[0]).encode(parts[1], "replace")
    ),
    st.binary(max_size=200),
)
pairs_of_queries = st.tuples(st.sampled_from(QUERY_KEYS), values)
queries = st.builds(
    lambda serial, table, more: [("SN", serial), ("table", table), *more],
    st.one_of(st.sampled_from(SERIALS), st.sampled_from(SERIALS), texts),
    st.one_of(st.sampled_from(TABLES), st.sampled_from(TABLES), texts),
    st.lists(pairs_of_queries, max_size=4),
)
headers = st.dictionaries(
    st.sampled_from(("Content-Type", "User-Agent", "Cookie", "Accept-Encoding")),
    st.sampled_from(("text/plain", "application/push; charset=GB18030", "a=b; token=1", "gzip")),
    max_size=2,
)
requests = st.builds(
    lambda method, path, query, body, more: {
        "method": method,
        "url": f"/iclock/{path}?" + "&".join(f"{k}={quote(v)}" for k, v in query),
        "content": body if method in {"POST", "PUT", "PATCH", "DELETE"} else b"",
        "headers": more,
    },
    st.sampled_from(METHODS),
    st.one_of(st.sampled_from(PATHS[:6]), st.sampled_from(PATHS)),
    queries,
    bodies,
    headers,
)


def wrong_with(answer: httpx.Response, method: str) -> str | None:
    """What a terminal could not live with."""
    if answer.status_code not in {200, 413}:
        return f"status {answer.status_code}"
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    if kind not in {"text/plain", "image/jpeg"}:
        return f"content type {kind!r}"
    if not answer.content and method != "HEAD":
        return "no body"
    return None


@dataclass
class Cases:
    """Requests of terminals, the same for the same seed."""

    seed: int
    number: int
    statuses: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    failures: list[str] = field(default_factory=list)

    def run(self, client: httpx.Client) -> None:
        """Send them; `client` knows the base URL of a world."""

        @seed(self.seed)
        @settings(
            max_examples=self.number,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(requests)
        def each(request: dict[str, Any]) -> None:
            self.send(client, request)

        each()

    def send(self, client: httpx.Client, request: dict[str, Any]) -> None:
        method = request["method"]
        label = f"{method} {request['url'].partition('?')[0]}"
        try:
            answer = client.request(**request)
        except httpx.HTTPError as problem:
            self.failures.append(f"{label}: no answer ({problem!r}) to {request!r}")
            return
        self.statuses[label][str(answer.status_code)] += 1
        wrong = wrong_with(answer, method)
        if wrong:
            self.failures.append(f"{label}: {wrong}, to {request!r}")


def part_of_terminals(target: Target, run_seed: int, number: int) -> Result:
    """Send them, then see that everything they left behind can still be read."""
    cases, found = Cases(run_seed, number), Result()
    with target.client() as client:
        cases.run(client)
        found.statuses = cases.statuses
        for text in cases.failures:
            found.fail(*text.split(": ", 1))
        for path in LISTS:
            answer = client.get(path, params={"page_size": 1000})
            found.statuses[f"GET {path}"][str(answer.status_code)] += 1
            if answer.status_code != 200:
                found.fail(f"GET {path}", f"status {answer.status_code} after the terminals")
    return found
