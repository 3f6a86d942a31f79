"""The database's own rules have no switch.

django-pgtrigger lets each trigger ask first whether a setting of the session turns it off. Nobody
here turns one off, and a rule that any statement can put aside is none. Asking is dear, too: a
setting that was never made raises an error, which is caught, and undoing the half statement walks
through every foreign key that is still to be checked, once for each row: a million slots in one
statement were not there after six minutes.
"""

from django.db import connections

NEVER = """
CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT false'
"""


def without_switch(using, **kwargs):
    """After each migration, as one that makes a trigger writes django-pgtrigger's function anew."""
    with connections[using].cursor() as cursor:
        cursor.execute(NEVER)
