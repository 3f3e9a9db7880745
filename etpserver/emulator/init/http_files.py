"""Running `.http` files: requests as editors write and send them.

    @code = LAB

    ### Add an area
    POST /personnel/api/areas/
    Content-Type: application/json

    {"area_code": "{{code}}", "area_name": "Laboratory"}

Requests are parted by lines that begin with `###`; lines that begin with `#` or `//` before the
body are comments. `{{url}}` and `{{token}}` are known from the start; a request without an
`Authorization` header is sent with the token. An answer of 400 or more ends the file.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

SEPARATOR = re.compile(r"^###.*$", re.MULTILINE)
VARIABLE = re.compile(r"@(?P<name>\w[\w.-]*)\s*=\s*(?P<value>.*)")
USED = re.compile(r"{{\s*([\w.-]+)\s*}}")
REQUEST = re.compile(r"(?:(?P<method>[A-Z]+)\s+)?(?P<target>\S+)(?:\s+HTTP/[\d.]+)?")
HEADER = re.compile(r"(?P<name>[A-Za-z0-9-]+):\s*(?P<value>.*)")
COMMENTS = ("#", "//")


class HttpFileError(ValueError):
    """A file that cannot be read; the text names the line."""


@dataclass(slots=True)
class HttpRequest:
    """One request of a file."""

    line: int
    method: str
    target: str
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""


def read_requests(text: str, variables: Mapping[str, str]) -> Iterator[HttpRequest]:
    """The requests of a file in their order, with the variables put in.

    Raises `HttpFileError`.
    """
    known = dict(variables)
    start = 1
    for part in SEPARATOR.split(text):
        found = _read(part.splitlines(), start, known)
        # The separator ends the line that the next part begins with.
        start += part.count("\n")
        if found is not None:
            yield found


def _read(lines: list[str], start: int, known: dict[str, str]) -> HttpRequest | None:
    """The request of a part; variables before it are noted for it and for those that follow."""
    numbered = iter(enumerate(lines, start))
    request = _begin(numbered, known)
    if request is None:
        return None
    for number, line in numbered:
        if not line.strip():
            break
        _continue(request, _filled(line.strip(), known, number), number)
    rest = list(numbered)
    if rest:
        request.body = _filled("\n".join(line for _, line in rest).strip(), known, rest[0][0])
    return request


def _begin(numbered: Iterator[tuple[int, str]], known: dict[str, str]) -> HttpRequest | None:
    for number, line in numbered:
        stripped = line.strip()
        if not stripped or stripped.startswith(COMMENTS):
            continue
        filled = _filled(stripped, known, number)
        if variable := VARIABLE.fullmatch(filled):
            known[variable["name"]] = variable["value"]
        else:
            return _first_line(filled, number)
    return None


def _continue(request: HttpRequest, line: str, number: int) -> None:
    """A line between the first one and the body."""
    if header := HEADER.fullmatch(line):
        request.headers[header["name"]] = header["value"]
    elif line.startswith(("?", "&")):  # a query that goes on in the next line
        request.target += line
    elif not line.startswith(COMMENTS):
        raise HttpFileError(f"line {number}: {line[:60]!r} is no header.")


def _first_line(text: str, line: int) -> HttpRequest:
    found = REQUEST.fullmatch(text)
    if found is None:
        raise HttpFileError(f"line {line}: {text[:60]!r} is no request such as GET /path.")
    return HttpRequest(line, found["method"] or "GET", found["target"])


def _filled(text: str, known: Mapping[str, str], line: int) -> str:
    def value(found: re.Match[str]) -> str:
        if found[1] not in known:
            raise HttpFileError(f"line {line}: {{{{{found[1]}}}}} is not set.")
        return known[found[1]]

    return USED.sub(value, text)
