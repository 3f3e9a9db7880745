"""The calls of the training under `/_etp/training/`."""
