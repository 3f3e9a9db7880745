"""A program: a server that is killed after it has stored an upload and before it answers.

python dying.py <port>
"""

import asyncio
import os
import signal
import sys
from collections.abc import Iterable
from typing import Any

from etpserver.server.adapter import Adapter
from etpserver.server.running import Listen, _options, until_stopped
from etpserver.wsgi import application


def stored_but_not_answered(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    result = application(environ, start_response)
    if environ["REQUEST_METHOD"] == "POST" or environ["PATH_INFO"].endswith("getrequest"):
        os.kill(os.getpid(), signal.SIGKILL)
    return result


async def serve(port: int) -> None:
    from granian.server.embed import Server

    adapter = Adapter(stored_but_not_answered)
    await until_stopped(Server(adapter, **_options(Listen("127.0.0.1", port))), adapter)


asyncio.run(serve(int(sys.argv[1])))
