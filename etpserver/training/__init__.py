"""Training: exercises as data, a world for each trainee, checks that look at what was done.

`services` is what the control plane and pages call. This package stands above the emulator, which
knows nothing of it.
"""
