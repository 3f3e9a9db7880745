"""The web console: the emulator to look at and to drive by hand, under `/_etp/ui/`.

Server-rendered pages; htmx swaps parts of them, and the events of the world tell when.
"""
