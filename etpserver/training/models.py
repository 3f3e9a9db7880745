"""Who trains and how far they have come; in the control database, which no reset touches."""

from typing import ClassVar

from django.db import models


class Trainee(models.Model):
    """A person who trains in a world of their own."""

    slug = models.CharField(max_length=40, primary_key=True)
    name = models.CharField(max_length=100)
    password = models.CharField(max_length=40)  # of the user `trainee` in their world
    current = models.CharField(max_length=63, default="", blank=True)  # the exercise started last
    created_at = models.DateTimeField()  # real time, UTC, as all times here
    last_activity = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["name", "slug"]

    def __str__(self) -> str:
        return self.name


class Progress(models.Model):
    """How a trainee gets on with an exercise."""

    trainee = models.ForeignKey(Trainee, on_delete=models.CASCADE, related_name="progress")
    exercise = models.CharField(max_length=63)
    starts = models.IntegerField(default=0)
    checks = models.IntegerField(default=0)
    hints = models.IntegerField(default=0)  # how many were revealed
    saw_solution = models.BooleanField(default=False)
    # Of the events of the exercise, so many have happened since it was started.
    events = models.IntegerField(default=0)
    verdict = models.JSONField(default=dict)  # what the last check said
    started_at = models.DateTimeField(null=True)
    solved_at = models.DateTimeField(null=True)
    last_activity = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["exercise"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["trainee", "exercise"], name="progress_once")
        ]

    def __str__(self) -> str:
        return f"{self.trainee_id} in {self.exercise}"
