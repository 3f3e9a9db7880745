"""Every model of the app, for Django; the definitions live in the resources' folders."""

from iclock.biodata.models import BioData
from iclock.commands.models import Command
from iclock.messages.models import PrivateMessage, PublicMessage
from iclock.push.models import DeviceEvent, PunchPhoto, RejectedLine
from iclock.terminals.models import Terminal
from iclock.transactions.models import Transaction
from iclock.unregistered.models import UnregisteredPunch

__all__ = [
    "BioData",
    "Command",
    "DeviceEvent",
    "PrivateMessage",
    "PublicMessage",
    "PunchPhoto",
    "RejectedLine",
    "Terminal",
    "Transaction",
    "UnregisteredPunch",
]
