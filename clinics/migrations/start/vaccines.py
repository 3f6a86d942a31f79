"""Vaccines, and the days between two doses."""

import django.db.models.deletion

from django.conf import settings
from django.db import migrations, models

tables = [
    migrations.CreateModel(
        name='Vaccine',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('code', models.SlugField(unique=True, verbose_name='code')),
            ('name_ko', models.CharField(max_length=80, verbose_name='name in Korean')),
            ('name_en', models.CharField(max_length=80, verbose_name='name in English')),
            ('doses', models.PositiveSmallIntegerField(default=2, verbose_name='doses')),
            ('age_from', models.PositiveSmallIntegerField(default=0, verbose_name='from age')),
            ('age_to', models.PositiveSmallIntegerField(default=150, verbose_name='to age')),
            ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='vaccines', to='clinics.vaccinegroup', verbose_name='vaccine group')),
        ],
        options={
            'verbose_name': 'vaccine',
            'verbose_name_plural': 'vaccines',
            'ordering': ['code'],
            'constraints': [
                models.CheckConstraint(condition=models.Q(('age_from__lte', models.F('age_to'))), name='age_band_in_order', violation_error_message='The lower age comes first.'),
            ],
        },
    ),
    migrations.CreateModel(
        name='VaccineGroup',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('code', models.SlugField(unique=True, verbose_name='code')),
            ('name_ko', models.CharField(max_length=80, verbose_name='name in Korean')),
            ('name_en', models.CharField(max_length=80, verbose_name='name in English')),
            ('planned_as', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clinics.vaccine', verbose_name='planned as')),
        ],
        options={
            'verbose_name': 'vaccine group',
            'verbose_name_plural': 'vaccine groups',
            'ordering': ['code'],
        },
    ),
    migrations.CreateModel(
        name='Interval',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('effective_from', models.DateField(verbose_name='for first doses from')),
            ('min_days', models.PositiveSmallIntegerField(verbose_name='at least, in days')),
            ('standard_days', models.PositiveSmallIntegerField(verbose_name='as a rule, in days')),
            ('max_days', models.PositiveSmallIntegerField(verbose_name='at most, in days')),
            ('vaccine', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='intervals', to='clinics.vaccine')),
            ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('emergency', models.BooleanField(db_default=False, default=False, verbose_name='emergency')),
            ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
        ],
        options={
            'verbose_name': 'dose interval',
            'verbose_name_plural': 'dose intervals',
            'ordering': ['vaccine', 'effective_from'],
            'constraints': [
                models.UniqueConstraint(fields=('vaccine', 'effective_from'), name='one_interval_per_date'),
                models.CheckConstraint(condition=models.Q(('min_days__lte', models.F('standard_days')), ('standard_days__lte', models.F('max_days'))), name='interval_in_order', violation_error_message='Minimum, standard and maximum must rise.'),
                models.CheckConstraint(condition=models.Q(('made_by', None), ('emergency', True), models.Q(('approved_by__isnull', False), models.Q(('approved_by', models.F('made_by')), _negated=True)), _connector='OR'), name='interval_approved_by_a_second', violation_error_message='Another person has to approve this.'),
            ],
        },
    ),
]
