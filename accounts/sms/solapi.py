from django.conf import settings
from solapi import SolapiMessageService
from solapi.error.MessageNotReceiveError import MessageNotReceivedError
from solapi.model import RequestMessage, SendRequestConfig


class SolapiBackend:
    """Korean text messages through Solapi. A whole batch is one request."""

    def send(self, messages):
        service = SolapiMessageService(settings.SOLAPI_KEY, settings.SOLAPI_SECRET)
        service.base_url = settings.SOLAPI_URL or service.base_url
        requests = [
            RequestMessage(
                from_=settings.SMS_SENDER,
                to=message.to,
                text=message.text,
                custom_fields={"key": message.key},
            )
            for message in messages
        ]
        # Two messages to one phone in a batch are two messages and no mistake.
        config = SendRequestConfig(allow_duplicates=True)
        try:
            answer = service.send(requests, config)
        except MessageNotReceivedError as none_taken:
            failed = none_taken.failed_messages
        else:
            failed = answer.failed_message_list or []
        refused = {one.custom_fields["key"] for one in failed if one.custom_fields}
        return {message.key for message in messages} - refused
