"""When a terminal that does not upload at once looks for new records."""

import math
from datetime import datetime, time, timedelta

from iclock.virtual.clock import DeviceClock
from iclock.virtual.server_options import ServerOptions


class Timetable:
    """Looks at the times of day and in the intervals of the server's options."""

    def __init__(self, clock: DeviceClock) -> None:
        self._clock = clock
        self._looked_at = clock.now()

    def note_look(self) -> None:
        """Note that new records are looked for now."""
        self._looked_at = self._clock.now()

    def is_time(self, options: ServerOptions) -> bool:
        """Whether it is time to look for new records."""
        return self.seconds_left(options) <= 0

    def seconds_left(self, options: ServerOptions) -> float:
        """Until the next look by the wall clock; infinite when there is none."""
        last = min(self._looked_at, self._clock.now())  # the clock may have been set back
        moments = [_next_at(last, moment) for moment in options.upload_times]
        if options.upload_interval:
            moments.append(last + timedelta(seconds=options.upload_interval))
        if not moments:
            return math.inf
        return (min(moments) - self._clock.now()).total_seconds()


def _next_at(last: datetime, moment: time) -> datetime:
    """The first moment after `last` with this time of day."""
    found = datetime.combine(last, moment)
    return found if found > last else found + timedelta(days=1)
