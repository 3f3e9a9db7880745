"""Biometric templates as terminals upload them."""

from typing import ClassVar

from django.db import models

from etpserver.api.clock import local_now


class BioData(models.Model):
    """One template, or one part of it: which person, which finger or face, which algorithm."""

    employee = models.ForeignKey(
        "personnel.Employee", on_delete=models.CASCADE, related_name="templates"
    )
    bio_type = models.IntegerField()
    bio_no = models.IntegerField(default=0)
    bio_index = models.IntegerField(default=0)
    bio_tmp = models.TextField()
    major_ver = models.CharField(max_length=20)
    sn = models.CharField(max_length=50)
    update_time = models.DateTimeField(default=local_now)
    # Not on the REST wire, but other terminals need them.
    minor_ver = models.CharField(max_length=20, default="0")
    duress = models.IntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name_plural = "templates"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["employee", "bio_type", "bio_no", "bio_index", "major_ver"],
                name="template_once",
            )
        ]

    def __str__(self) -> str:
        return f"type {self.bio_type} no. {self.bio_no} of {self.employee_id}"
