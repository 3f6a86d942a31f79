"""A day may be closed at all clinics: an act of supply without clinics of its own."""

from django.conf import settings
from django.db import migrations, models

operations = [
    migrations.RemoveConstraint(
        model_name='supplyact',
        name='supply_act_says_what',
    ),
    migrations.AddConstraint(
        model_name='supplyact',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'dropout'), ('vaccine', None), models.Q(('clinics', []), _negated=True)), models.Q(('kind', 'closed'), ('last_date__isnull', False), ('region', None), ('vaccine', None)), models.Q(('kind', 'fewer'), ('last_date__isnull', False), ('vaccine', None), models.Q(('clinics', []), _negated=True)), models.Q(models.Q(('kind__in', ['dropout', 'closed', 'fewer']), _negated=True), ('last_date__isnull', False), ('vaccine__isnull', False)), _connector='OR'), name='supply_act_says_what'),
    ),
]
