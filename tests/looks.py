"""Browsers of staff that keep, of each page, whom it showed and what was written down by then."""

import re
from dataclasses import dataclass

from django.test import Client
from django.utils.html import strip_tags

from accounts.masking import masked_name, masked_phone
from accounts.models import AccessRecord, Person

Act = AccessRecord.Act


@dataclass
class Look:
    """One page as a member of staff got it."""

    page: str
    row: int | None
    full: set
    people: set
    #: What was written down for this page, and since its reader had everybody masked again.
    records: list
    lately: list

    def unnamed(self, act):
        """Whom the page showed, masked or not, though no record of this act names them."""
        return self.people - self.named(record for record in self.records if record.act == act)

    def unasked(self):
        """Whom it showed in full, though no record says that their reader had asked for them."""
        asked = (Act.REVEAL, Act.EXPORT)
        kept = [record for record in self.lately if record.act in asked]
        return self.full - self.named(kept)

    def named(self, records):
        people = set()
        for record in records:
            if record.target_kind == "accounts.person":
                people |= set(record.target_ids)
            elif (record.target_kind, record.target_ids) == ("bookings.reportexport", [self.row]):
                people |= self.people
        return people


class Watched(Client):
    """The browser of a member of staff, looked at over the shoulder."""

    def __init__(self, staff):
        super().__init__(headers={"accept-language": "en"})
        self.force_login(staff)
        self.staff, self.looks = staff, []
        self.counted = self.masked = 0

    def request(self, **request):
        response = super().request(**request)
        match = response.resolver_match
        page = b"".join(response).decode()
        kept = list(AccessRecord.objects.filter(staff=self.staff).order_by("pk"))
        new = kept[self.counted :]
        self.counted = len(kept)
        if match.url_name == "staff-reveal" and not new:
            self.masked = len(kept)
        asked = kept[self.masked :]
        self.looks.append(Look(match.url_name, match.kwargs.get("pk"), *shown(page), new, asked))
        return response


def shown(page):
    """:returns: the ids of those whom a page shows in full, and of all whom it shows."""
    full, people, words = set(), set(), strip_tags(page)
    for person in Person.objects.all():
        whole = (person.name, person.phone, person.birth_date.isoformat())
        if any(field in page for field in whole):
            full.add(person.pk)
        year = re.search(rf"(?<!\d){person.birth_date.year}(?!\d)", words)
        if year or masked_name(person.name) in page or masked_phone(person.phone) in page:
            people.add(person.pk)
    return full, people | full
