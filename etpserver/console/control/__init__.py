"""What drives the emulator by hand: faults, the clock, snapshots, worlds, settings."""
