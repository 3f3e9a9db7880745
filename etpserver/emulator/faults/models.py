"""Rules of faults and what they have counted; in the control database."""

from typing import ClassVar

from django.db import models


class ArmedScenario(models.Model):
    """A named scenario that a world plays."""

    world = models.CharField(max_length=63, db_index=True)
    name = models.CharField(max_length=63)
    options = models.JSONField(default=dict)
    # What it says of the world, and what the world said before: null for nothing.
    settings = models.JSONField(default=dict)
    settings_before = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["world", "name"], name="one_scenario_of_a_name")
        ]

    def __str__(self) -> str:
        return f"{self.name} in {self.world}"


class FaultRule(models.Model):
    """A rule as it was given, and how often it matched and acted."""

    world = models.CharField(max_length=63, db_index=True)
    scenario = models.ForeignKey(
        ArmedScenario, null=True, on_delete=models.CASCADE, related_name="rules"
    )
    definition = models.JSONField()
    seen = models.BigIntegerField(default=0)
    hits = models.BigIntegerField(default=0)
    expires_at = models.DateTimeField(null=True)  # real time, UTC

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"fault {self.pk} in {self.world}"


class FaultCaller(models.Model):
    """How often one caller was counted by a rule's rate limit in the window that began then."""

    rule = models.ForeignKey(FaultRule, on_delete=models.CASCADE, related_name="callers")
    caller = models.CharField(max_length=64)
    began_at = models.DateTimeField()  # real time, UTC
    calls = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "caller"], name="one_window_of_a_caller")
        ]

    def __str__(self) -> str:
        return f"{self.calls} calls of {self.caller[:8]}"
