"""The terminals: cards of all of them, and each as the device it is."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from etpserver.api.clock import local_now, to_local
from etpserver.console.acting import HAPPENED
from etpserver.console.calls import call
from etpserver.console.pages import may_drive, page, part, show
from etpserver.console.paging import paged, whole
from etpserver.console.tables import STATES, VERIFIED, full_name, names_of, rows, serials
from etpserver.console.terminals.state import Device, devices

CARDS = 48
QUEUE, UPLOADS, REJECTED, PUNCHES = 12, 8, 8, 8
DIRECTIONS = (("255", "any"), ("0", "in"), ("1", "out"), ("2", "break out"), ("3", "break in"))


@require_safe
@page
def terminals(request: HttpRequest) -> HttpResponse:
    return show(request, "terminals.html", "terminals", _cards(request))


@require_safe
@page
def terminals_part(request: HttpRequest) -> HttpResponse:
    return part(request, "terminals_live.html", _cards(request))


@require_safe
@page
def terminal(request: HttpRequest, sn: str) -> HttpResponse:
    context = {**_live(request, sn), "directions": DIRECTIONS, "at": local_now()}
    return show(request, "terminal.html", "terminals", context)


@require_safe
@page
def terminal_part(request: HttpRequest, sn: str) -> HttpResponse:
    return part(request, "terminal_live.html", _live(request, sn))


@require_POST
@page
def press(request: HttpRequest, sn: str) -> HttpResponse:
    """Somebody presses a finger or shows a card or a face: what the device's screen says then."""
    code, verify = request.POST.get("emp_code", "").strip(), request.POST.get("verify", "")
    context: dict[str, Any] = {"at": local_now()}
    if not code:
        return part(request, "screen.html", {**context, "tone": "warn", "text": "Who is it?"})
    if not may_drive(request):
        return part(
            request, "screen.html", {**context, "tone": "bad", "text": "You may only look."}
        )
    body = {"terminal": sn, "emp_code": code, "verify": whole(verify, 1)}
    state = request.POST.get("state", "")
    answer = call(request, "POST", "simulate/punches", {**body, "state": state} if state else body)
    if not answer.is_good:
        return part(request, "screen.html", {**context, "tone": "bad", "text": answer.problem})
    (punch,) = answer.content["punches"]
    response = part(request, "screen.html", {**context, **_said(code, punch)})
    response["HX-Trigger"] = HAPPENED
    return response


def _said(code: str, punch: dict[str, Any]) -> dict[str, Any]:
    """What the screen shows for a punch."""
    name = names_of([code]).get(code, "")
    text = {
        "stored": "Thank you",
        "unregistered": "Please try again: not registered",
        "repeated": "Already punched",
        "kept": "Thank you; kept until the server answers",
    }.get(punch["what"], punch["what"])
    good = {"stored": "ok", "kept": "ok", "repeated": "warn"}
    return {
        "tone": good.get(punch["what"], "bad"),
        "text": text,
        "code": code,
        "name": name,
        "has_photo": rows("personnel.EmployeePhoto").filter(employee__emp_code=code).exists(),
        "way": VERIFIED.get(punch.get("verify", 0), ""),
        "direction": STATES.get(punch["state"], ""),
    }


def _cards(request: HttpRequest) -> dict[str, Any]:
    found = devices()
    online = sum(device.is_here for device in found)
    return {"page": paged(request, found, CARDS), "online": online, "now": local_now()}


def _live(request: HttpRequest, sn: str) -> dict[str, Any]:
    device = next(iter(devices(sn)), None)
    if device is None:
        raise Http404(f"There is no terminal {sn[:50]}.")
    return {
        "device": device,
        "now": local_now(),
        "queue": _queue(device),
        "punches": _punches(sn),
        "uploads": _uploads(request, sn),
        "rejected": rows("iclock.RejectedLine").filter(terminal_sn=sn).order_by("-pk")[:REJECTED],
        "serials": [(sn, device.record.alias)],
    }


def _queue(device: Device) -> dict[str, Any]:
    """What still waits, the next first, and what was dealt with last."""
    found = rows("iclock.Command").filter(terminal=device.record)
    fields = ("pk", "content", "state", "origin", "user", "attempts", "created_at", "sent_at",
              "answered_at", "return_code", "reason")  # fmt: skip
    open_ones = found.filter(state__in=("pending", "sent")).order_by("pk")
    over = found.exclude(state__in=("pending", "sent")).order_by("-pk")
    return {
        "open": [_command(row) for row in open_ones.values(*fields)[:QUEUE]],
        "over": [_command(row) for row in over.values(*fields)[:QUEUE]],
        "waiting": device.waiting,
    }


def _command(row: dict[str, Any]) -> dict[str, Any]:
    verb, _, rest = row["content"].partition("\t")
    return {**row, "verb": verb[:80], "rest": rest[:160].replace("\t", "  ")}


def _punches(sn: str) -> list[dict[str, Any]]:
    found = rows("iclock.Transaction").filter(terminal_sn=sn).order_by("-punch_time")
    fields = ("pk", "emp_code", "punch_time", "punch_state", "verify_type",
              "emp__first_name", "emp__last_name")  # fmt: skip
    return [
        {
            **row,
            "name": full_name(row["emp__first_name"], row["emp__last_name"]),
            "state": STATES.get(row["punch_state"], ""),
            "way": VERIFIED.get(row["verify_type"], str(row["verify_type"])),
        }
        for row in found.values(*fields)[:PUNCHES]
    ]


def _uploads(request: HttpRequest, sn: str) -> list[dict[str, Any]]:
    """What the terminal sent lately, by the journal."""
    match = {"operation": ["push_cdata", "push_devicecmd"], "method": "POST", "query": {"SN": sn}}
    answer = call(request, "POST", "requests/find", {"match": match, "limit": UPLOADS})
    found = answer.content["requests"][::-1] if answer.is_good else []
    return [
        {**entry, "at_there": to_local(datetime.fromisoformat(entry["world_time"]))}
        for entry in found
    ]


@require_safe
@page
def punch_options(request: HttpRequest) -> HttpResponse:
    """People for the lists of forms, asked for when one of their inputs is used."""
    people = rows("personnel.Employee").order_by("emp_code")
    found = people.values_list("emp_code", "first_name", "last_name")[:500]
    options = [(code, full_name(first, last)) for code, first, last in found]
    return part(request, "options.html", {"options": options, "serials": serials()})
