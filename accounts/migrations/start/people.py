"""People, and the clock that all tables take their times from."""

import accounts.channels
import accounts.clock
import accounts.crypto
import django.db.models.deletion

from django.db import migrations, models

NOW = """
CREATE OR REPLACE FUNCTION portal_now() RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE AS 'SELECT statement_timestamp()'
"""

tables = [
    migrations.CreateModel(
        name='Person',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('birth_date', models.DateField(verbose_name='birth date')),
            ('sex', models.CharField(choices=[('F', 'female'), ('M', 'male')], max_length=1, verbose_name='sex')),
            ('name', accounts.crypto.EncryptedTextField(verbose_name='name')),
            ('phone', accounts.crypto.EncryptedTextField(verbose_name='phone')),
            ('language', models.CharField(choices=[('ko', 'Korean'), ('en', 'English')], default='ko', max_length=5, verbose_name='language')),
            ('created_at', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='created')),
            ('channel', models.CharField(choices=accounts.channels.choices, db_default='sms', default='sms', max_length=10, verbose_name='way of messages')),
            ('language_chosen', models.BooleanField(db_default=False, default=False)),
        ],
        options={
            'verbose_name': 'person',
            'verbose_name_plural': 'people',
        },
    ),
    migrations.CreateModel(
        name='Identifier',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('scheme', models.CharField(choices=[('rrn', 'registration number'), ('ci', "identity provider's linking value"), ('temporary', 'temporary number issued by a health centre')], max_length=10, verbose_name='scheme')),
            ('digest', models.BinaryField(max_length=32, verbose_name='digest')),
            ('pepper', models.PositiveSmallIntegerField(help_text='How many peppers, oldest first, made this digest.', verbose_name='pepper')),
            ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='identifiers', to='accounts.person')),
        ],
        options={
            'verbose_name': 'identifier',
            'verbose_name_plural': 'identifiers',
            'indexes': [
                models.Index(fields=['pepper'], name='identifiers_to_rewrap'),
            ],
            'constraints': [
                models.UniqueConstraint(fields=('scheme', 'digest'), name='one_person_per_identifier', violation_error_message='This identity already belongs to somebody.'),
            ],
        },
    ),
    migrations.CreateModel(
        name='Consent',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('kind', models.CharField(choices=[('identifier', 'handling of the unique identification number'), ('health', 'handling of health data')], max_length=20, verbose_name='kind')),
            ('wording', models.CharField(max_length=20, verbose_name='version of the wording')),
            ('given_at', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='given')),
            ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='accounts.person')),
        ],
        options={
            'verbose_name': 'consent',
            'verbose_name_plural': 'consents',
        },
    ),
    migrations.CreateModel(
        name='PhoneChange',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('old_phone', accounts.crypto.EncryptedTextField(null=True, verbose_name='old phone')),
            ('changed_at', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='changed')),
            ('due_at', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='due')),
            ('told_at', models.DateTimeField(null=True, verbose_name='told')),
            ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='phone_changes', to='accounts.person')),
        ],
        options={
            'verbose_name': 'change of a phone',
            'verbose_name_plural': 'changes of phones',
            'indexes': [
                models.Index(condition=models.Q(('told_at', None)), fields=['due_at'], name='phones_to_tell'),
            ],
        },
    ),
    migrations.CreateModel(
        name='PushSubscription',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('digest', models.BinaryField(max_length=32, unique=True)),
            ('endpoint', accounts.crypto.EncryptedTextField(verbose_name='address at the push service')),
            ('public_key', accounts.crypto.EncryptedTextField(verbose_name='public key')),
            ('secret', accounts.crypto.EncryptedTextField(verbose_name='secret')),
            ('browser', models.CharField(max_length=60, verbose_name='browser')),
            ('since', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='since')),
            ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='push_subscriptions', to='accounts.person')),
        ],
        options={
            'verbose_name': 'browser with notifications',
            'verbose_name_plural': 'browsers with notifications',
            'default_permissions': (),
        },
    ),
]
