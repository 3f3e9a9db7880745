"""What became of uploads, as plain values."""

from iclock.models import BioData, DeviceEvent, RejectedLine, Transaction, UnregisteredPunch


def rejected(*names: str) -> list[tuple[object, ...]]:
    """The rejected lines, the oldest first: their table, line, text and reason, or these fields."""
    names = names or ("table", "line", "text", "reason")
    return list(RejectedLine.objects.order_by("id").values_list(*names))


def punches() -> list[tuple[str, str]]:
    """PIN and time of the transactions."""
    rows = Transaction.objects.order_by("id").values_list("emp_code", "punch_time")
    return [(pin, str(time)) for pin, time in rows]


def strangers() -> list[tuple[str, str]]:
    """PIN and time of the unregistered punches."""
    rows = UnregisteredPunch.objects.order_by("id").values_list("crc", "punch_time")
    return [(pin, str(time)) for pin, time in rows]


def templates(*names: str) -> list[tuple[object, ...]]:
    """The templates: whose, type, no, index, version, content and terminal, or these fields."""
    names = names or (
        "employee__emp_code", "bio_type", "bio_no", "bio_index", "major_ver", "bio_tmp", "sn",
    )  # fmt: skip
    return list(BioData.objects.order_by("id").values_list(*names))


def events() -> list[tuple[object, ...]]:
    """Kind, code, operator, time and detail of the terminals' own logs."""
    rows = DeviceEvent.objects.order_by("id")
    return [
        (event.kind, event.code, event.operator, event.time and str(event.time), event.detail)
        for event in rows
    ]
