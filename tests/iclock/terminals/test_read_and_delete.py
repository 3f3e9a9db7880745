"""Manual 4.4.7 and 4.4.10."""

import pytest

from iclock.models import Command, PublicMessage, Terminal, Transaction
from tests.factories import make_area, make_employee, make_template
from tests.iclock.factories import make_command, make_terminal
from tests.iclock.terminals.records import TERMINALS, read, stored
from tests.kernel.answers import vendor_error


def test_reads_the_short_record(api):
    terminal = make_terminal(
        make_area(), user_count=6, fw_ver="Ver 8", push_time="2025-06-18 12:00"
    )
    terminal.refresh_from_db()
    for code in (terminal.sn, terminal.pk):
        answer = api.get(f"{TERMINALS}{code}/")
        assert (answer.status_code, answer.json()) == (200, read(terminal))
        assert list(answer.json()) == list(read(terminal))


def test_a_serial_wins_over_another_ones_id(api):
    by_id = make_terminal()
    by_serial = make_terminal(sn=str(by_id.pk))
    assert api.get(f"{TERMINALS}{by_id.pk}/").json()["id"] == by_serial.pk


@pytest.mark.parametrize("code", ["NO", "99999", "-1", "0", str(2**63), "x" * 300])
@pytest.mark.parametrize("verb", ["get", "delete"])
def test_refuses_an_unknown_terminal(api, verb, code):
    make_terminal()
    before = stored()
    answer = getattr(api, verb)(f"{TERMINALS}{code}/")
    assert (answer.status_code, answer.json()) == (404, vendor_error(-1, "Not found."))
    assert stored() == before


def test_deletes_queue_and_messages_and_keeps_punches_and_templates(api):
    gone, kept = make_terminal(sn="GONE"), make_terminal(sn="KEPT")
    person = make_employee()
    make_template(person, sn="GONE")
    for terminal in (gone, kept):
        make_command(terminal)
        PublicMessage.objects.create(
            terminal=terminal, start_time="2026-01-01 00:00", duration=5, content="Hello"
        )
        Transaction.objects.create(
            emp=person, emp_code=person.emp_code, punch_time="2026-01-01 09:00",
            terminal=terminal, terminal_sn=terminal.sn,
        )  # fmt: skip
    answer = api.delete(f"{TERMINALS}GONE/")
    assert (answer.status_code, answer.json()) == (200, {"message": "deleted"})
    assert [terminal.sn for terminal in Terminal.objects.all()] == ["KEPT"]
    assert Command.objects.get().terminal == kept
    assert PublicMessage.objects.get().terminal == kept
    punches = Transaction.objects.order_by("terminal_sn").values_list("terminal_sn", "terminal")
    assert list(punches) == [("GONE", None), ("KEPT", kept.pk)]
    assert person.templates.get().sn == "GONE"  # type: ignore[attr-defined]


def test_an_area_with_terminals_stays(api):
    area = make_area()
    make_terminal(area)
    answer = api.delete(f"/personnel/api/areas/{area.area_code}/")
    assert (answer.status_code, answer.json()["detail"]) == (400, "Still in use by: terminals.")
