"""The container image: the steps of the Dockerfile in a clean folder, and what they leave.

With root's rights (as in most CI) the server runs as the image's user, in a mount namespace whose
root is read-only but for `/data`. Without them that one test is skipped.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.packaging.dockerfile import CHECKOUT, Image, stages, steps

# As `docker run --read-only -v data:/data` would: $1 is writable, all else is not.
READ_ONLY = """
mount --make-rprivate / && mount --bind "$1" "$1" && mount -o remount,bind,ro / || exit 99
shift
exec setpriv --reuid 10001 --regid 10001 --clear-groups --bounding-set=-all "$@"
"""


def words(name: str) -> list[str]:
    return [step.rest for step in steps() if step.word == name]


def test_the_base_is_pinned_to_a_patch_release() -> None:
    assert [stage[0].rest for stage in stages()] == [
        "python:3.13.9-slim-trixie AS build",
        "python:3.13.9-slim-trixie",
    ]


def test_runs_as_a_user_with_a_number_that_is_not_root() -> None:
    """Kubernetes' `runAsNonRoot` cannot know what a name stands for."""
    assert words("USER") == ["10001:10001"]


def test_what_is_run_gets_signals_itself() -> None:
    """In the shell form `sh` is the first process and keeps SIGTERM to itself."""
    assert words("ENTRYPOINT") == ['["etpserver"]']
    assert words("CMD") == ['["serve"]']
    (check,) = words("HEALTHCHECK")
    assert check.endswith('CMD ["etpserver", "ready"]')


def test_the_lock_of_the_image_is_that_of_the_tests_and_the_driver() -> None:
    serve, image, tested = (locked(f"{name}.txt") for name in ("serve", "postgres", "dev"))
    assert serve < image <= tested
    assert {line.partition("==")[0] for line in image - serve} == {
        "psycopg[binary]",
        "psycopg-binary",
    }


def locked(file: str) -> set[str]:
    lines = (CHECKOUT / "requirements" / file).read_text(encoding="utf-8").splitlines()
    return {line.split()[0] for line in lines if line[:1].isalpha()}


def test_linters_of_dockerfiles_find_nothing() -> None:
    linter = shutil.which("hadolint", path=Path(sys.executable).parent)
    if linter is None:
        pytest.skip("hadolint is not installed on this kind of machine")
    done = subprocess.run(
        [linter, CHECKOUT / "Dockerfile"], check=False, capture_output=True, text=True
    )
    assert (done.stdout, done.returncode) == ("", 0)


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    if os.name == "nt":
        pytest.skip("the image's steps are those of a Linux")
    built = Image(tmp_path_factory.mktemp("image"))
    built.build()
    return built


def test_holds_no_sources_but_the_package(image: Image) -> None:
    copied = {path.name for path in (image.root / "src").iterdir()}
    assert copied - {"build"} == {
        "CHANGELOG.md", "LICENSE", "README.md", "etpserver", "fixtures", "hatch_build.py",
        "iclock", "personnel", "pyproject.toml", "requirements", "tests",
    }  # fmt: skip


@pytest.fixture
def serving(image: Image, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    if os.geteuid() != 0:
        pytest.skip("a read-only root and another user need root's rights")
    data = image.root / "data"
    command = [*image.command("ENTRYPOINT", "CMD"), "--port", "0", "--url-file", str(data / "url")]
    for folder in [image.root, *image.root.parents][:4]:  # what pytest makes is only for its user
        folder.chmod(folder.stat().st_mode | 0o011)
    shell = ["unshare", "--mount", "sh", "-c", READ_ONLY, "sh", str(data)]
    variables = image.variables | {"TMPDIR": str(data)}
    with subprocess.Popen(
        [*shell, *command], cwd=data, env=variables, stderr=subprocess.PIPE
    ) as process:
        yield process
        if process.poll() is None:
            process.kill()


def test_serves_with_a_read_only_root_as_its_own_user(
    image: Image, serving: subprocess.Popen[bytes]
) -> None:
    url = waited_for(image.root / "data" / "url", serving)
    told = httpx.post(f"{url}/api/api-token-auth/", data={"username": "admin", "password": "no"})
    assert told.status_code == 400
    status = Path(f"/proc/{serving.pid}/status").read_text(encoding="utf-8")
    assert "Uid:\t10001\t10001\t10001\t10001" in status

    variables = image.variables | {"ETP_PORT": str(httpx.URL(url).port)}
    check = image.command("HEALTHCHECK")
    ready = subprocess.run(
        check, env=variables, cwd=image.root, check=False, capture_output=True, text=True
    )
    assert ready.returncode == 0, ready.stderr

    serving.send_signal(signal.SIGTERM)
    assert serving.wait(5) == 0


def waited_for(file: Path, process: subprocess.Popen[bytes]) -> str:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if file.exists() and file.read_text(encoding="utf-8"):
            return file.read_text(encoding="utf-8").strip()
        if process.poll() == 99:
            pytest.skip("this machine lets nobody mount")
        assert process.poll() is None, process.stderr and process.stderr.read()
        time.sleep(0.05)
    raise AssertionError("the server did not come up in a minute")
