"""Taking tokens back."""

from django.db import transaction
from django.db.models import F, QuerySet
from rest_framework.authtoken.models import Token

from etpserver.accounts.models import TimedToken, User
from personnel.employees.models import Employee
from personnel.employees.staff import revoke_staff_tokens


def revoke_token(user: User) -> None:
    """End the user's key and JWTs; the next login gives different ones."""
    revoke_tokens(User.objects.filter(pk=user.pk))
    user.refresh_from_db(fields=["token_revision"])


@transaction.atomic
def revoke_tokens(users: QuerySet[User]) -> int:
    """The same of several users; how many they are."""
    Token.objects.filter(user__in=users).delete()
    TimedToken.objects.filter(user__in=users).update(is_ended=True)
    return users.update(token_revision=F("token_revision") + 1)


@transaction.atomic
def revoke_employees(employees: QuerySet[Employee]) -> int:
    """End the keys and JWTs of employees; how many of them had any."""
    TimedToken.objects.filter(employee__in=employees).update(is_ended=True)
    return revoke_staff_tokens(employees)
