"""The operations on transactions."""

from rest_framework.request import Request
from rest_framework.response import Response

from etpserver.api.operations import operation
from iclock.transactions.filters import TransactionFilters
from iclock.transactions.models import Transaction
from iclock.transactions.reading import PunchViewSet
from iclock.transactions.serializers import AttlogUpload
from iclock.transactions.shapes import TRANSACTION
from iclock.transactions.uploads import store_upload


class TransactionViewSet(PunchViewSet[Transaction]):
    queryset = Transaction.objects.all()
    shape = TRANSACTION
    filters = TransactionFilters
    export_columns = TRANSACTION.columns()
    staff_owner = "emp"

    @operation("action", AttlogUpload)
    def upload(self, request: Request) -> Response:
        """The attendance log of a terminal, as it writes it to a USB stick."""
        store_upload(self.check_body(request)["upload_file"])
        # Manual 4.5.2: with a blank at its end.
        return Response({"detail": "Success. "})
