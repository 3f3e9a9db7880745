"""What personnel asks of terminals, which stand above it.

`iclock` installs the port that queues commands per terminal; tests install one that notes what it
is asked. A call is part of the transaction of the change that caused it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # employees stand above their port
    from personnel.employees.models import Employee

Areas = Mapping[str, Collection[int]]


class DevicePort(Protocol):
    """Brings people to the terminals of their areas, and takes them away."""

    def update_people(self, employees: Collection[Employee]) -> None:
        """Write each person to the terminals of their present areas."""

    def remove_people(self, areas_of: Areas) -> None:
        """Delete people, named by emp_code, from the terminals of the given areas (ids)."""

    def update_photos(self, employees: Collection[Employee]) -> None:
        """Write each person's photo to the terminals of their areas."""

    def remove_templates(self, employees: Collection[Employee], bio_types: Collection[int]) -> None:
        """Delete templates of these types of each person from the terminals of their areas."""

    def resync_people(self, employees: Collection[Employee]) -> None:
        """Write person, templates and photo to the terminals of their areas."""


class NoDevices:
    """The port of a server without terminals: nothing to tell anybody."""

    def update_people(self, employees: Collection[Employee]) -> None: ...

    def remove_people(self, areas_of: Areas) -> None: ...

    def update_photos(self, employees: Collection[Employee]) -> None: ...

    def remove_templates(
        self, employees: Collection[Employee], bio_types: Collection[int]
    ) -> None: ...

    def resync_people(self, employees: Collection[Employee]) -> None: ...


_installed: DevicePort = NoDevices()


def device_port() -> DevicePort:
    """The installed port."""
    return _installed


def install_device_port(port: DevicePort) -> DevicePort:
    """Replace the port; answers the one that was installed before."""
    global _installed
    before, _installed = _installed, port
    return before
