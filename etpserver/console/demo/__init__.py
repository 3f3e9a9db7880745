"""Demo mode: each visitor gets a world of their own."""
