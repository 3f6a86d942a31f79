"""The waiting list and what is offered to those on it; messages."""

import accounts.channels
import accounts.clock
import bookings.models.notifications
import django.db.models.deletion
import django.db.models.lookups
import pgtrigger.compiler

from django.db import migrations, models

tables = [
    migrations.CreateModel(
        name='Waitlist',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('from_date', models.DateField(verbose_name='from')),
            ('to_date', models.DateField(verbose_name='until')),
            ('state', models.CharField(choices=[('waiting', 'waiting'), ('offered', 'a place is offered'), ('booked', 'booked'), ('left', 'left the list'), ('missed', 'did not answer an offer'), ('over', 'the round is over')], db_default='waiting', default='waiting', max_length=10, verbose_name='state')),
            ('joined_at', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='joined')),
            ('ended_at', models.DateTimeField(null=True, verbose_name='ended')),
            ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='bookings.campaign', verbose_name='campaign')),
            ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='waits', to='accounts.person')),
            ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clinics.region', verbose_name='province or district')),
            ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='bookings.round', verbose_name='round')),
        ],
        options={
            'verbose_name': 'entry of the waiting list',
            'verbose_name_plural': 'waiting list',
            'indexes': [
                models.Index(condition=models.Q(('state', 'waiting')), fields=['region', 'joined_at', 'id'], name='waitlist_in_order'),
            ],
            'constraints': [
                models.UniqueConstraint(condition=models.Q(('state__in', ('waiting', 'offered'))), fields=('person', 'campaign'), name='once_on_the_waitlist', violation_error_message='You are on the waiting list already.'),
                models.CheckConstraint(condition=models.Q(('from_date__lte', models.F('to_date'))), name='waits_for_days_in_order', violation_error_message='The last day comes before the first.'),
                models.CheckConstraint(condition=models.Q(('state__in', ('waiting', 'offered')), ('ended_at__isnull', False), _connector='XOR'), name='off_the_list_since_a_moment'),
            ],
            'triggers': [
                pgtrigger.compiler.Trigger(name='wish_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."campaign_id" IS DISTINCT FROM (NEW."campaign_id") OR OLD."round_id" IS DISTINCT FROM (NEW."round_id") OR OLD."region_id" IS DISTINCT FROM (NEW."region_id") OR OLD."joined_at" IS DISTINCT FROM (NEW."joined_at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='a4d393f1eb3c111f47c26f5bbeb24a3190e9b424', operation='UPDATE', pgid='pgtrigger_wish_stays_eacbb', table='bookings_waitlist', when='BEFORE')),
            ],
        },
    ),
    migrations.CreateModel(
        name='Offer',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('reference', models.CharField(max_length=16, unique=True, verbose_name='reference')),
            ('kind', models.CharField(choices=[('waitlist', 'waiting list'), ('leftover', 'leftover dose')], max_length=10, verbose_name='kind')),
            ('dose', models.PositiveSmallIntegerField(default=1, verbose_name='dose')),
            ('state', models.CharField(choices=[('open', 'open'), ('accepted', 'accepted'), ('declined', 'declined'), ('lapsed', 'not answered in time'), ('withdrawn', 'withdrawn'), ('needless', 'booked otherwise')], default='open', max_length=10, verbose_name='state')),
            ('made_at', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='made')),
            ('begins_at', models.DateTimeField(verbose_name='begins')),
            ('ends_at', models.DateTimeField(help_text='The first moment after it.', verbose_name='ends')),
            ('decided_at', models.DateTimeField(null=True, verbose_name='decided')),
            ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='bookings.campaign', verbose_name='campaign')),
            ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offers', to='accounts.person')),
            ('slot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offers', to='clinics.slot')),
            ('entry', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='offers', to='bookings.waitlist')),
            ('keeps', models.BooleanField(db_default=True, default=True, verbose_name='keeps the place')),
        ],
        options={
            'verbose_name': 'offer',
            'verbose_name_plural': 'offers',
            'indexes': [
                models.Index(condition=models.Q(('state', 'open')), fields=['ends_at'], name='open_offers'),
                models.Index(condition=models.Q(('kind', 'leftover')), fields=['decided_at'], name='leftovers_decided'),
            ],
            'constraints': [
                models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('person', 'kind'), name='one_open_offer'),
                models.CheckConstraint(condition=models.Q(('begins_at__gte', models.F('made_at')), ('ends_at__gt', models.F('begins_at'))), name='offer_in_order'),
                models.CheckConstraint(condition=models.Q(('state', 'open'), ('decided_at__isnull', False), _connector='XOR'), name='decided_at_a_moment'),
                models.CheckConstraint(condition=models.Q(('kind', 'waitlist'), ('entry__isnull', True), _connector='XOR'), name='offered_to_an_entry'),
                models.CheckConstraint(condition=models.Q(('kind', 'leftover'), ('keeps', True), _connector='OR'), name='a_place_of_a_time_is_kept'),
            ],
            'triggers': [
                pgtrigger.compiler.Trigger(name='decided_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM \'open\')', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='5dbb6fc1892af77adfe317a593d6a2d3442f4084', operation='UPDATE', pgid='pgtrigger_decided_once_73def', table='bookings_offer', when='BEFORE')),
                pgtrigger.compiler.Trigger(name='offer_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."reference" IS DISTINCT FROM (NEW."reference") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."campaign_id" IS DISTINCT FROM (NEW."campaign_id") OR OLD."dose" IS DISTINCT FROM (NEW."dose") OR OLD."slot_id" IS DISTINCT FROM (NEW."slot_id") OR OLD."entry_id" IS DISTINCT FROM (NEW."entry_id") OR OLD."keeps" IS DISTINCT FROM (NEW."keeps") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at") OR OLD."begins_at" IS DISTINCT FROM (NEW."begins_at") OR OLD."ends_at" IS DISTINCT FROM (NEW."ends_at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='0c5e5af979034bb63c5a9d0c5ec78021b9ee258b', operation='UPDATE', pgid='pgtrigger_offer_stays_061ee', table='bookings_offer', when='BEFORE')),
                pgtrigger.compiler.Trigger(name='offered', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF (SELECT count(DISTINCT slot_id) FROM (SELECT slot_id, 1 AS n FROM added WHERE state = 'open' AND keeps) AS changed) > 1 THEN\n        PERFORM 1 FROM clinics_slot WHERE id IN (\n            SELECT slot_id FROM (SELECT slot_id, 1 AS n FROM added WHERE state = 'open' AND keeps) AS changed GROUP BY slot_id HAVING sum(n) <> 0)\n            ORDER BY id FOR NO KEY UPDATE;\n    END IF;\n    UPDATE clinics_slot s SET taken = s.taken + c.n\n        FROM (SELECT slot_id, sum(n) AS n FROM (SELECT slot_id, 1 AS n FROM added WHERE state = 'open' AND keeps) AS changed\n              GROUP BY slot_id HAVING sum(n) <> 0) AS c\n        WHERE s.id = c.slot_id;\n\n    INSERT INTO bookings_notification (offer_id, person_id, template, language, dedupe_key, due_at)\n    SELECT o.id, o.person_id, CASE o.kind WHEN 'leftover' THEN 'leftover' ELSE 'offer' END\n               || CASE o.state WHEN 'open' THEN '' ELSE '_' || o.state END,\n           p.language, 'offer-' || o.id || '-' || o.state,\n           greatest(portal_now(), CASE o.state WHEN 'open' THEN o.begins_at END)\n    FROM (SELECT * FROM added) AS o JOIN accounts_person p ON p.id = o.person_id\n    WHERE o.state IN ('open', 'withdrawn') OR o.state = 'lapsed' AND o.kind = 'waitlist'\n    ORDER BY o.id;\n    RETURN NULL;", hash='91c9d010e3e6cf2d9f9e60ed94ff62b39651e97d', level='STATEMENT', operation='INSERT', pgid='pgtrigger_offered_39f66', referencing='REFERENCING NEW TABLE AS added ', table='bookings_offer', when='AFTER')),
                pgtrigger.compiler.Trigger(name='decided', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF (SELECT count(DISTINCT slot_id) FROM (SELECT slot_id, (state = 'open' AND keeps)::int AS n FROM after UNION ALL SELECT slot_id, -(state = 'open' AND keeps)::int FROM before) AS changed) > 1 THEN\n        PERFORM 1 FROM clinics_slot WHERE id IN (\n            SELECT slot_id FROM (SELECT slot_id, (state = 'open' AND keeps)::int AS n FROM after UNION ALL SELECT slot_id, -(state = 'open' AND keeps)::int FROM before) AS changed GROUP BY slot_id HAVING sum(n) <> 0)\n            ORDER BY id FOR NO KEY UPDATE;\n    END IF;\n    UPDATE clinics_slot s SET taken = s.taken + c.n\n        FROM (SELECT slot_id, sum(n) AS n FROM (SELECT slot_id, (state = 'open' AND keeps)::int AS n FROM after UNION ALL SELECT slot_id, -(state = 'open' AND keeps)::int FROM before) AS changed\n              GROUP BY slot_id HAVING sum(n) <> 0) AS c\n        WHERE s.id = c.slot_id;\n\n    INSERT INTO bookings_notification (offer_id, person_id, template, language, dedupe_key, due_at)\n    SELECT o.id, o.person_id, CASE o.kind WHEN 'leftover' THEN 'leftover' ELSE 'offer' END\n               || CASE o.state WHEN 'open' THEN '' ELSE '_' || o.state END,\n           p.language, 'offer-' || o.id || '-' || o.state,\n           greatest(portal_now(), CASE o.state WHEN 'open' THEN o.begins_at END)\n    FROM (SELECT n.* FROM after n JOIN before b USING (id) WHERE n.state <> b.state) AS o JOIN accounts_person p ON p.id = o.person_id\n    WHERE o.state IN ('open', 'withdrawn') OR o.state = 'lapsed' AND o.kind = 'waitlist'\n    ORDER BY o.id;\n    RETURN NULL;", hash='77e971719e3f6da62092fee34152cf7e8f5f090e', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_decided_fb4d9', referencing='REFERENCING OLD TABLE AS before  NEW TABLE AS after ', table='bookings_offer', when='AFTER')),
                pgtrigger.compiler.Trigger(name='taken_back', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF (SELECT count(DISTINCT slot_id) FROM (SELECT slot_id, -1 AS n FROM removed WHERE state = 'open' AND keeps) AS changed) > 1 THEN\n        PERFORM 1 FROM clinics_slot WHERE id IN (\n            SELECT slot_id FROM (SELECT slot_id, -1 AS n FROM removed WHERE state = 'open' AND keeps) AS changed GROUP BY slot_id HAVING sum(n) <> 0)\n            ORDER BY id FOR NO KEY UPDATE;\n    END IF;\n    UPDATE clinics_slot s SET taken = s.taken + c.n\n        FROM (SELECT slot_id, sum(n) AS n FROM (SELECT slot_id, -1 AS n FROM removed WHERE state = 'open' AND keeps) AS changed\n              GROUP BY slot_id HAVING sum(n) <> 0) AS c\n        WHERE s.id = c.slot_id;\n    RETURN NULL;", hash='d7888332d70cf6051eb8354c19167c05c3a705d0', level='STATEMENT', operation='DELETE', pgid='pgtrigger_taken_back_5695a', referencing='REFERENCING OLD TABLE AS removed ', table='bookings_offer', when='AFTER')),
            ],
        },
    ),
    migrations.CreateModel(
        name='Notification',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('template', models.CharField(choices=bookings.models.notifications.templates, max_length=20, verbose_name='template')),
            ('channel', models.CharField(choices=accounts.channels.choices, db_default='sms', default='sms', max_length=10, verbose_name='channel')),
            ('language', models.CharField(choices=[('ko', 'Korean'), ('en', 'English')], max_length=5, verbose_name='language')),
            ('dedupe_key', models.CharField(max_length=60, unique=True, verbose_name='dedupe key')),
            ('attempts', models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name='tries')),
            ('due_at', models.DateTimeField(db_default=accounts.clock.PortalNow(), null=True, verbose_name='due')),
            ('delivered_at', models.DateTimeField(null=True, verbose_name='delivered')),
            ('error', models.CharField(blank=True, db_default='', default='', max_length=200, verbose_name='last error')),
            ('booking', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notifications', to='bookings.booking', verbose_name='booking')),
            ('event', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, to='bookings.bookingevent')),
            ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notifications', to='accounts.person')),
            ('dropped_at', models.DateTimeField(null=True, verbose_name='dropped')),
            ('rested_at', models.DateTimeField(null=True, verbose_name='given up')),
            ('round', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to='bookings.round', verbose_name='round')),
            ('offer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to='bookings.offer', verbose_name='offer')),
        ],
        options={
            'verbose_name': 'message',
            'verbose_name_plural': 'messages',
            'permissions': [('retry_notification', 'Can send messages again')],
            'indexes': [
                models.Index(condition=models.Q(('delivered_at', None)), fields=['due_at'], name='messages_to_send'),
                models.Index(condition=models.Q(('rested_at__isnull', False)), fields=['rested_at'], name='messages_at_rest'),
            ],
            'constraints': [
                models.CheckConstraint(condition=django.db.models.lookups.Exact(models.Func('due_at', 'delivered_at', 'rested_at', 'dropped_at', function='num_nonnulls', output_field=models.IntegerField()), models.Value(1)), name='a_message_stands_somewhere'),
            ],
        },
    ),
    migrations.CreateModel(
        name='OpeningReminder',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('asked_at', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='asked')),
            ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='opening_reminders', to='accounts.person')),
            ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='bookings.round')),
        ],
        options={
            'verbose_name': 'wish to be reminded',
            'verbose_name_plural': 'wishes to be reminded',
            'constraints': [
                models.UniqueConstraint(fields=('person', 'round'), name='reminded_once_of_a_round'),
            ],
        },
    ),
]
