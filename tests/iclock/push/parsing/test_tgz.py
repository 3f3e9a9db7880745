"""Packed uploads."""

import gzip
import io
import tarfile
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iclock.push.parsing.tgz import UnpackError, unpack

LIMIT = 100_000
NO_TAR = "The upload is no tar file."


def packed(*contents, kind=tarfile.REGTYPE, form=tarfile.GNU_FORMAT, name="log.txt"):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz", format=form) as tar:
        for content in contents:
            member = tarfile.TarInfo(name)
            member.type, member.size = kind, len(content)
            tar.addfile(member, io.BytesIO(content))
    return file.getvalue()


def read(body, limit=LIMIT):
    return list(unpack(body, limit=limit))


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
@pytest.mark.parametrize("name", ["log.txt", "f\u00f6ld/" * 40 + "log.txt"])
def test_the_contents_in_their_order(form, name):
    if form == tarfile.USTAR_FORMAT and len(name) > 100:
        name = "folder/" * 15 + "log.txt"
    contents = [b"USER PIN=1\n", b"", b"x" * 512, b"y" * 1300]
    assert read(packed(*contents, form=form, name=name)) == contents


def test_what_is_no_file_does_not_count():
    folder = packed(b"", kind=tarfile.DIRTYPE)
    assert read(folder) == []
    both = gzip.compress(gzip.decompress(folder)[:512] + gzip.decompress(packed(b"a")))
    assert read(both) == [b"a"]


def test_an_empty_tar_holds_nothing():
    assert read(packed()) == []
    assert read(gzip.compress(b"")) == []
    assert read(b"") == []


def test_the_end_mark_may_be_missing():
    assert read(gzip.compress(gzip.decompress(packed(b"a"))[:1024])) == [b"a"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"USER PIN=1\n", "The upload is no gzip file."),
        (packed(b"a")[:-9], "The upload is no gzip file."),
        (packed(b"a")[:30] + b"\xff" * 40, "The upload is no gzip file."),
        (gzip.compress(b"USER PIN=1\n"), NO_TAR),
        (gzip.compress(b"x" * 2000), NO_TAR),
        (gzip.compress(gzip.decompress(packed(b"a"))[:400]), NO_TAR),
        (gzip.compress(gzip.decompress(packed(b"a" * 600))[:1024]), "The tar file ends too early."),
        (packed(b"a" * LIMIT), f"The upload inflates to more than {LIMIT} bytes."),
        (gzip.compress(bytes(10**8)), f"The upload inflates to more than {LIMIT} bytes."),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_refuses(body, reason):
    with pytest.raises(UnpackError) as problem:
        unpack(body, limit=LIMIT)
    assert str(problem.value) == reason


def sealed(**fields):
    """A header whose checksum is right whatever it says."""
    header = bytearray(gzip.decompress(packed(b"a"))[:512])
    for at, content in fields.values():
        header[at : at + len(content)] = content
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return gzip.compress(bytes(header) + bytes(1024))


@pytest.mark.parametrize(
    ("size", "reason"),
    [
        (b"-0000000001\0", NO_TAR),
        (b"\x80" + b"\xff" * 11, NO_TAR),
        (b"99999999999\0", NO_TAR),
        (b"77777777777\0", "The tar file ends too early."),
    ],
)
def test_sizes_that_are_none(size, reason):
    with pytest.raises(UnpackError, match=reason):
        unpack(sealed(size=(124, size)), limit=LIMIT)


def test_a_sparse_file_claims_nothing():
    # A hole of 8 GB; as a file of another kind it does not count.
    assert read(sealed(kind=(156, b"S"), size=(124, b"00000000000\0"))) == []


@pytest.mark.parametrize(
    "body",
    [
        gzip.compress(b"") * 50_000,
        gzip.compress(gzip.decompress(packed(b""))[:512] * 30_000),
        gzip.compress(b"1" * 15_000_000),
    ],
    ids=["empty members", "empty files", "digits"],
)
def test_small_uploads_do_not_take_long(body):
    start = time.process_time()
    with suppress(UnpackError):
        read(body, limit=20 * 2**20)
    assert time.process_time() - start < 30


@given(st.lists(st.binary(max_size=2000), max_size=4))
def test_what_is_packed_is_unpacked(contents):
    assert read(packed(*contents)) == contents


@given(st.binary(max_size=100), st.binary(max_size=1200), st.integers(0, 600))
def test_other_bytes_raise_one_error(raw, inflated, at):
    spoilt = gzip.decompress(packed(b"a"))
    for body in (raw, gzip.compress(inflated),
                 gzip.compress(spoilt[:at] + inflated + spoilt[at:])):  # fmt: skip
        try:
            contents = read(body)
        except UnpackError:
            continue
        assert sum(map(len, contents)) <= LIMIT
