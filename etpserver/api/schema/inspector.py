"""How drf-spectacular looks at our views. Imported only when the document is built."""

from typing import Any, Literal

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ComponentRegistry, ResolvedComponent
from rest_framework import serializers

from etpserver.api.schema import words
from etpserver.api.schema.answers import Object, answer
from etpserver.api.schema.bodies import body, form, with_files, writer
from etpserver.api.schema.contract import Operation, operations
from etpserver.api.schema.errors import error_answers
from etpserver.api.schema.parameters import parameters
from etpserver.api.schema.security import ANY_OF_THEM

Direction = Literal["request", "response"]


class VendorSchema(AutoSchema):
    """Describes one documented operation: by its view, and by the contract where a view is mute."""

    def get_operation(
        self,
        path: str,
        path_regex: str,
        path_prefix: str,
        method: str,
        registry: ComponentRegistry,
    ) -> Object:
        self.path, self.path_regex, self.path_prefix = path, path_regex, path_prefix
        self.method = method
        self.registry = registry
        operation = next(
            known for known in operations().values() if (known.method, known.path) == (method, path)
        )
        described: Object = {
            "operationId": operation.id,
            "summary": words.summary(operation),
            "description": words.description(operation),
            "tags": [words.tag(operation)],
            "parameters": parameters(operation, self.view),
            "requestBody": self._body(operation),
            "security": [] if operation.resource == "tokens" else ANY_OF_THEM,
            "responses": {
                **answer(operation, self.view, self._register),
                **error_answers(operation, self.view, self._share),
            },
        }
        return {key: value for key, value in described.items() if value or key == "security"}

    def get_serializer_name(
        self, serializer: serializers.Serializer[Any], direction: Direction
    ) -> str:
        name: str = super().get_serializer_name(serializer, direction)
        record = name.removesuffix("Writer")
        if record == name:
            return name.removesuffix("Body")
        return f"{record}Create" if serializer.instance is None else f"{record}Update"

    def _body(self, operation: Operation) -> Object | None:
        if operation.body_kind == "none":
            return None
        reader = writer(operation, self.view)
        if reader is None:
            return body(operation, form(operation, self.view, self._register))
        component = self.resolve_serializer(reader, "request")
        component.schema.pop("description", None)  # the serializer's docstring is about the code
        with_files(operation, component.schema)
        return body(operation, component.ref)

    def _register(self, name: str, schema: Object) -> Object:
        return self._component(name, ResolvedComponent.SCHEMA, schema)

    def _share(self, name: str, response: Object) -> Object:
        return self._component(name, ResolvedComponent.RESPONSE, response)

    def _component(self, name: str, kind: str, content: Object) -> Object:
        made: Any = ResolvedComponent(name, kind, content, object=Object)  # type: ignore[no-untyped-call]
        self.registry.register_on_missing(made)
        reference: Object = made.ref
        return reference
