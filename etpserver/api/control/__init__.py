"""How calls of the control plane are declared, guarded, checked and answered.

The control plane is everything under `/_etp/` that drives the emulator instead of being the
vendor's API. Its calls live where what they are about lives; this is what they share.
"""
