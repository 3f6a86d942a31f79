from celery import shared_task

from accounts import certificates, codes, notices, records
from accounts.doorbell import answered
from accounts.sessions import SessionStore


@shared_task
def send_codes():
    answered(notices.send_codes)


@shared_task
def tell_old_phones():
    answered(notices.tell_old_phones)


@shared_task
def forget_codes():
    codes.forget()
    certificates.forget()


@shared_task
def forget_access():
    """Records older than two years, and sessions that are over."""
    while records.forget():
        pass
    SessionStore.clear_expired()
