"""The five token operations; each ignores any `Authorization` header."""

from typing import Any

from rest_framework.authtoken.views import ObtainAuthToken
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework_simplejwt.views import TokenObtainPairView, TokenRefreshView

from etpserver.accounts.serializers import (
    JwtLoginSerializer,
    LoginSerializer,
    RefreshSerializer,
    StaffJwtLoginSerializer,
    StaffLoginSerializer,
)
from etpserver.api.keys import issue_token
from personnel.employees.staff import issue_staff_token


class UserTokenView(ObtainAuthToken):
    """A user's key."""

    # Observed: a client logs in again with the expired token still attached.
    authentication_classes = ()
    # DRF's view brings parsers and renderers of its own.
    parser_classes = APIView.parser_classes
    renderer_classes = APIView.renderer_classes
    serializer_class = LoginSerializer

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        return Response({"token": self.key_for(serializer.validated_data)})

    def key_for(self, login: dict[str, Any]) -> str:
        return str(issue_token(login["user"]).key)


class StaffTokenView(UserTokenView):
    """An employee's key."""

    serializer_class = StaffLoginSerializer

    def key_for(self, login: dict[str, Any]) -> str:
        return issue_staff_token(login["employee"]).key


class UserJwtView(TokenObtainPairView):
    """A user's pair of JWTs."""

    serializer_class = JwtLoginSerializer


class UserJwtRefreshView(TokenRefreshView):
    """The next access token."""

    serializer_class = RefreshSerializer


class StaffJwtView(TokenObtainPairView):
    """An employee's one JWT."""

    serializer_class = StaffJwtLoginSerializer
