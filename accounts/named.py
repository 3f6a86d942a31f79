"""People whom somebody else names: a proxy, or a member of staff who has them on the telephone."""

import logging
from dataclasses import replace

from accounts import breakers
from accounts.applicants import Applicant
from accounts.attesters import attest
from accounts.digests import seed, wrapped
from accounts.models import Provider
from accounts.refusals import Refused
from accounts.registry import find, introduce, plain

logger = logging.getLogger(__name__)


def known(name, number):
    """The person who has this registration number and this name, or None. Nothing is written."""
    person = find({"rrn": wrapped(seed("rrn", number))}).get("rrn")
    return person if person and plain(person.name) == plain(name) else None


def vouched_for(claims, language, reached_by=""):
    """Have somebody's claims attested, and find or enrol the person.

    :param reached_by: the phone for messages to somebody new who has none.

    The attester is asked about known people too: how long it takes tells nobody who is known.

    :raises Refused: by the attester, for its silence, or when name and number do not go together.
    """
    provider = Provider.objects.filter(kind=Provider.Kind.PHONE, active=True).first()
    if provider is None:
        raise Refused(breakers.out_of_service())
    with breakers.turn(provider) as ask:
        try:
            linking_value = ask(attest, claims)
        except breakers.Trouble as trouble:
            logger.warning("The attester failed: %s", trouble)
            raise Refused(breakers.silent(provider)) from None
    applicant = Applicant.of(claims, language).known_as("ci", linking_value)
    return introduce(replace(applicant, phone=applicant.phone or reached_by))
