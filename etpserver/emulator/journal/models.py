"""What happened in the worlds, where several processes have to know of it."""

from typing import ClassVar

from django.db import models

REQUEST, PUNCH, COMMAND = "request", "punch", "command"
KINDS = (REQUEST, PUNCH, COMMAND)


class Happening(models.Model):
    """An exchange, or a short fact; only servers of several processes write any."""

    world = models.CharField(max_length=63)
    kind = models.CharField(max_length=7)
    size = models.IntegerField()  # bytes
    facts = models.TextField()  # JSON; of an exchange all but its bodies
    request_body = models.BinaryField(default=b"")
    response_body = models.BinaryField(default=b"")

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["world", "kind", "id"], name="happening_of_world")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} in {self.world}"
