"""Taking tokens back."""

from django.db import transaction
from django.db.models import F
from rest_framework.authtoken.models import Token

from etpserver.accounts.models import User


@transaction.atomic
def revoke_token(user: User) -> None:
    """End the user's token; the next login gives a different one.

    JWTs carry no revision (the manual fixes their claims): an access token lives on for its five
    minutes and a refresh token for its day, unless the user is disabled.
    """
    User.objects.filter(pk=user.pk).update(token_revision=F("token_revision") + 1)
    Token.objects.filter(user=user).delete()
    user.refresh_from_db(fields=["token_revision"])
