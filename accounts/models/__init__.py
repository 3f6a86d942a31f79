from .acts import StaffAct
from .calls import Call
from .factors import Authenticator, RecoveryCode, RecoveryCodes
from .people import Consent, Identifier, Person, PhoneChange
from .records import AccessRecord
from .sessions import StaffSession
from .staff import StaffMember
from .verification import CertificateLogin, PhoneCode, Provider, Verification

__all__ = [
    "AccessRecord",
    "Authenticator",
    "Call",
    "CertificateLogin",
    "Consent",
    "Identifier",
    "Person",
    "PhoneChange",
    "PhoneCode",
    "Provider",
    "RecoveryCode",
    "RecoveryCodes",
    "StaffAct",
    "StaffMember",
    "StaffSession",
    "Verification",
]
