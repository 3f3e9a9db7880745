"""Giving users their tokens and taking them back."""

from hmac import compare_digest

from django.db import transaction
from django.db.models import F
from rest_framework.authtoken.models import Token

from etpserver.accounts.models import User
from etpserver.accounts.tokens import user_key


def issue_token(user: User) -> Token:
    """The user's token; a row left by an older revision or another world is corrected."""
    key = user_key(user)
    token, _ = Token.objects.get_or_create(user=user, defaults={"key": key})
    if not compare_digest(token.key, key):
        Token.objects.filter(user=user).update(key=key)
        token.key = key
    return token


@transaction.atomic
def revoke_token(user: User) -> None:
    """End the user's token; the next login gives a different one.

    JWTs carry no revision (the manual fixes their claims): an access token lives on for its five
    minutes and a refresh token for its day, unless the user is disabled.
    """
    User.objects.filter(pk=user.pk).update(token_revision=F("token_revision") + 1)
    Token.objects.filter(user=user).delete()
    user.refresh_from_db(fields=["token_revision"])
