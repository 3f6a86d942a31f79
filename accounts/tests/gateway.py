"""An SMS gateway on loopback that speaks the protocol of Solapi and keeps what it was sent."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

MONEY = {"requested": 0, "replacement": 0, "refund": 0, "sum": 0}


class Gateway:
    def __init__(self):
        self.requests, self.headers = [], []
        #: Phones whose messages are not taken, and a status to answer with instead of 200.
        self.unknown, self.status = set(), 200
        #: While it is not set, what is sent arrives and its sender waits for the answer.
        self.answering = Event()
        self.answering.set()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(self))
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def messages(self):
        return [message for request in self.requests for message in request["messages"]]

    @property
    def shown(self):
        """What phones show: of all messages under one key the first."""
        return list({one["customFields"]["key"]: one for one in reversed(self.messages)}.values())

    def stop(self):
        self.answering.set()
        self.server.shutdown()
        self.server.server_close()

    def answer(self, sent):
        failed = [self.failure(one) for one in sent["messages"] if one["to"] in self.unknown]
        others = ("sentTotal", "sentSuccess", "sentPending", "sentReplacement", "refund")
        counts = dict.fromkeys(others, 0)
        return {
            "failedMessageList": failed,
            "groupInfo": {
                "count": {
                    **counts,
                    "total": len(sent["messages"]),
                    "registeredFailed": len(failed),
                    "registeredSuccess": len(sent["messages"]) - len(failed),
                },
                "countForCharge": {},
                "balance": MONEY,
                "point": MONEY,
                "app": {},
                "log": [],
                "status": "SENDING",
                "allowDuplicates": sent["allowDuplicates"],
                "isRefunded": False,
                "accountId": "test",
                "masterAccountId": None,
                "apiVersion": "4",
                "groupId": "G1",
                "price": {},
                "dateCreated": None,
                "dateUpdated": None,
            },
        }

    def failure(self, message):
        return {
            "to": message["to"],
            "from": message["from"],
            "type": "SMS",
            "statusMessage": "unknown number",
            "country": "82",
            "messageId": "M1",
            "statusCode": "1062",
            "accountId": "test",
            "customFields": message["customFields"],
        }


def handler_of(gateway):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            gateway.headers.append((self.path, dict(self.headers)))
            if gateway.status == 200:
                gateway.requests.append(sent)
            gateway.answering.wait(60)
            self.send_response(gateway.status)
            self.end_headers()
            self.wfile.write(json.dumps(gateway.answer(sent)).encode())

        def log_message(self, *words):
            pass

    return Handler
