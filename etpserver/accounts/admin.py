"""Users and API clients in Django's admin."""

import secrets
from typing import ClassVar

import rest_framework.authtoken.admin  # noqa: F401  registers the tokens, to be taken out below
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from rest_framework.authtoken.models import TokenProxy

from etpserver.accounts.forms import AdminLoginForm
from etpserver.accounts.models import ApiClient, User
from etpserver.accounts.services import revoke_token

# DRF's page would show keys, write them into the admin's log, and delete a token without counting
# the revocation: the next login would give the same key again.
admin.site.unregister(TokenProxy)
admin.site.login_form = AdminLoginForm


@admin.register(User)
class UserAdmin(DjangoUserAdmin[User]):
    """Django's own page for users, and the revocation of their tokens."""

    list_display = ("username", "is_active", "is_superuser", "last_login")
    list_filter = ("is_active", "is_superuser", "groups")
    actions = ("revoke_tokens",)

    @admin.action(description="Revoke the tokens of the selected users", permissions=["change"])
    def revoke_tokens(self, request: HttpRequest, users: QuerySet[User]) -> None:
        for user in users:
            revoke_token(user)
            self.log_change(request, user, "Revoked the token.")
        self.message_user(request, f"Tokens revoked: {len(users)}.", messages.SUCCESS)


class ApiClientForm(forms.ModelForm[ApiClient]):
    """An API client; without an access token it is given one."""

    class Meta:
        model = ApiClient
        fields: ClassVar = ["name", "user", "access_token", "is_active"]
        help_texts: ClassVar = {"access_token": "Leave empty to have one made."}

    def clean_access_token(self) -> str:
        return self.cleaned_data["access_token"] or secrets.token_hex(20)


@admin.register(ApiClient)
class ApiClientAdmin(admin.ModelAdmin[ApiClient]):
    """Programs with an access token of their own (manual 1.1): register, disable, delete."""

    form = ApiClientForm
    list_display = ("name", "user", "is_active", "created")
    list_filter = ("is_active",)
    list_editable = ("is_active",)
    list_select_related = ("user",)
    search_fields = ("name",)
