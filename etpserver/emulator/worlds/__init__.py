"""Worlds: each a whole EasyTimePro of its own, with a database, clock, chance and settings."""
