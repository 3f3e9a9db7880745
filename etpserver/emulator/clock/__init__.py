"""The clock of a world: real, standing still, shifted or faster."""
