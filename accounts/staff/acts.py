from accounts.addresses import client_address
from accounts.models import StaffAct

Act = StaffAct.Act


def note(request, act, member=None, reason=""):
    """Write down what somebody does to an account: their own where no member is named."""
    return StaffAct.objects.create(
        by=request.user,
        act=act,
        member=member or request.user,
        reason=reason,
        address=client_address(request),
    )
