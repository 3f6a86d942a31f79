from django.http import Http404
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from accounts import identity
from accounts.clock import now
from accounts.masking import masked_name
from accounts.throttle import throttled
from bookings.views import own

from .papers import paper, with_clinic
from .tokens import read


@require_safe
@throttled(address="1200/m", cookie="30/m")
@identity.verified
def my_proof(request, reference):
    """All doses that somebody was given, to print."""
    own(request, reference)
    proof = paper(request, request.person)
    if proof is None:
        raise Http404
    return render(request, "proof/mine.html", {**proof, "now": request.verification.now})


@require_safe
@throttled(address="600/m")
def proof(request, token):
    """Whether a proof is genuine and still holds, for anybody who has it in hand.

    Of the person only what tells that the paper is theirs; of a proof that no longer holds nothing.
    """
    codes = read(token)
    doses = list(with_clinic().select_related("person").filter(code__in=codes or []))
    valid = bool(codes) and len(doses) == len(codes)
    context = {"genuine": codes is not None, "valid": valid, "now": now()}
    if valid:
        person = doses[0].person
        context |= {
            "name": masked_name(person.name),
            "born": str(person.birth_date.year),
            "doses": sorted(doses, key=lambda dose: codes.index(dose.code)),
        }
    status = 404 if codes is None else 200
    response = render(request, "proof/proof.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    add_never_cache_headers(response)
    return response
