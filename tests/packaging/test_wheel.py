"""The wheel, built and used as a stranger would."""

import os
import re
import subprocess
import sys
import tarfile
import time
import zipfile
from importlib.metadata import Distribution
from pathlib import Path

import httpx
import pytest

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built("wheel", CHECKOUT, tmp_path_factory.mktemp("wheel"))


def built(kind: str, source: Path, folder: Path) -> Path:
    build = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(folder)]
    subprocess.run(build, cwd=source, check=True, capture_output=True)
    (made,) = folder.iterdir()
    return made


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with the wheel, which takes its dependencies from this one."""
    home = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home / "venv"], check=True)
    python = home / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    where = "import sysconfig; print(sysconfig.get_paths()['purelib'])"
    site = subprocess.check_output([python, "-c", where], text=True).strip()
    ours = subprocess.check_output([sys.executable, "-c", where], text=True).strip()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)  # noqa: S202  our own
    Path(site, "dependencies.pth").write_text(ours)
    return python


def test_holds_fixtures_and_contract_inside_the_package(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "etpserver/_contract/operations.yaml" in names
    assert "etpserver/_fixtures/empty/fixture.json" in names
    assert "etpserver/py.typed" in names


def test_puts_nothing_else_at_the_top(wheel: Path) -> None:
    tops = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    own = {top for top in tops if not top.endswith(".dist-info")}
    assert own == {"etpserver", "iclock", "personnel"}


def test_the_sdist_holds_all_that_a_wheel_is_built_of(wheel: Path, tmp_path: Path) -> None:
    with tarfile.open(built("sdist", CHECKOUT, tmp_path / "sdist")) as archive:
        archive.extractall(tmp_path, filter="data")
    (source,) = tmp_path.glob("etpserver-*")
    again = built("wheel", source, tmp_path / "wheel")
    assert again.name == wheel.name
    assert zipfile.ZipFile(again).namelist() == zipfile.ZipFile(wheel).namelist()


def test_what_pip_reads_of_it(wheel: Path) -> None:
    (told,) = Distribution.discover(path=[str(wheel)])
    newest = re.search(
        r"^## \[(.+?)\]", (CHECKOUT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE
    )
    assert newest
    assert told.version == newest[1]
    assert told.metadata["License-Expression"] == "MIT"
    assert set(told.metadata.get_all("Provides-Extra") or ()) >= {"postgres", "dev"}
    assert {entry.name for entry in told.entry_points} == {"etpserver", "etp"}


def test_serves_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if name[:4] not in {"ETP_", "PYTH"}}
    process = subprocess.Popen(
        [installed, "-m", "etpserver", "serve", "--port", "0", "--url-file", "url"],
        cwd=tmp_path,
        env={**kept, "XDG_CACHE_HOME": str(tmp_path / "cache"), "ETP_FIXTURE": "empty"},
        stdout=subprocess.DEVNULL,
    )
    try:
        url = tmp_path / "url"
        deadline = time.monotonic() + 60
        while not url.exists():
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert httpx.get(f"{url.read_text().strip()}/_etp/ready").json() == {"ready": True}
    finally:
        process.terminate()
        assert process.wait(timeout=20) == 0
