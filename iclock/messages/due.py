"""Messages that end as time passes."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from etpserver.api.clock import from_local, to_local
from etpserver.api.due import Due
from iclock.messages.models import PrivateMessage, PublicMessage

MINUTE = timedelta(minutes=1)


def messages_due(start: datetime, end: datetime) -> Iterator[Due]:
    """Those whose last minute passes between two moments; nothing is left to be done for them."""
    first, last = to_local(start), to_local(end)
    for model, shown in ((PrivateMessage, "Private message"), (PublicMessage, "Public message")):
        rows = model._default_manager.filter(start_time__lte=last).order_by("id")
        for key, begins, minutes in rows.values_list("id", "start_time", "duration"):
            # Compared in minutes: a message may be shown for 4,000 years.
            if minutes <= (last - begins) / MINUTE and first < begins + minutes * MINUTE:
                ends = from_local(begins + minutes * MINUTE)
                yield Due(ends, "message_ended", f"{shown} {key} is no longer shown.")
