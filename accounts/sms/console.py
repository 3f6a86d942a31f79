import sys


class ConsoleBackend:
    """Writes messages where the worker runs. For demonstrations on one's own machine."""

    def send(self, messages):
        for message in messages:
            sys.stdout.write(f"SMS to {message.to}: {message.text}\n")
        sys.stdout.flush()
        return {message.key for message in messages}
