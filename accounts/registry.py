"""Where an applicant becomes a person, known or new."""

import unicodedata

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts import rows
from accounts.crypto import sealed
from accounts.digests import wrapped
from accounts.models import Consent, Identifier, Person, PhoneChange
from accounts.prepared import execute
from accounts.refusals import Refused
from accounts.turns import take_turns

#: The wording of the consents that the form shows. A new wording gets a new version.
WORDING = "2021-07"


# Always a part of what its callers do in one transaction: it needs no way back of its own.
@transaction.atomic(savepoint=False)
def recognise(applicant):
    """Find the applicant among the people, or enrol them.

    People are linked by identifiers and by nothing else: a phone changes hands,
    and many share a name.

    :raises Refused: when the identifiers belong to two people, or do not go together.
    """
    digests = {scheme: wrapped(bytes.fromhex(seed)) for scheme, seed in applicant.seeds.items()}
    take_turns(*(made[0] for made in digests.values()))
    known = find(digests)
    people = set(known.values())
    if len(people) > 1:
        raise mismatch()
    person = people.pop() if people else None
    missing = [scheme for scheme in digests if scheme not in known]
    if person is None:
        return enrol(applicant, digests)
    if (missing or "ci" not in digests) and not may_link(person, missing, applicant):
        raise mismatch()
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
    person = find({"rrn": digests["rrn"]}).get("rrn")
    if person is None:
        return recognise(applicant)
    if plain(person.name) != plain(applicant.name):
        raise mismatch()
    return person


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


#: Whom an identifier names. Under several peppers it may stand there twice: the older row counts.
KNOWN = f"""
SELECT i.scheme, {rows.columns(Person, "p")}
FROM unnest(%(schemes)s::text[], %(digests)s::bytea[]) AS shown(scheme, digest)
JOIN accounts_identifier i ON i.scheme = shown.scheme AND i.digest = shown.digest
JOIN accounts_person p ON p.id = i.person_id
ORDER BY i.id DESC
"""


def find(digests):
    """The people whom identifiers name, by scheme; a scheme that names nobody is left out.

    :param digests: by scheme, under all numbers of peppers.
    """
    shown = [(scheme, each) for scheme, made in digests.items() for each in made]
    schemes, made = (list(column) for column in zip(*shown, strict=True))
    with connection.cursor() as cursor:
        execute(cursor, KNOWN, {"schemes": schemes, "digests": made})
        return {scheme: rows.make(Person, row) for scheme, *row in cursor.fetchall()}


#: Person and identifiers in one statement.
ENROL = f"""
WITH p AS (
    INSERT INTO accounts_person (birth_date, sex, name, phone, language)
    VALUES (%(birth_date)s, %(sex)s, %(name)s, %(phone)s, %(language)s) RETURNING *
), entered AS (
    INSERT INTO accounts_identifier (person_id, scheme, digest, pepper)
    SELECT p.id, shown.* FROM p, unnest(%(schemes)s::text[], %(digests)s::bytea[],
                                        %(peppers)s::smallint[]) AS shown(scheme, digest, pepper)
)
SELECT {rows.columns(Person, "p")} FROM p
"""


def enrol(applicant, digests):
    """:param digests: by scheme, under all numbers of peppers."""
    entries = [(scheme, *in_force(made)) for scheme, made in digests.items()]
    schemes, made, peppers = (list(column) for column in zip(*entries, strict=True))
    kept = {
        **{name: getattr(applicant, name) for name in ("birth_date", "sex", "language")},
        **{name: sealed(getattr(applicant, name)) for name in ("name", "phone")},
    }
    with connection.cursor() as cursor:
        execute(cursor, ENROL, {**kept, "schemes": schemes, "digests": made, "peppers": peppers})
        return rows.make(Person, cursor.fetchone())


def in_force(made):
    """The digest to write and the number of its peppers: as many as the table has seen.

    While a new pepper is rolled out, servers that do not know it yet still find
    what the others write; ``rewrap_identifiers`` is what puts it into force.
    """
    pepper = len(made)
    if pepper > 1:
        pepper = Identifier.objects.aggregate(newest=Max("pepper"))["newest"] or pepper
    return made[pepper - 1], pepper


def enter(person, scheme, made):
    digest, pepper = in_force(made)
    Identifier.objects.create(person=person, scheme=scheme, digest=digest, pepper=pepper)


def refresh(person, applicant):
    """Keep what the newest proof said, and have a changed phone announced to the old one."""
    if person.phone != applicant.phone:
        PhoneChange.objects.create(person=person, old_phone=person.phone)
    person.name, person.phone = applicant.name, applicant.phone
    if not person.language_chosen:
        person.language = applicant.language
    person.save(update_fields=["name", "phone", "language"])


AGREE = """
INSERT INTO accounts_consent (person_id, kind, wording)
SELECT %(person)s::bigint, asked.kind, %(wording)s::text
FROM unnest(%(kinds)s::text[]) AS asked(kind)
WHERE NOT EXISTS (SELECT FROM accounts_consent c WHERE c.person_id = %(person)s
                  AND c.kind = asked.kind AND c.wording = %(wording)s)
"""


def agree(person):
    """Keep that somebody has just ticked both consents, once for each wording."""
    given = {"person": person.pk, "kinds": Consent.Kind.values, "wording": WORDING}
    with connection.cursor() as cursor:
        execute(cursor, AGREE, given)


def mismatch():
    return Refused(
        _(
            "The registration number does not belong to the identity that was confirmed."
            " Your public health centre can help."
        )
    )
