"""Worlds as PostgreSQL databases: a copy of a prepared database each."""
