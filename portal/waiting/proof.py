"""What anybody may know of a draw, as soon as it may be known."""

from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from . import draw_file
from .models import Draw


@require_safe
def proof(request, line):
    """Hash and source from the announcement on, the digest from closing on, the rest when drawn."""
    draw = get_object_or_404(Draw.objects.select_related("line"), line=line)
    return render(request, "waiting/proof.html", {"draw": draw})


@require_safe
def file(request, line):
    draw = get_object_or_404(Draw, line=line, drawn_at__isnull=False)
    # A million receipts are 33 MB: the edge keeps them, since they do not change any more.
    response = StreamingHttpResponse(draw_file.text(draw), content_type="text/plain")
    response["Content-Disposition"] = f'attachment; filename="draw-{line}.txt"'
    patch_cache_control(response, public=True, max_age=3600)
    return response
