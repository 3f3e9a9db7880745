"""Requests, punches and commands as they happen, for whoever listens at `/_etp/events`."""
