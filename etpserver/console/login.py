"""Logging in with the users of a world."""

from typing import Any

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from rest_framework.exceptions import AuthenticationFailed, Throttled

from etpserver.accounts.throttles import failed_logins
from etpserver.api.worlds import current_world
from etpserver.console.pages import guarded

REFUSAL = "This name and password do not belong together."


class LoginForm(AuthenticationForm):
    """A name and a password; guessing is slowed down as it is at the API."""

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


class Login(LoginView):
    """The emulator's own users, those of the world that the path names."""

    form_class = LoginForm
    template_name = "console/login.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.ETP["control"]:
            return guarded(render(request, "console/off.html", status=404))
        response = super().dispatch(request, *args, **kwargs)
        if hasattr(response, "render"):
            response.render()
        return guarded(response)  # type: ignore[arg-type]

    def get_default_redirect_url(self) -> str:
        return reverse("console:overview")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "world": current_world().name}
