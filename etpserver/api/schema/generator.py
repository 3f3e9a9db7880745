"""The OpenAPI document. Imported only when it is asked for: see the package."""

from collections.abc import Callable, Iterator
from typing import Any

from drf_spectacular.generators import EndpointEnumerator, SchemaGenerator
from drf_spectacular.settings import patched_settings

from etpserver.api.schema import errors, field_extensions, words
from etpserver.api.schema.answers import Object
from etpserver.api.schema.contract import operations
from etpserver.api.schema.inspector import VendorSchema
from etpserver.api.schema.routing import PLACEHOLDER
from etpserver.api.schema.security import SCHEMES

Endpoint = tuple[str, str, str, Callable[..., Any]]
# Values stay where they are used; drf-spectacular would make components of them and name those.
SETTINGS: Object = {"POSTPROCESSING_HOOKS": []}
EXTENSIONS = (field_extensions,)


class DocumentedEndpoints(EndpointEnumerator):
    """The endpoints that are documented operations, in the manual's order; aliases are not."""

    def get_api_endpoints(  # type: ignore[override]  # drf-spectacular's rows are longer than DRF's
        self, patterns: Any = None, prefix: str = ""
    ) -> list[Endpoint]:
        endpoints = super().get_api_endpoints(patterns, prefix)  # type: ignore[no-untyped-call]
        found = {
            (method, _unnamed(path)): (path_regex, callback)
            for path, path_regex, method, callback in endpoints
        }
        return list(_documented(found))


class VendorGenerator(SchemaGenerator):
    """Gives every view our schema class while it looks at it; views know nothing of schemas."""

    endpoint_inspector_cls = DocumentedEndpoints

    def create_view(self, callback: Callable[..., Any], method: str, request: Any = None) -> Any:
        view = super().create_view(callback, method, request)  # type: ignore[no-untyped-call]
        view.schema = VendorSchema()
        return view


def generate() -> Object:
    """The document of everything documented that is served."""
    with patched_settings(SETTINGS):
        document = _generated()
    document["info"]["description"] = words.API_DESCRIPTION
    used = {tag for path in document["paths"].values() for o in path.values() for tag in o["tags"]}
    document["tags"] = [
        {"name": resource.tag, "description": resource.about}
        for resource in words.RESOURCES.values()
        if resource.tag in used
    ]
    document["components"]["schemas"]["Error"] = errors.SCHEMA
    document["components"]["securitySchemes"] = SCHEMES
    return document


def _generated() -> Object:
    generator: Any = VendorGenerator()  # type: ignore[no-untyped-call]
    document: Object = generator.get_schema(request=None, public=True)
    return document


def _documented(found: dict[tuple[str, str], tuple[str, Callable[..., Any]]]) -> Iterator[Endpoint]:
    for operation in operations().values():
        endpoint = found.get((operation.method, _unnamed(operation.path)))
        if endpoint is not None:
            path_regex, callback = endpoint
            yield operation.path, path_regex, operation.method, callback


def _unnamed(path: str) -> str:
    """A path without the names of its placeholders, and without what is optional in it."""
    return PLACEHOLDER.sub("{}", path).removeprefix("/api/").lstrip("/")
