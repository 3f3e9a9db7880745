"""One line per resource of `/iclock/api/`."""

from etpserver.api.routers import VendorRouter
from iclock.biodata.views import BioDataViewSet
from iclock.messages.views import PrivateMessageViewSet, PublicMessageViewSet
from iclock.terminals.views import TerminalViewSet
from iclock.transactions.views import TransactionViewSet
from iclock.unregistered.views import UnregisteredPunchViewSet

router = VendorRouter()
router.register("biodatas", BioDataViewSet, basename="biodatas")
router.register("privatemessages", PrivateMessageViewSet, basename="privatemessages")
router.register("publicmessages", PublicMessageViewSet, basename="publicmessages")
router.register("terminals", TerminalViewSet, basename="terminals")
router.register("transactions", TransactionViewSet, basename="transactions")
router.register("unregister", UnregisteredPunchViewSet, basename="unregister")

urlpatterns = router.urls
