"""Cross-origin calls to the documented API."""

from corsheaders.middleware import CorsMiddleware


class VendorCorsMiddleware(CorsMiddleware):
    """CORS answers."""
