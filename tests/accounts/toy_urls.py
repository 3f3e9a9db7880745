"""The token operations, the admin, and one operation that tells who called it."""

from django.contrib import admin
from django.urls import include, path
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView


class WhoAmI(APIView):
    permission_classes = (IsAuthenticated,)

    def get(self, request):
        kind = "staff" if getattr(request.user, "is_staff_principal", False) else "user"
        return Response({kind: request.user.username})


urlpatterns = [
    path("", include("etpserver.accounts.urls")),
    path("whoami/", WhoAmI.as_view()),
    path("_etp/admin/", admin.site.urls),
]
