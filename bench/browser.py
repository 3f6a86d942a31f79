"""One browser as a bench plays it: an address, cookies, and the bytes of what it asks for."""

from bench import visitors

ASK = (
    "{method} {path} HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-For: {address}\r\n"
    "X-Forwarded-Proto: https\r\nCookie: {cookie}\r\n"
)
FORM = (
    "Origin: https://{host}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    "Content-Length: {length}\r\n\r\n{body}"
)


class Browser:
    def __init__(self, number):
        self.number, self.address = number, visitors.address(number)
        self.cookie = "django_language=ko"

    def get(self, path):
        return (self.asked("GET", path) + "\r\n").encode()

    def post(self, path, body=""):
        form = FORM.format(host=visitors.HOST, body=body, length=len(body))
        return (self.asked("POST", path) + form).encode()

    def asked(self, method, path):
        words = {"host": visitors.HOST, "address": self.address, "cookie": self.cookie}
        return ASK.format(method=method, path=path, **words)

    def keep(self, answer):
        """Take the cookie that an answer hands out."""
        if given := answer.header(b"set-cookie"):
            self.cookie = f"{self.cookie}; {given.partition(';')[0]}"
        return given
