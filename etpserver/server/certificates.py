"""Certificates for `--tls`, made on the spot by a CA that the data folder keeps."""

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl

FOLDER = "tls"
CA_FILE = "ca.pem"
LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")


def ca_file(data: Path) -> Path:
    """The CA's certificate, which clients are to trust."""
    return data / FOLDER / CA_FILE


def issue(data: Path, host: str) -> tuple[Path, Path]:
    """A certificate and its key for `host` and this machine's names, renewed at each start."""
    import trustme  # noqa: PLC0415  slow to load, and only --tls needs it

    certificate, key = ca_file(data), data / FOLDER / "ca.key"
    certificate.parent.mkdir(parents=True, exist_ok=True)
    if certificate.exists() and key.exists():
        authority = trustme.CA.from_pem(certificate.read_bytes(), key.read_bytes())
    else:
        authority = trustme.CA(
            organization_name="etpserver", organization_unit_name="made by --tls"
        )
        _write(key, authority.private_key_pem.bytes())
        _write(certificate, authority.cert_pem.bytes())
    issued = authority.issue_cert(*_names(host))
    chain = b"".join(blob.bytes() for blob in issued.cert_chain_pems)
    return (
        _write(data / FOLDER / "server.pem", chain),
        _write(data / FOLDER / "server.key", issued.private_key_pem.bytes()),
    )


def trusting_anybody() -> "ssl.SSLContext":
    """For calls of this machine to its own server, whose CA nobody knows yet."""
    import ssl  # noqa: PLC0415  only https needs it

    anybody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    anybody.check_hostname = False
    anybody.verify_mode = ssl.CERT_NONE
    return anybody


def _names(host: str) -> list[str]:
    names = dict.fromkeys((host, *LOCAL_NAMES, socket.gethostname()))
    return [name for name in names if name]


def _write(file: Path, content: bytes) -> Path:
    """Write whole or not at all, for this user only."""
    fresh = file.with_name(f".{file.name}-{os.getpid()}")
    fresh.unlink(missing_ok=True)
    made = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(made, "wb") as handle:
        handle.write(content)
    fresh.replace(file)
    return file
