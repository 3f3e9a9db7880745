"""The names of what is secret, and what stands in its place."""

import re

HIDDEN = "***"
TEMPLATE_KEPT = 20  # characters
# Names as they are, and parts of names; letters and digits only, in small letters, so that
# `access_token`, `accessToken` and `Access-Token` are one.
NAMES = frozenset({"access", "refresh", "jwt"})
PARTS = ("passw", "pwd", "token", "secret", "apikey", "commkey", "credential", "authorization")
TEMPLATES = frozenset({"biotmp", "tmp", "template"})
# A text without any of these, in small letters, has no such name; nor has it one in disguise:
# `%70assword` of a form, `\\u0070assword` of JSON.
SIGNS = ("passw", "pwd", "token", "secret", "key", "credential", "authoriz", "access", "refresh",
         "jwt", "tmp", "template", "content=", "photo=", "%", "\\u")  # fmt: skip
WORKBOOK = b"PK\x03\x04"
BETWEEN = re.compile(r"[^a-z0-9]+")


def is_secret(name: str) -> bool:
    """Whether the value of a parameter, field, key, header or column of this name is hidden."""
    plain = _plain(name)
    return plain in NAMES or any(part in plain for part in PARTS)


def is_template(name: str) -> bool:
    """Whether what has this name is a biometric template, which is shortened."""
    return _plain(name) in TEMPLATES


def has_sign(text: str) -> bool:
    """Whether it is worth looking closer; most texts are not."""
    lowered = text.lower()
    return any(sign in lowered for sign in SIGNS)


def shortened(value: str) -> str:
    """A template as it is kept."""
    if len(value) <= TEMPLATE_KEPT:
        return value
    return f"{value[:TEMPLATE_KEPT]}... ({len(value)} characters)"


def left_out(content: bytes, what: str = "a workbook") -> bytes:
    """What is kept of a body that cannot be searched for secrets."""
    return f"({what} is not kept; {len(content)} bytes of it were read)".encode()


def _plain(name: str) -> str:
    return BETWEEN.sub("", name.lower())
