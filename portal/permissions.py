"""What of a visitor's machine a page may use: nothing, unless its view says otherwise."""

NOTHING = "camera=(), microphone=()"


class PermissionsPolicyMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", NOTHING)
        return response
