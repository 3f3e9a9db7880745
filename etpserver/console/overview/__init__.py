"""The first page: what this world holds and what happens in it."""
