"""Where an answer of the control plane leads, derived from the routes.

From what was made to what can be asked of it and done to it, from a list to its first record. A
record of `/_etp/snapshots` is `/_etp/snapshots/{snapshot}`; what stands a word further and makes
nothing, such as `/restore`, is done to it.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from etpserver.api.control.schemas import schema_of_body
from etpserver.api.control.views import Call

Routes = Mapping[str, Mapping[str, Call]]  # path -> method -> call
Link = dict[str, Any]
NAMES = re.compile(r"{(\w+)}")
RECORD, DONE_TO_IT, WORD = r"/{\w+}", r"/{\w+}/\w+", r"/\w+"
MADE = 201


def links(path: str, method: str, routes: Routes) -> dict[str, Link]:
    """The links of a successful answer by the operation they lead to."""
    call = routes[path][method]
    if call.status == MADE or MADE in call.statuses:
        targets = list(_of_what_was_made(path, method, routes))
    elif method == "get":
        targets = list(_of_a_list(path, routes))
    else:
        return {}
    found = {operation_id(*target): _link(path, call, target, routes) for target in targets}
    return {name: link for name, link in found.items() if link is not None}


def operation_id(path: str, method: str) -> str:
    """`post_worlds_world_reset`."""
    words = re.sub(r"\W+", "_", path.removeprefix("/_etp/")).strip("_")
    return f"{method}_{words}"


def _of_what_was_made(path: str, method: str, routes: Routes) -> Iterator[tuple[str, str]]:
    if path.endswith("}"):
        yield from ((path, other) for other in routes[path] if other != method)
        yield from _matching(path, WORD, routes, done_to_it=True)
    else:
        yield from _matching(path, RECORD, routes)
        yield from _matching(path, DONE_TO_IT, routes, done_to_it=True)
        yield from _matching(path, WORD, routes, done_to_it=True)


def _of_a_list(path: str, routes: Routes) -> Iterator[tuple[str, str]]:
    on_one = list(_matching(path, RECORD, routes))
    reads = [target for target in on_one if target[1] == "get"]
    yield from reads or on_one or _matching(path, DONE_TO_IT, routes, done_to_it=True)


def _matching(
    path: str, below: str, routes: Routes, *, done_to_it: bool = False
) -> Iterator[tuple[str, str]]:
    """The calls that stand so far below the path; `done_to_it`: those that make nothing."""
    for other, calls in routes.items():
        if re.fullmatch(re.escape(path) + below, other):
            for method, call in calls.items():
                if not done_to_it or (method == "post" and call.status != MADE):
                    yield other, method


def _link(path: str, call: Call, target: tuple[str, str], routes: Routes) -> Link | None:
    """The link, if the answer says what the target needs to know."""
    other, method = target
    record, place = _record(call)
    parameters = {name: f"$request.path.{name}" for name in NAMES.findall(path)}
    found: Link = {"operationId": operation_id(other, method)}
    new = next((name for name in NAMES.findall(other) if name not in parameters), None)
    if new is not None:  # named by the answer
        key = next((key for key in (new, "id", "name") if key in record), None)
        parameters[new] = f"$response.body#{place}/{key}"
        if key is None:
            return None
    elif not path.endswith("}"):  # beside the records, as `/_etp/tokens/expire` is
        body = routes[other][method].body
        shared = [
            name for name in (schema_of_body(body)["properties"] if body else ()) if name in record
        ]
        if not shared:
            return None
        found["requestBody"] = {name: f"$response.body#/{name}" for name in shared}
    return {**found, "parameters": parameters} if parameters else found


def _record(call: Call) -> tuple[Mapping[str, Any], str]:
    """The record in the example of an answer, the first one of a list, and where it stands."""
    for key, value in call.answer.items() if call.status != MADE else ():
        if isinstance(value, list) and value and isinstance(value[0], Mapping):
            return value[0], f"/{key}/0"
    return call.answer, ""
