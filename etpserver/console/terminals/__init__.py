"""Terminals: cards of all of them, and each one as the device itself."""
