"""Reads a Dockerfile, and takes its steps in a folder instead of an image.

There is no container engine on most machines that run the tests. What an engine would do with this
file is little: copy what `.dockerignore` lets through, run commands, set variables. Paths of the
image lie in `Image.root`, and the Python of the test stands for the base image's.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
PLACES = ("/opt/etpserver", "/data", "/docker-entrypoint-init.d", "/src")
VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")
ASSIGNED = re.compile(r'(\w[\w.]*)=("[^"]*"|\S+)')


@dataclass(frozen=True, slots=True)
class Step:
    word: str
    rest: str


def steps() -> Iterator[Step]:
    """The instructions, with continued lines joined and comments left out."""
    lines = (CHECKOUT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    told = "\n".join(line for line in lines if not line.startswith("#"))
    for line in told.replace("\\\n", " ").splitlines():
        if line.strip():
            word, _, rest = line.partition(" ")
            yield Step(word, " ".join(rest.split()))


def stages() -> list[list[Step]]:
    """Each `FROM` with what follows it."""
    found: list[list[Step]] = []
    for step in steps():
        if step.word == "FROM":
            found.append([])
        found[-1].append(step)
    return found


@dataclass(slots=True)
class Image:
    """What the steps leave: files below `root`, variables, and what is run."""

    root: Path
    variables: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)  # the last of each instruction

    def place(self, text: str) -> str:
        """The text with the image's own paths moved below `root`."""
        for path in PLACES:
            text = re.sub(rf"(?<![\w.-]){path}(?![\w-])", str(self.root) + path, text)
        return text

    def command(self, *words: str) -> list[str]:
        """The last `ENTRYPOINT`, `CMD` or `HEALTHCHECK`, in exec form."""
        told = [self.words[word].rpartition("CMD ")[2] for word in words]
        return [part for line in told for part in json.loads(line)]

    def read(self) -> None:
        """What the file says without its steps: the variables, and what is run."""
        for stage in stages():
            for step in stage:
                self._note(step)

    def build(self) -> None:
        for stage in stages():
            here = self.root
            for step in stage:
                self._note(step)
                if step.word == "WORKDIR":
                    here = Path(self.place(step.rest))
                    here.mkdir(parents=True, exist_ok=True)
                elif step.word == "COPY" and not step.rest.startswith("--from"):
                    self._copy(*step.rest.split(), here)
                elif step.word == "RUN":
                    self._run(step.rest, here)

    def _note(self, step: Step) -> None:
        self.words[step.word] = step.rest
        if step.word == "ENV":
            self.variables |= {name: self._value(v) for name, v in ASSIGNED.findall(step.rest)}

    def _value(self, text: str) -> str:
        known = {"PATH": os.environ["PATH"]} | self.variables
        filled = VARIABLE.sub(lambda found: known[found[1] or found[2]], text.strip('"'))
        return self.place(filled)

    def _copy(self, what: str, where: str, here: Path) -> None:
        for file in context():
            if what in {".", file}:
                goal = here / (file if what == "." else where)
                goal.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(CHECKOUT / file, goal)

    def _run(self, command: str, here: Path) -> None:
        told = re.sub(r"^python ", f"{sys.executable} ", self.place(command))
        done = subprocess.run(
            ["sh", "-c", told], cwd=here, check=False, capture_output=True, text=True
        )
        if "NewConnectionError" in done.stderr:
            pytest.skip("no package index can be reached")
        assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"


def context() -> list[str]:
    """The files that `.dockerignore` lets through: all are ignored but those behind a `!`."""
    lines = (CHECKOUT / ".dockerignore").read_text(encoding="utf-8").split()
    assert lines[0] == "*"
    kept = [line[1:] for line in lines if line.startswith("!")]
    listed = subprocess.check_output(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=CHECKOUT, text=True
    ).split("\n")
    return [name for name in listed if any(name == k or name.startswith(f"{k}/") for k in kept)]
