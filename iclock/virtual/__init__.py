"""A terminal of our own: it speaks the push protocol from the device's side, to any server.

Nothing here knows Django or the rest of the project. `VirtualTerminal` does no input or output
and never asks for the time; `http`, `fleet` and `inprocess` carry its requests.
"""
