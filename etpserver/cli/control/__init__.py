"""The commands that drive a running server: thin calls of its control plane."""
