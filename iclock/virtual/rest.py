"""What simulations ask of the documented REST API: which terminals there are, and their people."""

from collections.abc import Sequence
from typing import Any

import httpx

TIMEOUT_S = 60.0
MOST_TERMINALS = 1000  # of one page
MOST_SERIALS = 500  # of one call
# Manual 4.4.6: everything there is.
ALL_DATA = ("emp_code", "finger_print", "face", "finger_vein", "palm", "vl_face")


class RestError(Exception):
    """The REST API did not do what was asked; the text says why."""


class RestApi:
    """A server's REST API, with the key of somebody who may change terminals."""

    def __init__(self, server: str, token: str, **client: Any) -> None:
        self._server = server
        self._client = {"timeout": TIMEOUT_S, **client}
        self._headers = {"Authorization": f"Token {token}"} if token else {}

    async def log_in(self, username: str, password: str) -> None:
        """Get a key, which all further calls carry; raises `RestError`."""
        credentials = {"username": username, "password": password}
        answer = await self._ask("POST", "/api-token-auth/", credentials)
        self._headers = {"Authorization": f"Token {answer['token']}"}

    async def terminals(self) -> list[dict[str, Any]]:
        """The terminals, by ascending id."""
        path = f"/iclock/api/terminals/?ordering=id&page_size={MOST_TERMINALS}"
        answer = await self._ask("GET", path)
        return list(answer["data"])

    async def send_people(self, serials: Sequence[str]) -> None:
        """Have the server queue the people of the terminals' areas for them."""
        for start in range(0, len(serials), MOST_SERIALS):
            named = serials[start : start + MOST_SERIALS]
            body = {"devices_sn": named, **dict.fromkeys(ALL_DATA, True)}
            await self._ask("POST", "/iclock/api/terminals/sync_data_to_device/", body)

    async def _ask(self, method: str, path: str, body: object = None) -> Any:
        try:
            async with httpx.AsyncClient(**self._client) as client:
                answer = await client.request(
                    method, f"{self._server}{path}", json=body, headers=self._headers
                )
        except (httpx.HTTPError, httpx.InvalidURL) as problem:
            raise RestError(f"{method} {path}: {problem}") from problem
        try:
            content = answer.json()
        except ValueError:
            content = answer.text
        if answer.status_code >= 400 or not isinstance(content, dict):
            shown = str(content)[:200]
            raise RestError(f"{method} {path} answers {answer.status_code}: {shown}")
        return content
