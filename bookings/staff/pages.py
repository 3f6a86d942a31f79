from accounts.staff.pages import render_page, staff_page

__all__ = ["days_work", "render_page", "staff_page"]


def days_work(request, today=True):
    """Whether people are seen in this member's work of the day, and so without saying why: only
    what is of today, and only at clinics that name their staff. Whoever reaches all says why."""
    return today and not request.user.has_perm("clinics.reach_every_clinic")
