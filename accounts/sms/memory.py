#: What was sent in this process, for tests.
outbox = []


class MemoryBackend:
    def send(self, messages):
        outbox.extend(messages)
        return {message.key for message in messages}
