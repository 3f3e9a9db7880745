"""Puts the data that ships with the project into the wheel; a checkout reads it where it lies."""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SHIPPED = {
    "fixtures": "etpserver/_fixtures",
    "tests/contract/operations.yaml": "etpserver/_contract/operations.yaml",
}


class ShippedData(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version != "editable":
            build_data["force_include"].update(SHIPPED)
