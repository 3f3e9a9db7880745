"""How much is kept: of each world, of all together, of one body."""

from collections.abc import Callable, Iterator

import pytest

from etpserver.emulator.journal.capture import Passing
from etpserver.emulator.journal.exchange import KEPT, OVERHEAD, Packed
from etpserver.emulator.journal.models import Happening
from etpserver.emulator.journal.ring import WORLDS, Ring
from etpserver.emulator.journal.stores import Bounds, Journal
from etpserver.emulator.journal.table import WRITTEN_BETWEEN, Table
from tests.emulator.journal.conftest import AREAS, found, listed
from tests.emulator.live import Fresh

pytestmark = pytest.mark.django_db(databases=["default", "control"])

LARGE = {"area_code": "7", "area_name": "n" * 100_000}  # of which 64 KB are kept


def exchange(size: int) -> Packed:
    """What takes so many bytes."""
    return Packed(b"{}", b"r" * (size - OVERHEAD - 2), b"")


def ids(journal: Journal, world: str = "main") -> list[int]:
    return [entry.id for entry in journal.read(world)]


@pytest.fixture(params=[Ring, Table])
def journal(request: pytest.FixtureRequest) -> Callable[[int, int], Journal]:
    """Makes either kind of journal with these bounds."""
    return lambda entries, size: request.param(Bounds(entries, size))


def test_the_oldest_beyond_the_number_go(journal: Callable[[int, int], Journal]) -> None:
    own = journal(3, 10**6)
    numbers = [own.add("main", exchange(1000)) for _ in range(5)]

    assert ids(own) == numbers[2:]
    assert own.one("main", numbers[-1]) is not None
    assert [entry.id for entry in own.read("main", numbers[3])] == numbers[4:]


def test_the_oldest_beyond_the_size_go(journal: Callable[[int, int], Journal]) -> None:
    own = journal(100, 10_000)
    numbers = [own.add("main", exchange(3000)) for _ in range(5)]

    assert ids(own) == numbers[2:]


def test_one_that_is_too_large_leaves_nothing(journal: Callable[[int, int], Journal]) -> None:
    own = journal(100, 10_000)
    own.add("main", exchange(20_000))
    assert ids(own) == []

    last = own.add("main", exchange(1000))
    assert ids(own) == [last]


def test_a_world_does_not_push_out_what_is_of_another(
    journal: Callable[[int, int], Journal],
) -> None:
    own = journal(3, 10_000)
    first = own.add("a", exchange(1000))
    for _ in range(5):
        own.add("b", exchange(1000))

    assert ids(own, "a") == [first]
    own.clear("b")
    assert (ids(own, "a"), ids(own, "b")) == ([first], [])


def test_what_is_too_old_leaves_the_table() -> None:
    table = Table(Bounds(3, 10**6))
    for _ in range(2 * WRITTEN_BETWEEN):
        table.add("main", exchange(1000))

    assert Happening.objects.count() == 3


def test_many_worlds_share_the_size_of_a_few() -> None:
    ring = Ring(Bounds(100, 10_000))
    for number in range(WORLDS + 4):
        for _ in range(3):
            ring.add(f"w{number}", exchange(3000))
    kept = [len(ids(ring, f"w{number}")) for number in range(WORLDS + 4)]

    # Twelve worlds would like 9,000 bytes each; they get 80,000 together, the latest first.
    assert kept == [0, 0, 0, 2, *[3] * 8]
    assert sum(kept) * 3000 <= WORLDS * 10_000


def test_a_server_keeps_as_many_as_it_is_told(bounded: Fresh) -> None:
    for page in range(1, 9):
        bounded.client.get(AREAS, params={"page": page})

    assert [one["query"]["page"] for one in listed(bounded)] == ["4", "5", "6", "7", "8"]
    answer = bounded.control(
        "POST", "/requests/verify", {"match": {"query": {"page": 3}}, "count": {"exactly": 0}}
    )
    assert answer.status_code == 200


def test_bodies_are_cut_where_they_would_take_too_much(bounded: Fresh) -> None:
    for _ in range(5):
        bounded.client.post(AREAS, json=LARGE)

    sizes = [
        (len(one["request"]["body"]), one["request"]["body_size"], one["request"]["body_cut"])
        for one in found(bounded)
    ]

    assert sizes == [(64 * 1024, 100_032, True)] * 5


def test_a_stream_keeps_its_beginning_and_its_size() -> None:
    noted: list[tuple[bytes, int]] = []
    passing = Passing([b"a" * 40_000] * 3, lambda *told: noted.append(told))

    assert [len(part) for part in passing] == [40_000] * 3
    passing.close()

    assert noted == [(b"a" * KEPT, 120_000)]


def test_a_stream_that_breaks_off_is_noted_as_far_as_it_came() -> None:
    noted: list[tuple[bytes, int]] = []

    def parts() -> Iterator[bytes]:
        yield b"abc"
        raise OSError("gone")

    passing = Passing(parts(), lambda *told: noted.append(told))
    with pytest.raises(OSError, match="gone"):
        list(passing)

    assert noted == [(b"abc", 3)]


def test_a_stream_that_nobody_reads_is_noted_when_it_closes() -> None:
    noted: list[tuple[bytes, int]] = []
    passing = Passing([b"abc"], lambda *told: noted.append(told))
    passing.close()
    passing.close()

    assert noted == [(b"", 0)]
