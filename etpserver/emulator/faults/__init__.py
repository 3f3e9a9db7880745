"""Faults on purpose: answers that fail, wait, break off or never come, by rule.

A rule says which requests it is about, when it is its turn, and what happens then. The middleware
decides by `matching` and `turns` and carries out by `effects`; waiting and cutting is the
server's work (`etpserver.server.plans`).
"""
