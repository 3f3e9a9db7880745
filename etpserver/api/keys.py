"""A user's key: what it is, and giving it."""

from hmac import compare_digest
from typing import Any

from rest_framework.authtoken.models import Token

from etpserver.api.worlds import current_world

KEY_LENGTH = 40  # hex digits, as DRF's Token and the manual have them
LONGEST_KEY = 64  # of an API client; others have KEY_LENGTH


def user_key(user: Any) -> str:
    """The user's key in this world: the same after reset, restore and restart, until revoked."""
    # Manual 2.1.1: 40 hex digits.
    world = current_world()
    return world.key_for("token", str(user.pk), str(user.token_revision))[:KEY_LENGTH]


def issue_token(user: Any) -> Token:
    """The user's token; a row left by an older revision or another world is corrected."""
    key = user_key(user)
    current_world().remember_key(key)
    token, _ = Token.objects.get_or_create(user=user, defaults={"key": key})
    if not compare_digest(token.key, key):
        Token.objects.filter(user=user).update(key=key)
        token.key = key
    return token
