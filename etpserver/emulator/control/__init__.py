"""The control database: what lies beside the worlds, shared by all processes of a server."""
