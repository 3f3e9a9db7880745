"""Passwords found right before, so that HTTP Basic does not hash one on every request."""

import hashlib
import hmac
import secrets
from collections import OrderedDict
from threading import Lock

from etpserver.accounts.models import User

CAPACITY = 1024


class VerifiedPasswords:
    """Remembers which password fits which stored hash, as digests under a key of this process.

    The stored hash is part of what is remembered: a changed password is unknown at once, and a
    user copied into another world has the same password there. Whether the user may log in is
    not remembered.
    """

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._digests: OrderedDict[bytes, None] = OrderedDict()
        self._lock = Lock()

    def remember(self, user: User, password: str) -> None:
        with self._lock:
            self._digests[self._digest(user, password)] = None
            while len(self._digests) > CAPACITY:
                self._digests.popitem(last=False)

    def knows(self, user: User, password: str) -> bool:
        return self._digest(user, password) in self._digests

    def _digest(self, user: User, password: str) -> bytes:
        # The hash comes first: it holds no separator, whatever the password holds.
        return hmac.digest(self._key, f"{user.password}\x1f{password}".encode(), hashlib.sha256)


verified_passwords = VerifiedPasswords()
