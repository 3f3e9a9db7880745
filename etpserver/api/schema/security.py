"""How a call says who it is, as security schemes."""

from typing import Any

SCHEMES: dict[str, dict[str, Any]] = {
    "Token": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "Type `Token`, a space and the key that `/api/api-token-auth/` answers.",
    },
    "JWT": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "Type `JWT`, a space and the token that `/api/jwt-api-token-auth/` answers.",
    },
    "Bearer": {"type": "http", "scheme": "bearer", "description": "A key or a JWT."},
    "Basic": {"type": "http", "scheme": "basic", "description": "A user's name and password."},
    "access_token": {
        "type": "apiKey",
        "in": "query",
        "name": "access_token",
        "description": "A key or a JWT.",
    },
}
ANY_OF_THEM: list[dict[str, list[str]]] = [{name: []} for name in SCHEMES]
