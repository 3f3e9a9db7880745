"""A server that keeps no journal."""

import httpx
import pytest

from tests.emulator.journal.conftest import AREAS
from tests.emulator.journal.reading import listen
from tests.emulator.live import serving, world_of

OFF = "The journal is off: start the server with ETP_JOURNAL_ENTRIES and ETP_JOURNAL_MB above 0."


def test_says_so_and_still_tells_of_punches(tmp_path_factory: pytest.TempPathFactory) -> None:
    for live in serving(tmp_path_factory, ETP_JOURNAL_ENTRIES="0"):
        for world in world_of(live):
            with listen(world) as events:
                assert world.client.get(AREAS).status_code == 200
                url = f"{world.url}/iclock/cdata?SN=ABC123&table=ATTLOG&Stamp=9999"
                httpx.post(url, content="9\t2026-01-05 09:00:00\t1\t1\n")
                assert events.next()[0] == "punch"
            for method, path, body in (
                ("GET", "/requests", None),
                ("GET", "/requests/1", None),
                ("GET", "/requests/unmatched", None),
                ("GET", "/requests.har", None),
                ("DELETE", "/requests", None),
                ("POST", "/requests/find", {"match": {}}),
                ("POST", "/requests/verify", {"match": {}, "count": {"exactly": 0}}),
            ):
                answer = world.control(method, path, body)
                assert (answer.status_code, answer.json()["detail"]) == (404, OFF)
