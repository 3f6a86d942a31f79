from django.db.models import Model

from accounts.addresses import client_address
from accounts.models import AccessRecord


def record(staff, act, targets, reason="", request=None):
    """Write down who did what with whose personal data, before it is shown.

    :param act: one of ``AccessRecord.Act``.
    :param targets: one row, or a queryset of them.
    """
    if isinstance(targets, Model):
        kind, ids = targets._meta.label_lower, [targets.pk]
    else:
        kind, ids = targets.model._meta.label_lower, list(targets.values_list("pk", flat=True))
    return AccessRecord.objects.create(
        staff=staff,
        act=act,
        target_kind=kind,
        target_ids=ids,
        reason=reason,
        address=client_address(request) if request else None,
    )
