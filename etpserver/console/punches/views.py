"""The pages about punches."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from etpserver.api.clock import local_now
from etpserver.console.calls import base_url
from etpserver.console.charts import strip
from etpserver.console.documented import ask
from etpserver.console.pages import guarded, page, part, show
from etpserver.console.paging import paged
from etpserver.console.tables import STATES, VERIFIED, full_name, names_of, rows, serials

FORMATS = (("csv", "CSV"), ("txt", "Text"), ("xls", "Excel"))
PEOPLE_OF_A_DAY = 40
RESOURCES = {"transactions": "iclock.Transaction", "unregister": "iclock.UnregisteredPunch"}


@require_safe
@page
def punches(request: HttpRequest) -> HttpResponse:
    found = _filtered(rows("iclock.Transaction").order_by("-punch_time", "-pk"), request.GET)
    whose = request.GET.get("emp_code", "").strip()
    found = found.filter(emp_code=whose) if whose else found
    shown = paged(request, found.select_related("emp"))
    for record in shown.rows:
        _describe(record, record.emp_code)
        known = record.emp
        record.who = full_name(known.first_name, known.last_name) if known else ""
    return _answer(request, "punches", "transactions", shown)


@require_safe
@page
def unregistered(request: HttpRequest) -> HttpResponse:
    found = rows("iclock.UnregisteredPunch").order_by("-punch_time", "-pk")
    whose = request.GET.get("emp_code", "").strip()
    found = found.filter(crc=whose) if whose else found
    shown = paged(request, _filtered(found, request.GET))
    for record in shown.rows:
        _describe(record, record.crc)
        record.who = ""
    return _answer(request, "unregistered", "unregister", shown)


def _describe(record: Any, code: str) -> None:
    record.code = code
    record.state = STATES.get(record.punch_state, "")
    record.way = VERIFIED.get(record.verify_type, str(record.verify_type))


def _answer(request: HttpRequest, here: str, resource: str, shown: Any) -> HttpResponse:
    context: dict[str, Any] = {"page": shown, "given": request.GET, "here_page": here}
    if "HX-Request" in request.headers:
        return part(request, "punches_live.html", context)
    context |= {
        "serials": serials(),
        "formats": FORMATS,
        "resource": resource,
        "documented": f"{base_url(request)}/iclock/api/{resource}/export/",
    }
    return show(request, "punches.html", here, context)


def _filtered(found: Any, query: Any) -> Any:
    if sn := query.get("terminal_sn", ""):
        found = found.filter(terminal_sn=sn)
    start, end = _moment(query.get("start_time", "")), _moment(query.get("end_time", ""))
    found = found.filter(punch_time__gte=start) if start else found
    return found.filter(punch_time__lte=end) if end else found


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None


@require_safe
@page
def export(request: HttpRequest, resource: str, kind: str) -> HttpResponse:
    """The documented export with the filters of the page, as this world's admin gets it."""
    if resource not in RESOURCES or kind not in dict(FORMATS):
        raise Http404
    names = ("emp_code", "terminal_sn", "start_time", "end_time")
    given = {name: request.GET[name].replace("T", " ") for name in names if request.GET.get(name)}
    path = f"/iclock/api/{resource}/export/"
    answer = ask(request, "GET", path, {"export_type": kind, **given})
    response = HttpResponse(answer.content, status=answer.status, headers=answer.file_headers)
    return guarded(response)


@require_safe
@page
def day(request: HttpRequest) -> HttpResponse:
    """Who was in when: a strip for each person who punched on a day."""
    chosen, now = _day(request.GET.get("day", "")), local_now()
    found = rows("iclock.Transaction").filter(
        punch_time__gte=datetime.combine(chosen, time.min),
        punch_time__lt=datetime.combine(chosen + timedelta(days=1), time.min),
    )
    if department := request.GET.get("department", ""):
        found = found.filter(emp__department__dept_code=department)
    codes = found.order_by("emp_code").values_list("emp_code", flat=True).distinct()
    shown = paged(request, codes, PEOPLE_OF_A_DAY)
    names = names_of(shown.rows)
    of_them = found.filter(emp_code__in=shown.rows).order_by("punch_time")
    by_code: dict[str, list[tuple[datetime, str, str]]] = {code: [] for code in shown.rows}
    fields = ("emp_code", "punch_time", "punch_state", "verify_type", "terminal_alias")
    for code, at, state, way, where in of_them.values_list(*fields):
        said = f"{STATES.get(state, '')} {VERIFIED.get(way, '')} {where or ''}"
        by_code[code].append((at, state, " ".join(said.split())))
    departments = rows("personnel.Department").order_by("dept_name")
    context = {
        "page": shown,
        "day": chosen,
        "before": chosen - timedelta(days=1),
        "after": chosen + timedelta(days=1) if chosen < now.date() else None,
        "people": [
            (code, names.get(code, ""), strip(names.get(code, code), own, now))
            for code, own in by_code.items()
        ],
        "departments": list(departments.values_list("dept_code", "dept_name")[:200]),
        "given": request.GET,
    }
    if "HX-Request" in request.headers:
        return part(request, "day_live.html", context)
    return show(request, "day.html", "punches", context)


def _day(text: str) -> date:
    """The day that the query names, else the last one on which somebody punched."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        now = local_now()
        newest = rows("iclock.Transaction").filter(punch_time__lte=now).order_by("-punch_time")
        found = newest.values_list("punch_time", flat=True).first()
        return found.date() if found else now.date()
