from .calls import Call
from .people import Consent, Identifier, Person, PhoneChange
from .records import AccessRecord
from .staff import StaffMember
from .verification import CertificateLogin, PhoneCode, Provider, Verification

__all__ = [
    "AccessRecord",
    "Call",
    "CertificateLogin",
    "Consent",
    "Identifier",
    "Person",
    "PhoneChange",
    "PhoneCode",
    "Provider",
    "StaffMember",
    "Verification",
]
