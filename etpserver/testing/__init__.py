"""For test suites that need an EasyTimePro: a client of the control plane, and a pytest plugin.

Nothing here imports Django, so that a project which uses Django itself is not disturbed.
"""
