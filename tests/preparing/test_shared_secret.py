"""Servers on several machines that share a database sign with one secret, or do not start."""

import pytest

from etpserver.preparing.control import agree_on_secret
from etpserver.preparing.errors import PreparationError

pytestmark = pytest.mark.django_db(databases=["default", "control"])
URL = "postgres://me:pw@db/etp"


def start(settings, secret: str, *, shared: bool) -> None:
    settings.SECRET_KEY = secret
    agree_on_secret({"shared": shared, "database": URL})


def test_a_server_with_another_secret_does_not_join_those_that_share_a_database(settings):
    start(settings, "one", shared=True)
    start(settings, "one", shared=True)
    with pytest.raises(PreparationError) as refused:
        start(settings, "another", shared=True)
    assert str(refused.value) == (
        "postgres://me@db/etp is shared by servers with another secret: a login at one would be"
        " none at the others. Give all of them the same ETP_SECRET_KEY. To change it for good, end"
        " them all and start one without --shared first."
    )


def test_the_secret_may_change_once_nobody_shares_the_database(settings):
    start(settings, "one", shared=True)
    start(settings, "another", shared=False)
    start(settings, "another", shared=True)
