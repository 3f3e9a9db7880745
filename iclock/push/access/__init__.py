"""Terminals of access control, which speak push 3.x.

They register first, call what they record events of doors, and name the tables of their
commands otherwise. Little of this is documented in public; most of it is marked as a guess.
"""
