"""Doors for the worker. Each may be called twice, or by nobody: the sweep comes round."""

from celery import shared_task

from accounts.doorbell import answered

from .confirmation import confirm_batch


@shared_task
def confirm_held():
    """Decide whatever is held."""
    answered(confirm_batch)
