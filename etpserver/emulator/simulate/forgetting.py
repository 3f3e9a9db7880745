"""A world that is reset or dropped takes what waits at its simulated terminals with it."""

from etpserver.emulator.simulate.models import PluggedOut, WaitingPunch


def forget_simulated(world: str) -> None:
    """Plug all its terminals in; what they kept is lost."""
    PluggedOut.objects.filter(world=world).delete()
    WaitingPunch.objects.filter(world=world).delete()
