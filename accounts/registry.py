"""Where an applicant becomes a person, known or new."""

import unicodedata

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.digests import wrapped
from accounts.models import Consent, Identifier, Person, PhoneChange
from accounts.refusals import Refused
from accounts.turns import take_turns

#: The wording of the consents that the form shows. A new wording gets a new version.
WORDING = "2021-07"


@transaction.atomic
def recognise(applicant):
    """Find the applicant among the people, or enrol them.

    People are linked by identifiers and by nothing else: a phone changes hands,
    and many share a name.

    :raises Refused: when the identifiers belong to two people, or do not go together.
    """
    digests = {scheme: wrapped(bytes.fromhex(seed)) for scheme, seed in applicant.seeds.items()}
    take_turns(*(made[0] for made in digests.values()))
    known = {scheme: find(scheme, made) for scheme, made in digests.items()}
    people = {identifier.person for identifier in known.values() if identifier}
    if len(people) > 1:
        raise mismatch()
    person = people.pop() if people else None
    missing = [scheme for scheme, identifier in known.items() if identifier is None]
    if person is None:
        person = Person.objects.create(
            birth_date=applicant.birth_date,
            sex=applicant.sex,
            name=applicant.name,
            phone=applicant.phone,
            language=applicant.language,
        )
    elif (missing or "ci" not in known) and not may_link(person, missing, applicant):
        raise mismatch()
    else:
        refresh(person, applicant)
    for scheme in missing:
        enter(person, scheme, digests[scheme])
    return person


@transaction.atomic
def introduce(applicant):
    """Find or enrol somebody who is named by another person.

    Who is known stays as they are: nobody else can give them another phone.

    :raises Refused: when number and name do not go together.
    """
    digests = {scheme: wrapped(bytes.fromhex(seed)) for scheme, seed in applicant.seeds.items()}
    # All at once, as ``recognise`` does: taken one by one, two callers could wait for each other.
    take_turns(*(made[0] for made in digests.values()))
    known = find("rrn", digests["rrn"])
    if known is None:
        return recognise(applicant)
    if plain(known.person.name) != plain(applicant.name):
        raise mismatch()
    return known.person


def may_link(person, missing, applicant):
    """Whether the applicant may be a person known by a number alone, or get other identifiers.

    Nobody has two of a kind. The name never links, but it can part: an attester that
    gives no linking value proved a name and a phone and not the number, which somebody
    of the same birth date and sex may know.
    """
    if person.identifiers.filter(scheme__in=missing).exists():
        return False
    return plain(person.name) == plain(applicant.name)


def plain(name):
    return unicodedata.normalize("NFKC", name).casefold().replace(" ", "")


def find(scheme, made):
    known = Identifier.objects.filter(scheme=scheme, digest__in=made)
    return known.select_related("person").first()


def enter(person, scheme, made):
    """Write an identifier under as many peppers as the table has seen.

    While a new pepper is rolled out, servers that do not know it yet still find
    what the others write; ``rewrap_identifiers`` is what puts it into force.
    """
    pepper = len(made)
    if pepper > 1:
        pepper = Identifier.objects.aggregate(newest=Max("pepper"))["newest"] or pepper
    Identifier.objects.create(person=person, scheme=scheme, digest=made[pepper - 1], pepper=pepper)


def refresh(person, applicant):
    """Keep what the newest proof said, and have a changed phone announced to the old one."""
    if person.phone != applicant.phone:
        PhoneChange.objects.create(person=person, old_phone=person.phone)
    person.name, person.phone = applicant.name, applicant.phone
    if not person.language_chosen:
        person.language = applicant.language
    person.save(update_fields=["name", "phone", "language"])


def agree(person):
    """Keep that somebody has just ticked both consents, once for each wording."""
    given = person.consents.filter(wording=WORDING).values_list("kind", flat=True)
    Consent.objects.bulk_create(
        Consent(person=person, kind=kind, wording=WORDING)
        for kind in set(Consent.Kind.values) - set(given)
    )


def mismatch():
    return Refused(
        _(
            "The registration number does not belong to the identity that was confirmed."
            " Your public health centre can help."
        )
    )
