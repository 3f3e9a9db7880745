"""OperationViewSet: what every documented operation goes through before and after it runs."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar, TypeVar
from urllib.parse import quote

from django.db.models import Model
from django.http import HttpRequest
from rest_framework.decorators import action
from rest_framework.exceptions import ParseError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from etpserver.api.errors import DomainError
from etpserver.api.origin import set_origin
from etpserver.api.parsers import refuse_unstorable, refuse_unstorable_query
from etpserver.api.worlds import current_world
from etpserver.api.writers import Body

M = TypeVar("M", bound=Model)

LONGEST_HEADER = 1024
DOCUMENTED_ACTIONS = {
    "retrieve": "read",
    "destroy": "delete",
    "act": "action",
    "upload": "action",  # Manual 4.5.2: an attendance log
}


def operation(path: str, body: type[Body], **more: Any) -> Callable[[Any], Any]:
    """An operation of a collection: `POST <resource>/<path>/` with this body.

    `more` are attributes of the view for this operation alone, such as `parser_classes`.
    """
    return action(detail=False, methods=["post"], url_path=path, serializer_class=body, **more)


class OperationViewSet(GenericViewSet[M]):
    """Operations on one model; `aliases` maps paths of kindred servers to a documented one.

    What the manual does not know in a query or body is named in the header `X-Etp-Warning`, and
    refused with `validate=strict`.
    """

    serializer_class: type[Body]
    aliases: ClassVar[Mapping[str, str]] = {}
    documented_as: ClassVar[str] = ""  # the contract's name of the resource, where it differs
    _warnings: tuple[str, ...] = ()

    @property
    def operation_id(self) -> str:
        """The name of the running operation as the contract has it: `employees_delete`."""
        action = self.action or ""
        name = "import" if action.startswith("import_") else DOCUMENTED_ACTIONS.get(action, action)
        return f"{self.documented_as or self.basename}_{name}"

    def needed_rights(self) -> set[str]:
        """The rights that this operation could ask for; one of them must be held."""
        return {"change"} if self.action else set()  # none for a method the path does not take

    def known_parameters(self) -> set[str]:
        """The query parameters of this operation."""
        return {"access_token"}

    def body_of(self, request: Request, *, known: Iterable[str] | None = None) -> dict[str, Any]:
        """The body as a mapping; fields beyond the `known` ones are named or refused."""
        body = request.data
        if not isinstance(body, dict):
            raise ParseError("The body is a JSON object or a form.")
        if known is not None:
            names = set(known)
            self.not_documented("body fields", [name for name in body if name not in names])
        return body

    def check_body(
        self,
        request: Request,
        *,
        also: Sequence[str] = (),
        instance: M | None = None,
        partial: bool = False,
    ) -> dict[str, Any]:
        """The checked values of a body; `also` names what the body may hold besides."""
        body = self.serializer_class(
            instance,
            data=request.data,
            partial=partial,
            is_strict=current_world().settings.is_strict,
            also=also,
        )
        body.is_valid(raise_exception=True)
        self.not_documented("body fields", body.unknown_fields(self.body_of(request)))
        values: dict[str, Any] = body.validated_data
        return values

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if request.method == "OPTIONS":
            return
        super().initial(request, *args, **kwargs)
        set_origin(self.operation_id, request.user)
        refuse_unstorable_query(request.query_params)
        refuse_unstorable(list(kwargs.values()))
        unknown = [name for name in request.query_params if name not in self.known_parameters()]
        self.not_documented("query parameters", unknown)

    def not_documented(self, what: str, names: Sequence[str]) -> None:
        """Name what the manual does not know in `X-Etp-Warning`; refuse it with validate=strict."""
        if not names:
            return
        if current_world().settings.is_strict:
            raise DomainError(f"Unknown {what}: {', '.join(names)[:300]}.", field=names[0])
        warning = f"unknown {what}: {', '.join(names)}"
        if warning not in self._warnings:
            self._warnings = (*self._warnings, warning)

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        final = super().finalize_response(request, response, *args, **kwargs)
        if self._warnings:
            text = quote("; ".join(self._warnings), safe=" ,;:=")
            final["X-Etp-Warning"] = text[:LONGEST_HEADER]
        return final

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        """The allowed methods, to anybody."""
        return Response(status=200)
