"""Nothing secret reaches the log."""

import logging

from tests.accounts.people import log_in


def test_passwords_are_not_logged(api, user, caplog):
    caplog.set_level(logging.DEBUG)

    log_in(api, "api-token-auth", password="a wrong secret")

    assert "a wrong secret" not in caplog.text


def test_keys_are_not_logged(whoami, key, caplog):
    caplog.set_level(logging.DEBUG)
    logging.getLogger("django.db.backends").setLevel(logging.INFO)

    whoami(f"Token {key}0")
    whoami(access_token=f"{key}0")

    assert key not in caplog.text
