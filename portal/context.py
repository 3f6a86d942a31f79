from django.conf import settings


def site(request):
    """What the frame of every page says about whose site this is."""
    return {"official_site": settings.OFFICIAL_SITE, "help_line": settings.HELP_LINE}
