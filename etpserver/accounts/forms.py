"""Logging in by a form, which is slowed down for guessers as the API is."""

from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from rest_framework.exceptions import AuthenticationFailed, Throttled

from etpserver.accounts.throttles import failed_logins

REFUSAL = "This name and password do not belong together."


class LoginForm(AuthenticationForm):
    """A name and a password of a user of the world."""

    def clean(self) -> dict[str, Any]:
        name = self.cleaned_data.get("username", "")
        try:
            with failed_logins.guard("user", name, self.request):
                return self._checked()
        except Throttled as problem:
            wait = problem.wait  # type: ignore[attr-defined]  # not in the stubs
            raise ValidationError(f"Too many tries. Wait {wait} s.") from problem
        except AuthenticationFailed as problem:
            raise ValidationError(REFUSAL) from problem

    def _checked(self) -> dict[str, Any]:
        try:
            return super().clean()
        except ValidationError as problem:
            raise AuthenticationFailed from problem


class AdminLoginForm(LoginForm, AdminAuthenticationForm):
    """The same for Django's admin, which takes only users that may open it."""
