"""Members of staff, their second factor and their calls."""

import accounts.clock
import accounts.crypto
import accounts.models.factors
import datetime
import django.contrib.auth.models
import django.contrib.auth.validators
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
import pgtrigger.compiler
import uuid

from django.conf import settings
from django.db import migrations, models

tables = [
    migrations.CreateModel(
        name='StaffMember',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('password', models.CharField(max_length=128, verbose_name='password')),
            ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
            ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
            ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
            ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
            ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
            ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
            ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
            ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
            ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
            ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
            ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
        ],
        options={
            'verbose_name': 'staff member',
            'verbose_name_plural': 'staff members',
            'abstract': False,
            'permissions': [('invite_staff', 'Can invite staff'), ('disable_staff', 'Can disable the accounts of leavers'), ('reset_factor', 'Can reset a second factor, with another person')],
        },
        managers=[
            ('objects', django.contrib.auth.models.UserManager()),
        ],
    ),
    migrations.CreateModel(
        name='StaffSession',
        fields=[
            ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='session key')),
            ('session_data', models.TextField(verbose_name='session data')),
            ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
            ('started_at', models.DateTimeField(db_default=accounts.clock.PortalNow())),
            ('active_at', models.DateTimeField(db_default=accounts.clock.PortalNow())),
            ('staff', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to=settings.AUTH_USER_MODEL)),
        ],
        options={
            'verbose_name': 'session',
            'verbose_name_plural': 'sessions',
            'default_permissions': (),
            'indexes': [
                models.Index(models.F('started_at'), name='sessions_by_start'),
            ],
        },
    ),
    migrations.CreateModel(
        name='Authenticator',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('confirmed', models.BooleanField(default=True, help_text='Is this device ready for use?')),
            ('throttling_failure_timestamp', models.DateTimeField(blank=True, default=None, help_text='A timestamp of the last failed verification attempt. Null if last attempt succeeded.', null=True)),
            ('throttling_failure_count', models.PositiveIntegerField(default=0, help_text='Number of successive failed attempts.')),
            ('key', accounts.crypto.EncryptedTextField(default=accounts.models.factors.new_key)),
            ('last_step', models.BigIntegerField(default=-1)),
            ('made_at', models.DateTimeField(db_default=accounts.clock.PortalNow())),
            ('user', models.ForeignKey(help_text='The user that this device belongs to.', on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
        ],
        options={
            'verbose_name': 'authenticator app',
            'verbose_name_plural': 'authenticator apps',
            'default_permissions': (),
            'constraints': [
                models.UniqueConstraint(condition=models.Q(('confirmed', True)), fields=('user',), name='one_authenticator_each'),
                models.UniqueConstraint(condition=models.Q(('confirmed', False)), fields=('user',), name='one_enrolment_each'),
            ],
        },
    ),
    migrations.CreateModel(
        name='RecoveryCodes',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('confirmed', models.BooleanField(default=True, help_text='Is this device ready for use?')),
            ('throttling_failure_timestamp', models.DateTimeField(blank=True, default=None, help_text='A timestamp of the last failed verification attempt. Null if last attempt succeeded.', null=True)),
            ('throttling_failure_count', models.PositiveIntegerField(default=0, help_text='Number of successive failed attempts.')),
            ('user', models.ForeignKey(help_text='The user that this device belongs to.', on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
        ],
        options={
            'verbose_name': 'recovery codes',
            'verbose_name_plural': 'recovery codes',
            'default_permissions': (),
            'constraints': [
                models.UniqueConstraint(fields=('user',), name='one_set_of_codes_each'),
            ],
        },
    ),
    migrations.CreateModel(
        name='RecoveryCode',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('digest', models.BinaryField(max_length=32)),
            ('used_at', models.DateTimeField(null=True)),
            ('of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codes', to='accounts.recoverycodes')),
        ],
        options={
            'default_permissions': (),
            'constraints': [
                models.UniqueConstraint(fields=('of', 'digest'), name='one_row_per_recovery_code'),
            ],
        },
    ),
    migrations.CreateModel(
        name='FactorReset',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('reason', models.CharField(max_length=300, verbose_name='reason')),
            ('at', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='at')),
            ('decided_at', models.DateTimeField(null=True, verbose_name='decided')),
            ('granted', models.BooleanField(default=False, verbose_name='granted')),
            ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
            ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
            ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='resets', to=settings.AUTH_USER_MODEL, verbose_name='staff member')),
        ],
        options={
            'verbose_name': 'reset of a second factor',
            'verbose_name_plural': 'resets of second factors',
            'default_permissions': (),
            'constraints': [
                models.CheckConstraint(condition=models.Q(models.Q(('asked_by', models.F('member')), _negated=True), models.Q(('decided_by', models.F('member')), _negated=True)), name='nobody_resets_their_own', violation_error_message='Your own second factor is reset by two others.'),
                models.CheckConstraint(condition=models.Q(('granted', False), models.Q(('decided_by', models.F('asked_by')), _negated=True), _connector='OR'), name='another_one_grants', violation_error_message='Another person has to agree.'),
                models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('granted', False)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='decision_is_whole'),
                models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='reset_has_a_reason'),
            ],
        },
    ),
    migrations.CreateModel(
        name='Invitation',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('digest', models.BinaryField(max_length=32, unique=True)),
            ('at', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='at')),
            ('used_at', models.DateTimeField(null=True, verbose_name='used')),
            ('revoked_at', models.DateTimeField(null=True, verbose_name='taken back')),
            ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to=settings.AUTH_USER_MODEL, verbose_name='staff member')),
        ],
        options={
            'verbose_name': 'invitation',
            'verbose_name_plural': 'invitations',
            'default_permissions': (),
        },
    ),
    migrations.CreateModel(
        name='StaffAct',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('act', models.CharField(choices=[('enrolled', 'set up a second factor'), ('codes_made', 'made new recovery codes'), ('recovered', 'logged in with a recovery code'), ('reset_asked', 'asked for a new second factor'), ('reset_granted', 'agreed to a new second factor'), ('reset_denied', 'did not agree to a new second factor'), ('invited', 'invited'), ('revoked', 'took the invitation back'), ('joined', 'accepted the invitation'), ('disabled', 'disabled the account'), ('enabled', 'enabled the account again')], max_length=20, verbose_name='act')),
            ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
            ('address', models.GenericIPAddressField(null=True, verbose_name='address')),
            ('at', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='at')),
            ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acts', to=settings.AUTH_USER_MODEL, verbose_name='staff member')),
        ],
        options={
            'verbose_name': 'act on an account',
            'verbose_name_plural': 'acts on accounts',
            'default_permissions': (),
            'triggers': [
                pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='bcacbe15172e91f82761ddeb2f8be756a654e6a2', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_23ea1', table='accounts_staffact', when='BEFORE')),
                pgtrigger.compiler.Trigger(name='never_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate %', TG_TABLE_NAME;", hash='393f3e2b7e16eed0663c223840796f3dbd26eecf', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_never_emptied_3f8a0', table='accounts_staffact', when='BEFORE')),
            ],
        },
    ),
    migrations.CreateModel(
        name='Call',
        fields=[
            ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
            ('reason', models.CharField(max_length=200, verbose_name='reason')),
            ('created_at', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='began')),
            ('ends_at', models.DateTimeField(db_default=django.db.models.expressions.CombinedExpression(accounts.clock.PortalNow(), '+', models.Value(datetime.timedelta(seconds=1800))), verbose_name='ends')),
            ('ended_at', models.DateTimeField(null=True, verbose_name='ended')),
            ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='calls', to='accounts.person')),
            ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to=settings.AUTH_USER_MODEL)),
            ('door', models.CharField(choices=[('call', 'call centre'), ('clinic', 'clinic')], db_default='call', default='call', max_length=10, verbose_name='door')),
        ],
        options={
            'verbose_name': 'call',
            'verbose_name_plural': 'calls',
            'default_permissions': (),
            'indexes': [
                models.Index(fields=['staff', 'created_at'], name='calls_by_staff'),
            ],
            'constraints': [
                models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='call_has_a_reason'),
            ],
        },
    ),
]
