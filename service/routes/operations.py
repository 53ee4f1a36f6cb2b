"""What routes offer: declared once, to check requests and to describe the service at /openapi.json."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from service.http.errors import Code, HTTPError
from service.http.problems import ParameterError, ProblemResponse, error_response, input_problem
from service.routes.parameters import Parameter, Schema, checked, conforms, format_value

TEXT: Schema = {"type": "string"}
ANY: Schema = {}
DOCUMENT: Schema = {"type": "object"}
NOT_MODIFIED = {304: "The client holds the current file, by its ETag."}
NONE: Mapping[int, str] = {}

Content = Mapping[str, Schema]


class Operation(NamedTuple):
    """The operation of a route. `name` is unique; `content` has the schemas of its answers by media type.

    `parameters` are those of the path and of the query string; no others are accepted, unless the operation `is_open`.
    `form` has the fields of a body that a POST may have. `others` has the descriptions of statuses that are no errors,
    `errors` those of errors that are not common to all operations of the kind. A `is_file` depends on the catalogue and
    is revalidated by its ETag.
    """

    name: str
    summary: str
    content: Content
    parameters: tuple[Parameter, ...] = ()
    description: str = ""
    form: tuple[Parameter, ...] = ()
    others: Mapping[int, str] = NONE
    errors: Mapping[int, str] = NONE
    is_file: bool = True
    is_open: bool = False


class OperationRoute(Route):
    """A route with an operation, which refuses what the operation does not declare with problem details."""

    def __init__(
        self,
        path: str,
        endpoint: Callable[[Request], Awaitable[Response]],
        operation: Operation,
        methods: list[str] | None = None,
    ) -> None:
        super().__init__(path, endpoint, methods=methods)
        self.operation = operation
        self.in_path = tuple(one for one in operation.parameters if one.name in self.param_convertors)
        self.in_query = tuple(one for one in operation.parameters if one.name not in self.param_convertors)
        assert len(self.in_path) == len(self.param_convertors), f"{path} has a parameter that is not declared"

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = self.refused(Request(scope))
        if refused is not None:
            await refused(scope, receive, send)
        else:
            await super().handle(scope, receive, send)

    def refused(self, request: Request) -> Response | None:
        """The response to a request that the operation does not accept; None for one that it does."""
        methods = sorted(self.methods or ())
        if request.method not in methods:
            return error_response(405, f"the method must be {' or '.join(methods)}", {"Allow": ", ".join(methods)})
        unknown = next((one for one in self.in_path if not conforms(request.path_params[one.name], one.schema)), None)
        if unknown is not None:
            return not_found(unknown, request.path_params)
        if self.operation.is_open:
            return None
        try:
            checked(request.query_params.multi_items(), self.in_query, request.scope["path"])
        except ParameterError as error:
            return input_problem(error)
        return None


def not_found(parameter: Parameter, given: Mapping[str, Any]) -> Response:
    """The 404 response to a path with a part that is not in the list of its parameter."""
    name, value = parameter.name, format_value(given[parameter.name])
    message = f"nothing has the {name} {value}; expected {parameter.expected}"
    return ProblemResponse(HTTPError(404, Code.NOT_FOUND, message, extensions={"parameter": name}))
