"""Carrying out what was decided: on the answer itself, and in the plan of how it goes out."""

from collections.abc import Callable, Sequence
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from etpserver.api.control.problems import ProblemError
from etpserver.emulator.faults.answers import faulty_answer
from etpserver.emulator.faults.counting import Taken
from etpserver.emulator.faults.matching import Asked
from etpserver.server.plans import Dribble, Plan, plan_of

APPLIED = "X-Etp-Fault-Applied"
NOTED = "etp.fault"  # in the environ, for the journal

Handler = Callable[[HttpRequest], HttpResponseBase]


def carry_out(
    request: HttpRequest, asked: Asked, faults: Sequence[Taken], get_response: Handler
) -> HttpResponseBase:
    """The answer of a request that these faults happen to; one of them at most decides.

    Raises `ProblemError` where nobody can let an answer wait or cut it.
    """
    plan = _planned(faults)
    if not plan.is_plain():
        _hand_over(plan, request)
    deciding = next((taken for taken in faults if taken.do.decides), None)
    response = _answer(request, asked, deciding, get_response)
    if deciding is not None and deciding.do.connection == "malformed":
        response = _halved(response)
    _note(request, response, faults)
    return response


def _planned(faults: Sequence[Taken]) -> Plan:
    """How the answer is to go out: waits add up, the first of each other kind counts."""
    plan = Plan(delay_s=sum(taken.latency_ms for taken in faults) / 1000)
    for taken in faults:
        drops, connection = taken.do.dribble, taken.do.connection
        if drops is not None and plan.dribble is None:
            plan.dribble = Dribble(drops.bytes, drops.pause_ms / 1000)
        if connection is not None and connection != "malformed":
            plan.ending = connection
    return plan


def _hand_over(wanted: Plan, request: HttpRequest) -> None:
    plan = plan_of(request.META)
    if plan is None:
        text = "Only `etpserver serve` lets answers wait or breaks them off."
        raise ProblemError(HTTPStatus.NOT_IMPLEMENTED, text)
    plan.delay_s += wanted.delay_s
    plan.ending = wanted.ending
    plan.dribble = wanted.dribble


def _answer(
    request: HttpRequest, asked: Asked, deciding: Taken | None, get_response: Handler
) -> HttpResponseBase:
    if deciding is None:
        return get_response(request)
    if not deciding.do.runs_operation:
        return faulty_answer(asked, deciding) if deciding.do.has_answer else _nothing()
    response = get_response(request)
    if deciding.do.has_answer:
        response.close()
        response = faulty_answer(asked, deciding)
    return response


def _nothing() -> HttpResponse:
    """What stands for an answer that nobody gets."""
    return HttpResponse(status=HTTPStatus.SERVICE_UNAVAILABLE)


def _halved(response: HttpResponseBase) -> HttpResponse:
    """Half of the body, whose length is told rightly."""
    whole = response.getvalue()
    half = HttpResponse(
        whole[: len(whole) // 2], status=response.status_code, headers=response.headers
    )
    half.cookies = response.cookies
    if half.has_header("Content-Length"):
        half["Content-Length"] = str(len(half.content))
    response.close()
    return half


def _note(request: HttpRequest, response: HttpResponseBase, faults: Sequence[Taken]) -> None:
    """Tell client and journal which faults there were."""
    main = next((taken for taken in faults if taken.do.decides), faults[0])
    request.META[NOTED] = {"id": main.id, "what": ", ".join(taken.what for taken in faults)}
    response[APPLIED] = "; ".join(f"{taken.id}: {taken.what}" for taken in faults)
    if main.do.decides:
        # Django would log each 503 as an error, and nothing has gone wrong.
        response._has_been_logged = True  # type: ignore[attr-defined]
