"""How passwords are stored."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class VendorPasswordHasher(PBKDF2PasswordHasher):
    """PBKDF2 with the rounds of the hashes that the manual shows (3.3.1).

    Django's million rounds take half a second a login, in every test that logs in; guessing is
    slowed by the throttle instead.
    """

    iterations = 36_000
