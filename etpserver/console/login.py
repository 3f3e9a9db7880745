"""Logging in with the users of a world."""

from typing import Any

from django.conf import settings
from django.contrib.auth.views import LoginView
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from etpserver.accounts.forms import LoginForm
from etpserver.api.worlds import current_world
from etpserver.console.pages import guarded


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
