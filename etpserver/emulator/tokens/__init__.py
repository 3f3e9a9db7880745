"""Tokens made for a test, with any lifetime, and ended before their time."""
