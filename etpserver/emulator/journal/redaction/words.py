"""The names of what is secret, and what stands in its place."""

HIDDEN = "***"
TEMPLATE_KEPT = 20  # characters
NAMES = frozenset(
    {"access_token", "token", "access", "refresh", "pwd", "pushcommkey", "secret", "api_key"}
)
TEMPLATES = frozenset({"bio_tmp", "tmp"})
# A text without any of these, in small letters, has no such name; nor has it one in disguise:
# `%70assword` of a form, `\\u0070assword` of JSON.
SIGNS = ("passw", "token", "access", "refresh", "pwd", "commkey", "secret", "api_key", "tmp",
         "content=", "%", "\\u")  # fmt: skip
WORKBOOK = b"PK\x03\x04"


def is_secret(name: str) -> bool:
    """Whether the value of a parameter, field, key or column of this name is hidden."""
    lowered = name.strip().lower()
    return lowered in NAMES or "passw" in lowered


def has_sign(text: str) -> bool:
    """Whether it is worth looking closer; most texts are not."""
    lowered = text.lower()
    return any([sign in lowered for sign in SIGNS])  # noqa: C419  measured: half the time


def is_template(name: str) -> bool:
    return name.strip().lower() in TEMPLATES


def shortened(value: str) -> str:
    """A template as it is kept."""
    if len(value) <= TEMPLATE_KEPT:
        return value
    return f"{value[:TEMPLATE_KEPT]}... ({len(value)} characters)"


def left_out(content: bytes) -> bytes:
    """What is kept of a workbook."""
    return b"(a workbook is not kept; %d bytes of it were read)" % len(content)
