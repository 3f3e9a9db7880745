"""Answers that only depend on the database, the world and what was asked.

Views say so; whoever stands above them may give the same answer again while none of that changes.
"""

from rest_framework.authtoken.models import Token
from rest_framework.request import Request

from etpserver.api.shapes import Shape

NOTED = "etp.repeatable"


def note_repeatable(request: Request, shape: Shape) -> None:
    """Say it of the answer under way, if it is so.

    A record may tell the time, as whether a terminal is online. A key that is lent for a time ends
    by itself, as a JWT does; a user's own key does not.
    """
    if isinstance(request.auth, Token) and shape.is_timeless():
        request.META[NOTED] = request.user.get_username()
