"""What production refuses: ``check --deploy`` tells it, and the web server does not start.

A portal without TLS that answers only to its own machine's names is a demo or a
test and may start all the same.
"""

import base64

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

TAG = "production"
#: Names by which no other machine calls this one; Django's test client calls itself testserver.
OWN_NAMES = {"localhost", "127.0.0.1", "[::1]", "testserver"}
STAFF_GUARDS = ["portal.staff_area.FactorMiddleware", "portal.staff_area.GuardMiddleware"]
#: Ways by which mail gets no further than this machine.
KEPT_HERE = tuple(
    f"django.core.mail.backends.{way}." for way in ("console", "dummy", "filebased", "locmem")
)
REAL_CLOCK = "SELECT statement_timestamp()"


def refuse_unsafe_start():
    """Stop a web server whose settings are unsafe, and say all of them at once.

    :raises ImproperlyConfigured: and the server ends; its supervisor tries again.
    """
    if is_demo():
        return
    errors = checks.run_checks(tags=[TAG], include_deployment_checks=True)
    if errors:
        raise ImproperlyConfigured(
            "This portal is not safe to serve:\n" + "\n".join(f"  {error.msg}" for error in errors)
        )


def is_demo():
    return not settings.HTTPS and OWN_NAMES.issuperset(settings.ALLOWED_HOSTS)


def error(number, wrong, hint=None):
    return checks.Error(wrong, hint=hint, id=f"portal.E{number:03}")


@checks.register(TAG, deploy=True)
def names_and_transport(app_configs, **kwargs):
    if settings.DEBUG:
        yield error(1, "DEBUG shows everybody the insides of the portal.", "DEBUG=0")
    if not settings.HTTPS:
        yield error(2, "Without TLS the network reads names and registration numbers.", "HTTPS=1")
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        yield error(3, "ALLOWED_HOSTS must name the portal's own names, and no *.")
    if settings.TRUSTED_PROXIES is None:
        yield error(
            4,
            "TRUSTED_PROXIES is not said: who asks could not be told from what they claim.",
            "How many proxies of ours stand before the web server; 0 if none.",
        )


@checks.register(TAG, deploy=True)
def secrets(app_configs, **kwargs):
    if weak(settings.SECRET_KEY):
        yield error(10, "SECRET_KEY is short or easy to guess.", "50 random characters")
    if not settings.IDENTIFIER_PEPPERS or any(map(weak, settings.IDENTIFIER_PEPPERS)):
        yield error(
            11,
            "IDENTIFIER_PEPPERS is missing, short or easy to guess: with it and a birth date"
            " only a million registration numbers are left to try.",
        )
    if settings.SECRET_KEY in settings.IDENTIFIER_PEPPERS:
        yield error(12, "A pepper must not be the SECRET_KEY: they are kept in different places.")
    if not settings.PERSONAL_DATA_KEYS or any(map(weak_key, settings.PERSONAL_DATA_KEYS)):
        yield error(13, "PERSONAL_DATA_KEYS is missing or was not made at random.")
    if not settings.PROOF_KEYS or any(map(weak, settings.PROOF_KEYS)):
        yield error(
            14, "PROOF_KEYS is missing, short or easy to guess: anybody could forge proofs."
        )


@checks.register(TAG, deploy=True)
def identity(app_configs, **kwargs):
    if settings.ATTESTER == "accounts.attesters.Demo":
        yield error(20, "The demo's attester believes everybody.", "ATTESTER")
    if settings.ATTESTER == "accounts.attesters.RefuseEverybody" and not settings.OIDC_CLIENTS:
        yield error(21, "Nobody can prove who they are.", "ATTESTER or OIDC_CLIENTS")
    if "accounts.push.WebPush" in settings.MESSAGE_CHANNELS and not settings.PUSH_KEY:
        yield error(23, "Browsers can be sent nothing without a key.", "manage.py make_push_key")
    if settings.PUSH_KEY and not settings.PUSH_CONTACT.startswith(("mailto:", "https://")):
        yield error(24, "Push services want to know whom to ask.", "PUSH_CONTACT=mailto:…")
    if settings.SMS_BACKEND.startswith(("accounts.sms.console.", "accounts.sms.memory.")):
        yield error(22, "Codes and messages reach nobody's phone.", "SMS_BACKEND")


@checks.register(TAG, deploy=True)
def mail(app_configs, **kwargs):
    if not settings.PORTAL_URL.startswith("https://"):
        yield error(50, "Links in mails and messages lead nowhere.", "PORTAL_URL=https://…")
    if settings.EMAIL_BACKEND.startswith(KEPT_HERE):
        yield error(51, "Mail reaches nobody.", "EMAIL_URL=smtp+tls://…")


@checks.register(TAG, deploy=True)
def staff(app_configs, **kwargs):
    if not {*STAFF_GUARDS}.issubset(settings.MIDDLEWARE):
        yield error(40, f"The staff area has no guard: {', '.join(STAFF_GUARDS)}.", "MIDDLEWARE")
    if settings.SESSION_ENGINE != "accounts.sessions":
        yield error(41, "Staff sessions would not end when idle.", "SESSION_ENGINE")
    if settings.SESSION_COOKIE_AGE > 12 * 60 * 60:
        yield error(42, "A log-in of staff lasts longer than a shift.", "SESSION_COOKIE_AGE")
    if settings.SESSION_COOKIE_PATH != "/staff/" or not settings.SESSION_COOKIE_HTTPONLY:
        yield error(43, "The staff's cookie would be shown outside their area or to scripts.")


@checks.register(checks.Tags.security, deploy=True)
def clock(app_configs, **kwargs):
    """Only a test's or a bench's database may tell another time than its own.

    Not asked when a web server starts, which it can while the database is away.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT prosrc FROM pg_proc WHERE oid = to_regproc('portal_now')")
            row = cursor.fetchone()
    except DatabaseError as trouble:
        yield error(30, f"The database's clock cannot be asked: {trouble}")
        return
    if row != (REAL_CLOCK,):
        yield error(31, "portal_now() is not the database's own clock.", "manage.py migrate")


def weak(secret):
    return len(secret) < 40 or len(set(secret)) < 12


def weak_key(key):
    return len(set(base64.urlsafe_b64decode(key))) < 16
