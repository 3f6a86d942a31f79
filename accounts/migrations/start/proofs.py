"""Who says who somebody is, and what it was said with."""

import accounts.clock
import accounts.crypto
import django.db.models.deletion
import uuid

from django.db import migrations, models


def add_phone(apps, schema_editor):
    apps.get_model("accounts", "Provider").objects.get_or_create(
        code="phone", defaults={"kind": "phone", "name_ko": "휴대전화", "name_en": "Mobile phone"}
    )


tables = [
    migrations.CreateModel(
        name='Provider',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('code', models.SlugField(unique=True, verbose_name='code')),
            ('kind', models.CharField(choices=[('phone', 'phone'), ('oidc', 'certificate (OpenID Connect)')], max_length=10, verbose_name='kind')),
            ('name_ko', models.CharField(max_length=60, verbose_name='name in Korean')),
            ('name_en', models.CharField(max_length=60, verbose_name='name in English')),
            ('active', models.BooleanField(default=True, verbose_name='in service')),
            ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
            ('per_minute', models.PositiveIntegerField(default=6000, help_text='Starts of a verification, over all.', verbose_name='limit per minute')),
            ('troubled_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='last trouble')),
        ],
        options={
            'verbose_name': 'identity provider',
            'verbose_name_plural': 'identity providers',
            'ordering': ['position', 'code'],
        },
    ),
    migrations.CreateModel(
        name='PhoneCode',
        fields=[
            ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
            ('identifier', models.BinaryField(max_length=32, verbose_name="identifier's digest")),
            ('phone_digest', models.BinaryField(max_length=32, verbose_name="phone's digest")),
            ('address', models.GenericIPAddressField(null=True, verbose_name='address')),
            ('claims', accounts.crypto.EncryptedTextField(null=True, verbose_name='claims')),
            ('code', accounts.crypto.EncryptedTextField(null=True, verbose_name='code to send')),
            ('code_hash', models.CharField(blank=True, max_length=128, verbose_name="code's hash")),
            ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='tries')),
            ('created_at', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='created')),
            ('expires_at', models.DateTimeField(verbose_name='expires')),
            ('due_at', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='due')),
            ('sent_at', models.DateTimeField(null=True, verbose_name='sent')),
            ('used_at', models.DateTimeField(null=True, verbose_name='used')),
            ('provider', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.provider')),
            ('attested_at', models.DateTimeField(null=True, verbose_name='attested')),
            ('refused_at', models.DateTimeField(null=True, verbose_name='refused')),
        ],
        options={
            'verbose_name': 'phone code',
            'verbose_name_plural': 'phone codes',
            'indexes': [
                models.Index(fields=['phone_digest', 'created_at'], name='codes_by_phone'),
                models.Index(fields=['address', 'created_at'], name='codes_by_address'),
                models.Index(fields=['created_at'], name='codes_by_age'),
                models.Index(condition=models.Q(('code__isnull', False), ('sent_at', None)), fields=['created_at'], name='codes_to_send'),
                models.Index(condition=models.Q(('refused_at', None)), fields=['identifier', 'created_at'], name='codes_by_identifier'),
                models.Index(condition=models.Q(('attested_at', None)), fields=['identifier', 'address', 'created_at'], name='refusals_by_identifier'),
            ],
            'constraints': [
                models.CheckConstraint(condition=models.Q(('tries__lte', 5)), name='at_most_five_tries', violation_error_message='Too many wrong codes. Please ask for a new one.'),
            ],
        },
    ),
    migrations.CreateModel(
        name='CertificateLogin',
        fields=[
            ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
            ('identifier', models.BinaryField(max_length=32, verbose_name="linking value's digest")),
            ('claims', accounts.crypto.EncryptedTextField(null=True, verbose_name='claims')),
            ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='tries')),
            ('created_at', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='created')),
            ('expires_at', models.DateTimeField(verbose_name='expires')),
            ('used_at', models.DateTimeField(null=True, verbose_name='used')),
            ('provider', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.provider')),
        ],
        options={
            'verbose_name': 'certificate login',
            'verbose_name_plural': 'certificate logins',
            'indexes': [
                models.Index(fields=['identifier', 'created_at'], name='logins_by_identifier'),
            ],
            'constraints': [
                models.CheckConstraint(condition=models.Q(('tries__lte', 5)), name='at_most_five_numbers'),
            ],
        },
    ),
    migrations.CreateModel(
        name='Verification',
        fields=[
            ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
            ('started_at', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='started')),
            ('ends_at', models.DateTimeField(verbose_name='ends')),
            ('ended_at', models.DateTimeField(null=True, verbose_name='ended')),
            ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='verifications', to='accounts.person')),
            ('provider', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.provider')),
        ],
        options={
            'verbose_name': 'verification',
            'verbose_name_plural': 'verifications',
        },
    ),
]
