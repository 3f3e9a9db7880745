"""The device side: how terminals talk to the server (`/iclock/cdata` and its neighbours)."""
