import re

from .processes import await_truth


class Phone:
    """A citizen's phone: what it receives, the worker writes into its log."""

    def __init__(self, number, log):
        self.number, self.log = number, log

    def messages(self):
        return re.findall(rf"SMS to {re.escape(self.number)}: (.*)", self.log.read_text())

    def code(self):
        """The six digits that arrived last, whatever other messages there are."""
        return await_truth(lambda: re.findall(r"\b\d{6}\b", "\n".join(self.messages())))[-1]
