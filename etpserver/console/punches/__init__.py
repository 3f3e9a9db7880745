"""Punches: the table, the map of a day, exports, and those of nobody known."""
