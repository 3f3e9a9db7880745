import threading

import pytest

from etpserver.server.plans import Dribble, EventSource, Plan, event, plan_of


def test_writes_an_event_as_browsers_read_it() -> None:
    written = event("one\ntwo\r\nthree\rfour", name="punch", number="17")
    assert written == (b"id: 17\nevent: punch\ndata: one\ndata: two\ndata: three\ndata: four\n\n")
    assert event("äé") == "data: äé\n\n".encode()
    assert event("") == b"data: \n\n"


@pytest.mark.parametrize("name", ["two\nlines", "two\rlines"])
def test_refuses_a_name_that_would_forge_another_line(name: str) -> None:
    with pytest.raises(ValueError, match="one line"):
        event("data", name=name)
    with pytest.raises(ValueError, match="one line"):
        event("data", number=name)


def test_hands_out_what_was_put_in_order_and_once() -> None:
    source = EventSource()
    assert [source.put(event(str(number))) for number in range(3)] == [True] * 3
    assert source.take() == b"data: 0\n\ndata: 1\n\ndata: 2\n\n"
    assert source.take() == b""


def test_drops_the_oldest_and_says_how_many() -> None:
    source = EventSource(kept=3 * len(event("0")))
    for number in range(8):
        source.put(event(str(number)))
    assert source.take() == b"event: dropped\ndata: 5\n\ndata: 5\n\ndata: 6\n\ndata: 7\n\n"
    source.put(event("8"))
    assert source.take() == b"data: 8\n\n"


def test_keeps_the_newest_event_whatever_its_size() -> None:
    source = EventSource(kept=10)
    source.put(event("x"))
    source.put(event("y" * 100))
    assert source.take() == b"event: dropped\ndata: 1\n\n" + event("y" * 100)


def test_wakes_its_reader_once_for_events_that_come_together() -> None:
    source, woken = EventSource(), []
    source.attach(lambda: woken.append("woken"))
    source.put(event("1"))
    source.put(event("2"))
    assert woken == ["woken"]
    source.take()
    source.put(event("3"))
    source.end()
    assert woken == ["woken"] * 3


def test_is_at_its_end_when_all_is_taken() -> None:
    source = EventSource()
    source.put(event("last"))
    source.end()
    assert not source.is_at_end()
    assert source.put(event("too late")) is False
    assert source.take() == b"data: last\n\n"
    assert source.is_at_end()


def test_tells_publishers_once_that_nobody_reads_any_more() -> None:
    source, told = EventSource(), []
    source.on_close(lambda: told.append("early"))
    for callback in [*source.close(), *source.close()]:
        callback()
    assert told == ["early"]
    assert source.put(event("unread")) is False
    source.on_close(lambda: told.append("late"))
    assert told == ["early", "late"]


def test_loses_nothing_that_many_threads_put() -> None:
    source = EventSource()
    taken: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: [source.put(event("x")) for _ in range(500)])
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        taken.append(source.take())
    taken.append(source.take())
    assert b"".join(taken) == event("x") * 4000


def test_is_plain_until_something_is_asked_for() -> None:
    assert Plan(on_sent=[lambda: None]).is_plain()
    for plan in (
        Plan(delay_s=0.1),
        Plan(ending="hang"),
        Plan(dribble=Dribble(1, 0)),
        Plan(events=EventSource()),
    ):
        assert not plan.is_plain()


@pytest.mark.parametrize(("bytes_at_once", "pause_s"), [(0, 1), (1, -1)])
def test_refuses_a_dribble_that_would_never_end(bytes_at_once: int, pause_s: float) -> None:
    with pytest.raises(ValueError, match="Dribble"):
        Dribble(bytes_at_once, pause_s)


def test_finds_no_plan_under_another_server() -> None:
    plan = Plan()
    assert plan_of({"etp.plan": plan}) is plan
    assert plan_of({}) is None
