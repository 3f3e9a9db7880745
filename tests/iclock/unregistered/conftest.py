from tests.iclock.transactions.conftest import person, staff, strict

__all__ = ["person", "staff", "strict"]
