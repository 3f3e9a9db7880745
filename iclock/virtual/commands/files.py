"""GetFile and PutFile: files of the terminal, and tables that come as files."""

import zlib
from io import BytesIO
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from iclock.virtual.commands.reading import Command, Fields, read_commands
from iclock.virtual.commands.steps import Fetch, Result, Step
from iclock.virtual.commands.updating import update
from iclock.virtual.device_models import FACE, FINGERPRINT
from iclock.virtual.parameters import parameters
from iclock.virtual.refusals import BAD_PARAMETER, FILE_PROBLEM, NO_DATA, RefusedError

if TYPE_CHECKING:
    from iclock.virtual.device import Device

OPTIONS_FILE = "options.cfg"
TEMPLATE_TABLES = {"fingertmp": FINGERPRINT, "face": FACE}
PACKED = (".tgz", ".tar.gz")
MOST_UNPACKED = 64 * 1024 * 1024  # bytes


def get_file(device: "Device", command: Command) -> Result:
    """`GetFile <path>`: a file that is kept, or `options.cfg`; -2 for any other."""
    path = command.rest.strip()
    name = PurePosixPath(path).name
    content = device.memory.files.get(path)
    if content is None and name == OPTIONS_FILE:
        content = "".join(f"{key}={value}\n" for key, value in parameters(device).items()).encode()
    if content is None:
        raise RefusedError(FILE_PROBLEM)
    return Result(len(content), file=(name, content), is_own_post=True)


def put_file(device: "Device", command: Command) -> Step:
    """A file of the server becomes a file here, or the rows of a table."""
    url, path, *_ = (*command.rest.split("\t"), "", "")
    if not url.strip():
        raise RefusedError(BAD_PARAMETER)

    def then(content: bytes | None) -> Step:
        if content is None:
            raise RefusedError(NO_DATA)
        return Result(_take(device, command.fields, path.strip(), content), is_own_post=True)

    return Fetch(device.url_of(url), then)


def _take(device: "Device", how: Fields, path: str, content: bytes) -> int:
    """What became of a file, as PutFile returns it: bytes stored or commands carried out."""
    action = how.text("Action").strip().lower()
    if action == "syncdata":
        return _replace_table(device, how.required("TableName").lower(), content)
    if action == "appenddata":
        return _carry_out(device, _commands(device, content))
    if not path:
        raise RefusedError(BAD_PARAMETER)
    if path.endswith(PACKED):
        device.memory.files.update(_unpacked(path, content))
    else:
        device.memory.files[path] = content
    return len(content)


def _replace_table(device: "Device", table: str, content: bytes) -> int:
    """The rows of the file are all that the table holds afterwards."""
    commands = [command for command in _commands(device, content) if command.table == table]
    memory = device.memory
    if table == "userinfo":
        named = {fields.text("PIN").strip() for one in commands for fields in one.records}
        for pin in set(memory.users) - named:
            memory.remove_user(pin)
    elif table in TEMPLATE_TABLES:
        for template in list(memory.templates_of(bio_type=TEMPLATE_TABLES[table])):
            del memory.templates[template.key]
    else:
        raise RefusedError(BAD_PARAMETER)
    return _carry_out(device, commands)


def _commands(device: "Device", content: bytes) -> list[Command]:
    commands = read_commands(device.decoded(content))
    return [command for command in commands if command.verb == "DATA UPDATE"]


def _carry_out(device: "Device", commands: list[Command]) -> int:
    """How many of the commands were carried out."""
    done = 0
    for command in commands:
        try:
            done += isinstance(update(device, command), Result)
        except RefusedError:
            continue  # the count tells
    return done


def _unpacked(path: str, content: bytes) -> dict[str, bytes]:
    """The files of a packed folder, by their paths beside it."""
    folder = PurePosixPath(path).parent
    found: dict[str, bytes] = {}
    room = MOST_UNPACKED
    import tarfile  # noqa: PLC0415  the server loads this module too, and unpacks nothing

    try:
        with tarfile.open(fileobj=BytesIO(content), mode="r:gz") as archive:
            for member in archive:
                room -= member.size
                if room < 0:
                    raise RefusedError(FILE_PROBLEM)
                file = archive.extractfile(member) if member.isfile() else None
                if file:
                    found[str(folder / member.name.lstrip("/"))] = file.read()
    except (tarfile.TarError, OSError, EOFError, zlib.error, ValueError) as problem:
        raise RefusedError(FILE_PROBLEM) from problem
    return found
