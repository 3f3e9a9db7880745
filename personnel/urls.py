"""One line per resource of `/personnel/api/`."""

from etpserver.api.routers import VendorRouter
from personnel.areas.views import AreaViewSet
from personnel.departments.views import DepartmentViewSet
from personnel.employees.views import EmployeeViewSet
from personnel.locations.views import LocationViewSet
from personnel.positions.views import PositionViewSet
from personnel.resignations.views import EmployeeResignViewSet, ResignationViewSet

router = VendorRouter()
# Before the employees: its one path would be taken for a code.
router.register("employees", EmployeeResignViewSet, basename="employees-resign")
router.register("areas", AreaViewSet, basename="areas")
router.register("departments", DepartmentViewSet, basename="departments")
router.register("employees", EmployeeViewSet, basename="employees")
router.register("locations", LocationViewSet, basename="locations")
router.register("positions", PositionViewSet, basename="positions")
router.register("resigns", ResignationViewSet, basename="resigns")

urlpatterns = router.urls
