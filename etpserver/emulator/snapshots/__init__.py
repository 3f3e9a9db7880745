"""Saved states of worlds: kept on the server, and archives that travel between servers."""
