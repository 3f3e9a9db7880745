"""`self_password`: stored as a hash, never as text."""

from django.contrib.auth.hashers import identify_hasher, make_password

# Checking a password runs the rounds its hash asks for: a hash of a billion would stop a login.
MOST_ROUNDS = 2_000_000


def is_encoded(value: str) -> bool:
    """Whether the value is an encoded Django hash already."""
    try:
        identify_hasher(value)
    except ValueError:
        return False
    return "$" in value  # a hasher's name alone is a password like any other


def is_acceptable_hash(value: str) -> bool:
    """False for a hash that no login could check, or not in time; plain passwords are fine."""
    if not is_encoded(value):
        return True
    try:
        rounds = int(identify_hasher(value).decode(value).get("iterations", 1))
    except (ValueError, AssertionError):
        return False
    # Django's hasher takes 0 for its own number of rounds and fails on a negative one.
    return 1 <= rounds <= MOST_ROUNDS


def stored_password(value: str) -> str:
    """What is stored for a sent password: a hash as it is, anything else hashed."""
    # Manual 3.3.2: the example sends an encoded hash, which 3.3.4 answers unchanged.
    return value if is_encoded(value) else make_password(value)
