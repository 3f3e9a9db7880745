"""The journal: what the client saw of every vendor and device request.

The middleware notes each exchange, with its secrets taken out first (`redaction`), in a store:
a ring in memory when one process serves, else a table that all processes share.
"""
