"""Who may call the API: users, and programs registered with a key of their own."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.core.validators import RegexValidator
from django.db import models

from etpserver.api.clock import local_now
from etpserver.api.worlds import new_uuid


class User(AbstractUser):
    """A person who logs in; what they may do is Django's model permissions."""

    # Manual 2.1.2, decoded: the user_id claim of a JWT is a UUID.
    id = models.UUIDField(primary_key=True, default=new_uuid, editable=False)
    token_revision = models.PositiveIntegerField(
        default=0, help_text="Counts revocations: each one changes the user's token."
    )


class ApiClient(models.Model):
    """A program with its own access token (manual 1.1), acting with the rights of a user."""

    name = models.CharField(max_length=100, unique=True)
    # It travels as one word of a header or a query, and must not look like a JWT.
    access_token = models.CharField(
        max_length=64,
        unique=True,
        blank=True,
        validators=[RegexValidator(r"\A[A-Za-z0-9_-]+\Z", "Only A-Z, a-z, 0-9, _ and -.")],
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_clients")
    is_active = models.BooleanField(default=True)
    created = models.DateTimeField(default=local_now, editable=False)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class TimedToken(models.Model):
    """A token whose end the control plane has set: a key with a lifetime, or a JWT.

    It is found by its mark, which another world would make differently: a copied row is no token.
    """

    mark = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    employee = models.ForeignKey(
        "personnel.Employee", null=True, on_delete=models.CASCADE, related_name="+"
    )
    is_key = models.BooleanField()
    expires_at = models.DateTimeField(null=True)  # naive UTC, by the world's clock
    is_ended = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{'key' if self.is_key else 'JWT'} {self.mark[:8]}"
