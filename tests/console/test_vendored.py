"""What others wrote lies here as they published it, and is noted."""

import hashlib
import re
from pathlib import Path

import etpserver.console

FOLDER = Path(etpserver.console.__file__).parent / "static" / "console" / "vendor"
ROW = re.compile(r"^\| `([^`]+)` \| \S.* \| ([\d.]+) \| \S+ \| `([0-9a-f]{64})` \|$", re.M)


def test_every_vendored_file_is_noted_with_its_version_licence_and_sum() -> None:
    noted = {
        name: sum_ for name, _version, sum_ in ROW.findall((FOLDER / "VENDORED.md").read_text())
    }
    files = [file for file in FOLDER.iterdir() if file.name != "VENDORED.md"]
    assert {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files} == noted
