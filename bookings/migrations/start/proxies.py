"""Who booked for somebody else."""

import accounts.clock
import datetime
import django.db.models.deletion
import django.db.models.expressions
import pgtrigger.compiler
import uuid

from django.conf import settings
from django.db import migrations, models

tables = [
    migrations.CreateModel(
        name='Maker',
        fields=[
            ('booking', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to='bookings.booking')),
            ('override', models.CharField(blank=True, db_default='', max_length=200, verbose_name='reason to book outside the round')),
            ('staff', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='staff')),
            ('proxy', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='made', to='accounts.person', verbose_name='proxy')),
            ('relationship', models.CharField(blank=True, choices=[('parent', 'my parent'), ('grandparent', 'my grandparent'), ('spouse', 'my husband or wife'), ('child', 'my child'), ('sibling', 'my brother or sister'), ('relative', 'another relative of mine'), ('care', 'somebody in my care')], db_default='', default='', max_length=12, verbose_name='relationship')),
        ],
        options={
            'verbose_name': 'maker of a booking',
            'verbose_name_plural': 'makers of bookings',
            'permissions': [('book_by_phone', 'Can book for callers'), ('book_at_clinic', 'Can book for people at the clinic'), ('override_round', "Can book outside a round's window")],
            'default_permissions': ('view',),
            'indexes': [
                models.Index(condition=models.Q(('override', ''), _negated=True), fields=['booking'], name='overridden_bookings'),
            ],
            'constraints': [
                models.CheckConstraint(condition=models.Q(models.Q(('proxy', None), ('relationship', ''), ('staff__isnull', False)), models.Q(('override', ''), ('proxy__isnull', False), ('staff', None), models.Q(('relationship', ''), _negated=True)), _connector='OR'), name='made_by_staff_or_proxy'),
            ],
            'triggers': [
                pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='dd918b7696fbfce44134d20a51c704c6824f7fa9', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d6607', table='bookings_maker', when='BEFORE')),
            ],
        },
    ),
    migrations.CreateModel(
        name='Mandate',
        fields=[
            ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
            ('identifier', models.BinaryField(max_length=32, verbose_name="identifier's digest")),
            ('relationship', models.CharField(choices=[('parent', 'my parent'), ('grandparent', 'my grandparent'), ('spouse', 'my husband or wife'), ('child', 'my child'), ('sibling', 'my brother or sister'), ('relative', 'another relative of mine'), ('care', 'somebody in my care')], max_length=12, verbose_name='relationship')),
            ('created_at', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='created')),
            ('attested_at', models.DateTimeField(null=True, verbose_name='attested')),
            ('ends_at', models.DateTimeField(db_default=django.db.models.expressions.CombinedExpression(accounts.clock.PortalNow(), '+', models.Value(datetime.timedelta(seconds=7200))), verbose_name='ends')),
            ('ended_at', models.DateTimeField(null=True, verbose_name='ended')),
            ('proxy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mandates', to='accounts.person')),
            ('subject', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.person')),
        ],
        options={
            'verbose_name': 'mandate',
            'verbose_name_plural': 'mandates',
            'default_permissions': (),
            'indexes': [
                models.Index(fields=['proxy', 'created_at'], name='mandates_by_proxy'),
                models.Index(condition=models.Q(('attested_at', None)), fields=['identifier', 'created_at'], name='refused_mandates'),
            ],
            'constraints': [
                models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('subject',), name='one_mandate_a_subject'),
                models.UniqueConstraint(condition=models.Q(('ended_at', None), ('subject__isnull', False)), fields=('proxy',), name='one_mandate_a_proxy'),
                models.CheckConstraint(condition=models.Q(('proxy', models.F('subject')), _negated=True), name='nobodys_own_proxy'),
            ],
        },
    ),
    migrations.CreateModel(
        name='ProxyBlock',
        fields=[
            ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, serialize=False, to='accounts.person')),
            ('since', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='since')),
        ],
        options={
            'verbose_name': 'refusal of proxies',
            'verbose_name_plural': 'refusals of proxies',
            'default_permissions': (),
        },
    ),
]
