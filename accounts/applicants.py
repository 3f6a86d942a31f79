import json
from dataclasses import asdict, dataclass, replace
from datetime import date

from accounts.digests import seed


@dataclass(frozen=True, repr=False)
class Applicant:
    """Somebody on the way to being verified, without their number.

    ``seeds`` are the identifiers' digests under the first pepper, as hex, by
    scheme. All of it is kept encrypted and only until the proof is complete.
    """

    name: str
    birth_date: date
    sex: str
    phone: str
    language: str
    seeds: dict

    @classmethod
    def of(cls, claims, language):
        return cls(
            name=claims.name,
            birth_date=claims.birth_date,
            sex=claims.sex,
            phone=claims.phone,
            language=language,
            seeds={"rrn": seed("rrn", claims.number).hex()},
        )

    def known_as(self, scheme, value):
        """The same applicant with one more identifier, if there is a value."""
        if not value:
            return self
        return replace(self, seeds={**self.seeds, scheme: seed(scheme, value).hex()})

    def pack(self):
        return json.dumps(asdict(self), default=date.isoformat)

    @classmethod
    def unpack(cls, packed):
        kept = json.loads(packed)
        return cls(**{**kept, "birth_date": date.fromisoformat(kept["birth_date"])})
