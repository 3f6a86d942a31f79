"""django-csp's header; its words are put together once where a page asks for nothing of its own."""

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from django.conf import settings


class PolicyMiddleware(CSPMiddleware):
    plain: str | None = None

    def process_response(self, request, response):
        own = hasattr(request, "_csp_nonce") or HEADER in response
        if settings.DEBUG or own or any(name.startswith("_csp") for name in vars(response)):
            return super().process_response(request, response)
        if self.plain is None:
            response = super().process_response(request, response)
            self.plain = response[HEADER]
        response[HEADER] = self.plain
        return response
