"""The pages about people."""

from datetime import datetime, time, timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from etpserver.api.clock import local_now
from etpserver.console.charts import Strip, strip
from etpserver.console.pages import page, part, show
from etpserver.console.people.listing import WITH, people, with_badges
from etpserver.console.tables import BIOMETRICS, STATES, VERIFIED, rows, serials

DAYS = 14
PORTRAIT = 160  # pixels: twice what is shown
SMALL = 80
RESIGNATIONS = {
    1: "quit",
    2: "dismissed",
    3: "resigned",
    4: "transferred",
    5: "job kept without salary",
}


@require_safe
@page
def listing(request: HttpRequest) -> HttpResponse:
    departments = rows("personnel.Department").order_by("dept_name")
    areas = rows("personnel.Area").order_by("area_name")
    context = {
        "page": people(request),
        "departments": list(departments.values_list("dept_code", "dept_name")[:200]),
        "areas": list(areas.values_list("area_code", "area_name")[:200]),
        "with_choices": WITH,
        "given": request.GET,
    }
    if "HX-Request" in request.headers:
        return part(request, "people_live.html", context)
    return show(request, "people.html", "people", context)


@require_safe
@page
def person(request: HttpRequest, code: str) -> HttpResponse:
    return show(request, "person.html", "people", _about(_found(code)))


@require_safe
@page
def person_part(request: HttpRequest, code: str) -> HttpResponse:
    """The punches anew, when one has come."""
    return part(request, "person_live.html", {"days": _days(_found(code)), "at": local_now()})


@require_safe
@page
def portrait(request: HttpRequest, code: str) -> HttpResponse:
    """The photo, as small as it is shown."""
    photos = rows("personnel.EmployeePhoto").filter(employee__emp_code=code)
    image = photos.values_list("image", flat=True).first()
    if image is None:
        raise Http404
    size = PORTRAIT if "large" in request.GET else SMALL
    etag = quote_etag(sha256(bytes(image)).hexdigest()[:32] + str(size))
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    kept = get_conditional_response(request, etag=etag)
    if kept is not None:
        kept["ETag"] = etag
        return kept
    return HttpResponse(_smaller(bytes(image), size), content_type="image/jpeg", headers=headers)


def _smaller(image: bytes, size: int) -> bytes:
    from PIL import Image  # noqa: PLC0415  slow to load

    with Image.open(BytesIO(image)) as opened:
        small = opened.convert("RGB")
        small.thumbnail((size, size))
        target = BytesIO()
        small.save(target, "JPEG", quality=80)
    return target.getvalue()


def _found(code: str) -> Any:
    found = rows("personnel.Employee").select_related("department", "position", "resignation")
    record = found.prefetch_related("area").filter(emp_code=code).first()
    if record is None:
        raise Http404(f"There is nobody with the code {code[:50]}.")
    return record


def _about(record: Any) -> dict[str, Any]:
    (badged,) = with_badges([record])
    resignation = getattr(record, "resignation", None)
    templates = rows("iclock.BioData").filter(employee=record).order_by("bio_type", "bio_no")
    messages = rows("iclock.PrivateMessage").filter(employee=record).order_by("-pk")
    fields = ("bio_type", "bio_no", "bio_index", "major_ver", "minor_ver", "sn", "update_time")
    return {
        "person": badged,
        "record": record,
        "facts": _facts(record),
        "templates": [
            {**row, "icon": BIOMETRICS.get(row["bio_type"], ("finger", "Other"))}
            for row in templates.values(*fields)[:60]
        ],
        "messages": list(messages[:20]),
        "resignation": resignation,
        "resign_word": RESIGNATIONS.get(resignation.resign_type, "") if resignation else "",
        "days": _days(record),
        "at": local_now(),
        "serials": serials(),
        "given": {"emp_code": record.emp_code},
        "given_documented": {
            "employee": record.emp_code,
            "resign_date": f"{local_now():%Y-%m-%d}",
            "start_time": f"{local_now():%Y-%m-%dT%H:%M}",
        },
    }


def _facts(record: Any) -> list[tuple[str, str]]:
    areas = ", ".join(area.area_name for area in record.area.all())
    facts = (
        ("Code", record.emp_code),
        ("Id", record.pk),
        ("Department", record.department.dept_name),
        ("Position", record.position.position_name if record.position else ""),
        ("Areas", areas),
        ("Card", record.card_no),
        ("Hired", record.hire_date),
        ("Birthday", record.birthday),
        ("Mobile", record.mobile),
        ("Email", record.email),
        ("At terminals", {14: "administrator", 2: "registrar"}.get(record.dev_privilege, "user")),
        ("Enrolled at", record.enroll_sn),
        ("Changed", record.update_time),
    )
    return [(name, str(value)) for name, value in facts if value not in (None, "")]


def _days(record: Any) -> list[Strip]:
    """The last two weeks, a strip each, the newest first: one query."""
    today = local_now().date()
    first = today - timedelta(days=DAYS - 1)
    found = rows("iclock.Transaction").filter(
        emp_code=record.emp_code,
        punch_time__gte=datetime.combine(first, time.min),
        punch_time__lt=datetime.combine(today + timedelta(days=1), time.min),
    )
    by_day: dict[Any, list[tuple[datetime, str, str]]] = {}
    fields = ("punch_time", "punch_state", "verify_type", "terminal_alias")
    for at, state, way, where in found.order_by("punch_time").values_list(*fields):
        said = f"{STATES.get(state, '')} {VERIFIED.get(way, '')} {where or ''}".strip()
        by_day.setdefault(at.date(), []).append((at, state, said))
    days = [today - timedelta(days=number) for number in range(DAYS)]
    return [strip(f"{day:%a %d %b}", by_day.get(day, []), local_now()) for day in days]
