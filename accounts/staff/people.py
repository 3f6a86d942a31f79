"""The accounts of staff: who there is, who is invited, and what may be done about one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import FactorReset, StaffMember

from . import inviting, leaving, resetting
from .forms import ReasonForm
from .pages import render_page, staff_page

PAGE = 50
#: What may be done about a member: the permission, the verb, and whether it needs a reason.
ACTS = {
    "disable": ("accounts.disable_staff", leaving.disable, True),
    "enable": ("accounts.disable_staff", leaving.enable, True),
    "reset": ("accounts.reset_factor", resetting.ask, True),
    "revoke": ("accounts.invite_staff", inviting.revoke, False),
    "again": ("accounts.invite_staff", inviting.invite_again, False),
}


def theirs(user):
    """Whose accounts somebody may look at: all, or those whom they invited themselves."""
    members = StaffMember.objects.filter(is_staff=True)
    if user.has_perm("accounts.view_staffmember"):
        return members
    return members.filter(pk__in=StaffMember.objects.filter(invitations__by=user).values("pk"))


@staff_page("accounts.invite_staff")
@require_safe
def people(request):
    """Find a member of staff; what waits for a second person stands above."""
    query = request.GET.get("q", "").strip()[:60]
    found = theirs(request.user).prefetch_related("groups").order_by("last_name", "username")
    for word in query.split():
        names = Q(username__icontains=word) | Q(last_name__icontains=word)
        found = found.filter(names | Q(first_name__icontains=word))
    resets = FactorReset.objects.none()
    if request.user.has_perm("accounts.reset_factor"):
        resets = FactorReset.objects.open().select_related("member", "asked_by").order_by("at")
    context = {
        "title": _("Staff"),
        "query": query,
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "resets": resets,
    }
    return render_page(request, "staff/people/people.html", context)


@staff_page("accounts.invite_staff")
@require_safe
def member(request, pk):
    """One member: roles, state, what became of the account, and what may be done."""
    member = get_object_or_404(theirs(request.user), pk=pk)
    context = {
        "title": f"{member.last_name}{member.first_name}" or member.username,
        "member": member,
        "invitation": member.invitations.open().first(),
        "joined": member.has_usable_password(),
        "acts": member.acts.select_related("by").order_by("-at", "-pk")[:100],
    }
    return render_page(request, "staff/people/member.html", context)


@staff_page("accounts.invite_staff")
@never_cache
@require_POST
def act(request, pk, act):
    """Do one of ``ACTS``; a new link is shown in the answer and nowhere else."""
    member = get_object_or_404(theirs(request.user), pk=pk)
    permission, verb, why = ACTS[act]
    if not request.user.has_perm(permission):
        raise PermissionDenied
    form = ReasonForm(request, verb, why)
    if form.is_valid() and form.save(member):
        if act == "again":
            return link(request, member, form.outcome)
        messages.success(request, _("Done and written down."))
    for name, errors in form.errors.items():
        label = f"{form.fields[name].label}: " if name in form.fields else ""
        messages.error(request, f"{label}{errors[0]}")
    return redirect("staff-member", member.pk)


def link(request, member, token, sent=None):
    """The link, this once, for whoever hands it over."""
    context = {"title": _("Invitation"), "member": member, "sent": sent}
    context["link"] = inviting.address(request, token)
    return render_page(request, "staff/people/link.html", context)


@staff_page("accounts.reset_factor")
@require_POST
def decide(request, pk, decision):
    """Agree to a new second factor for somebody as the second person, or do not."""
    reset = get_object_or_404(FactorReset, pk=pk)
    form = ReasonForm(
        request, lambda request, reset: resetting.decide(request, reset, agreed), False
    )
    agreed = decision == "agree"
    if form.is_valid() and form.save(reset):
        messages.success(request, _("Done and written down."))
    for errors in form.errors.values():
        messages.error(request, errors[0])
    return redirect("staff-people")
