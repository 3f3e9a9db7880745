"""Driving the device side from outside: punches, whole days, terminals that come and go.

What a simulated terminal sends goes through the URL resolver to the views that real terminals
call. It holds nothing of its own between two calls but punches that wait: whoever works in its
area is known to it, with the templates that the server has.
"""
