"""What becomes of a request: what it asks for itself, magic values, the rules of its world."""

from collections.abc import Sequence
from hashlib import sha256

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from etpserver.api.control.problems import ProblemError, answer_problem
from etpserver.api.credentials import read_credential
from etpserver.api.worlds import World, current_world
from etpserver.emulator.faults.asking import asked_of
from etpserver.emulator.faults.counting import Taken, take_turns
from etpserver.emulator.faults.effects import Handler, carry_out
from etpserver.emulator.faults.header import META_NAME, header_fault
from etpserver.emulator.faults.magic import magic_fault
from etpserver.emulator.faults.matching import Asked
from etpserver.emulator.faults.rules import KnownRules, Rule, fitting
from etpserver.emulator.faults.spared import is_spared


def answered(request: HttpRequest, known: KnownRules, get_response: Handler) -> HttpResponseBase:
    """The answer to a request of the bound world; without any rule after one comparison."""
    world = current_world()
    rules = known.of(world)
    is_plain = not rules and not world.settings.magic and META_NAME not in request.META
    if is_plain or is_spared(request.path_info):
        return get_response(request)
    asked = asked_of(request)
    try:
        faults = _faults(request, asked, world, rules)
        if faults:
            return carry_out(request, asked, faults, get_response)
    except ProblemError as problem:
        return answer_problem(problem)
    return get_response(request)


def _faults(request: HttpRequest, asked: Asked, world: World, rules: Sequence[Rule]) -> list[Taken]:
    """What happens to the request, what it asks for itself first."""
    found = [header_fault(request.META[META_NAME])] if META_NAME in request.META else []
    magic = magic_fault(asked) if world.settings.magic and not found else None
    found += [magic] if magic is not None else []
    matching = fitting(rules, asked)
    if matching:
        is_decided = any(taken.do.decides for taken in found)
        found += take_turns(matching, _caller_of(request, asked), is_decided=is_decided)
    return found


def _caller_of(request: HttpRequest, asked: Asked) -> str:
    """Who calls: a terminal, the holder of a credential, else an address."""
    if asked.is_device:
        serial = next(iter(asked.parameter("SN")), "")
        return _digest("terminal", serial or request.META.get("REMOTE_ADDR", ""))
    credential = read_credential(request)
    value = credential.value if credential else request.META.get("HTTP_AUTHORIZATION", "")
    kind = "credential" if value else "address"
    return _digest(kind, value or request.META.get("REMOTE_ADDR", ""))


def _digest(*parts: str) -> str:
    return sha256("\0".join(parts).encode(errors="replace")).hexdigest()
