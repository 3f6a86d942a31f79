from celery import shared_task

from accounts import certificates, codes, notices
from accounts.doorbell import answered


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
