"""The rules of templates."""

from django.db import transaction

from iclock.biodata.models import BioData
from iclock.commands import wire
from iclock.commands.queue import enqueue
from iclock.terminals.models import Terminal


@transaction.atomic
def delete_template(template: BioData) -> None:
    """Delete a template here and, if it still exists, on the terminal it came from."""
    line = wire.delete_bio_data(
        pin=template.employee.emp_code,
        wire_type=wire.wire_type_of(template.bio_type),
        no=template.bio_no,
    )
    enqueue({terminal: [line] for terminal in Terminal.objects.filter(sn=template.sn)})
    template.delete()
