"""A complete stand-in for a ZKTeco EasyTimePro server."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("etpserver")
except PackageNotFoundError:  # run from a checkout that was never installed
    __version__ = "0.0.0"
