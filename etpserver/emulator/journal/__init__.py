"""The journal: what the client saw of every vendor and device request.

The middleware notes each exchange in a store: a ring in memory when one process serves, else a
table that all processes share. Secrets are taken out (`redaction`) before anything gets into the
table, and of what is in memory when it is read.
"""
