"""One line per resource of `/personnel/api/`."""

from etpserver.api.routers import VendorRouter
from personnel.areas.views import AreaViewSet
from personnel.departments.views import DepartmentViewSet
from personnel.locations.views import LocationViewSet
from personnel.positions.views import PositionViewSet

router = VendorRouter()
router.register("areas", AreaViewSet, basename="areas")
router.register("departments", DepartmentViewSet, basename="departments")
router.register("locations", LocationViewSet, basename="locations")
router.register("positions", PositionViewSet, basename="positions")

urlpatterns = router.urls
