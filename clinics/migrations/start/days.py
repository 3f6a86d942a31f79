"""Days and their slots."""

import accounts.clock
import django.contrib.postgres.indexes
import django.db.models.deletion
import pgtrigger.compiler

from django.db import migrations, models

tables = [
    migrations.CreateModel(
        name='ClinicDay',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('date', models.DateField(verbose_name='date')),
            ('limit', models.PositiveSmallIntegerField(verbose_name='limit')),
            ('taken', models.SmallIntegerField(default=0, verbose_name='taken')),
            ('clinic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='days', to='clinics.clinic')),
        ],
        options={
            'verbose_name': 'clinic day',
            'verbose_name_plural': 'clinic days',
            'constraints': [
                models.UniqueConstraint(fields=('clinic', 'date'), name='one_day_per_clinic'),
                models.CheckConstraint(condition=models.Q(('taken__gte', 0), ('taken__lte', models.F('limit'))), name='day_within_limit', violation_error_message='The clinic sees no more people that day.'),
            ],
        },
    ),
    migrations.CreateModel(
        name='DayPlaces',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('date', models.DateField(verbose_name='date')),
            ('capacity', models.IntegerField(default=0, verbose_name='capacity')),
            ('taken', models.IntegerField(default=0, verbose_name='taken')),
            ('clinic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='clinics.clinic')),
            ('day', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='clinics.clinicday')),
            ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clinics.vaccinegroup')),
        ],
        options={
            'verbose_name': 'places of a day',
            'verbose_name_plural': 'places of days',
            'constraints': [
                models.UniqueConstraint(fields=('clinic', 'group', 'date'), name='one_sum_per_day'),
            ],
            'triggers': [
                pgtrigger.compiler.Trigger(name='capacity_begun', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW.capacity <> 0)', func='\n            INSERT INTO clinics_capacitychange (places_id, old, new)\n            VALUES (NEW.id, 0, NEW.capacity);\n            RETURN NULL;\n        ', hash='1803be0bf584f2fd4abec3c6236ec51853130cb1', operation='INSERT', pgid='pgtrigger_capacity_begun_1d4a4', table='clinics_dayplaces', when='AFTER')),
                pgtrigger.compiler.Trigger(name='capacity_changed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW.capacity <> OLD.capacity)', func='\n            INSERT INTO clinics_capacitychange (places_id, old, new)\n            VALUES (NEW.id, OLD.capacity, NEW.capacity);\n            RETURN NULL;\n        ', hash='87d29d4e0d5e8fc1d674b071f623146f2d50ce61', operation='UPDATE OF "capacity"', pgid='pgtrigger_capacity_changed_6c432', table='clinics_dayplaces', when='AFTER')),
            ],
        },
    ),
    migrations.CreateModel(
        name='Slot',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('starts_at', models.DateTimeField(verbose_name='starts')),
            ('ends_at', models.DateTimeField(verbose_name='ends')),
            ('capacity', models.SmallIntegerField(verbose_name='capacity')),
            ('taken', models.SmallIntegerField(db_default=0, default=0, verbose_name='taken')),
            ('clinic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='slots', to='clinics.clinic')),
            ('places', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='slots', to='clinics.dayplaces')),
            ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clinics.vaccinegroup')),
            ('leftover', models.BooleanField(db_default=False, default=False, verbose_name='leftover doses')),
            ('by_hand', models.SmallIntegerField(blank=True, null=True, verbose_name='set by hand')),
        ],
        options={
            'verbose_name': 'slot',
            'verbose_name_plural': 'slots',
            'indexes': [
                models.Index(condition=models.Q(('by_hand__lt', models.F('capacity'))), fields=['id'], name='slots_being_lowered'),
            ],
            'constraints': [
                models.UniqueConstraint(fields=('clinic', 'group', 'starts_at'), name='one_slot_per_time'),
                models.CheckConstraint(condition=models.Q(('taken__gte', 0), ('taken__lte', models.F('capacity'))), name='slot_within_capacity', violation_error_message='This time is full.'),
                models.CheckConstraint(condition=models.Q(('starts_at__lt', models.F('ends_at'))), name='slot_in_order', violation_error_message='A slot ends after it starts.'),
                models.CheckConstraint(condition=models.Q(('by_hand', None), ('by_hand__gte', 0), _connector='OR'), name='by_hand_not_below_none'),
            ],
            'triggers': [
                pgtrigger.compiler.Trigger(name='slot_stays_where_it_is', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."clinic_id" IS DISTINCT FROM (NEW."clinic_id") OR OLD."group_id" IS DISTINCT FROM (NEW."group_id") OR OLD."places_id" IS DISTINCT FROM (NEW."places_id") OR OLD."starts_at" IS DISTINCT FROM (NEW."starts_at") OR OLD."leftover" IS DISTINCT FROM (NEW."leftover"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='50db0abfc66223107fe665d46804b5cacef00c18', operation='UPDATE', pgid='pgtrigger_slot_stays_where_it_is_1c833', table='clinics_slot', when='BEFORE')),
                pgtrigger.compiler.Trigger(name='slot_added', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    IF (SELECT count(*) FROM added) > 1 THEN\n        PERFORM 1 FROM clinics_dayplaces WHERE id IN (SELECT places_id FROM added)\n            ORDER BY id FOR NO KEY UPDATE;\n        PERFORM 1 FROM clinics_clinicday WHERE id IN (\n            SELECT day_id FROM clinics_dayplaces WHERE id IN (SELECT places_id FROM added))\n            ORDER BY id FOR NO KEY UPDATE;\n    END IF;\n    UPDATE clinics_dayplaces p SET capacity = p.capacity + c.capacity, taken = p.taken + c.taken\n        FROM (SELECT places_id, sum(capacity) AS capacity, sum(taken) AS taken\n              FROM (SELECT places_id, capacity, taken FROM added WHERE NOT leftover) AS changed GROUP BY places_id) AS c\n        WHERE p.id = c.places_id AND (c.capacity, c.taken) <> (0, 0);\n    UPDATE clinics_clinicday d SET taken = d.taken + c.taken\n        FROM (SELECT p.day_id, sum(changed.taken) AS taken\n              FROM (SELECT places_id, capacity, taken FROM added WHERE NOT leftover) AS changed JOIN clinics_dayplaces p ON p.id = changed.places_id\n              GROUP BY p.day_id) AS c\n        WHERE d.id = c.day_id AND c.taken <> 0;\n    RETURN NULL;\n', hash='571b12c62b30b7cbdb66ec615c478f196770a0bf', level='STATEMENT', operation='INSERT', pgid='pgtrigger_slot_added_bb063', referencing='REFERENCING NEW TABLE AS added ', table='clinics_slot', when='AFTER')),
                pgtrigger.compiler.Trigger(name='slot_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    IF (SELECT count(*) FROM after) > 1 THEN\n        PERFORM 1 FROM clinics_dayplaces WHERE id IN (SELECT places_id FROM after)\n            ORDER BY id FOR NO KEY UPDATE;\n        PERFORM 1 FROM clinics_clinicday WHERE id IN (\n            SELECT day_id FROM clinics_dayplaces WHERE id IN (SELECT places_id FROM after))\n            ORDER BY id FOR NO KEY UPDATE;\n    END IF;\n    UPDATE clinics_dayplaces p SET capacity = p.capacity + c.capacity, taken = p.taken + c.taken\n        FROM (SELECT places_id, sum(capacity) AS capacity, sum(taken) AS taken\n              FROM (SELECT n.places_id, n.capacity - o.capacity AS capacity, n.taken - o.taken AS taken FROM after n JOIN before o USING (id) WHERE NOT n.leftover) AS changed GROUP BY places_id) AS c\n        WHERE p.id = c.places_id AND (c.capacity, c.taken) <> (0, 0);\n    UPDATE clinics_clinicday d SET taken = d.taken + c.taken\n        FROM (SELECT p.day_id, sum(changed.taken) AS taken\n              FROM (SELECT n.places_id, n.capacity - o.capacity AS capacity, n.taken - o.taken AS taken FROM after n JOIN before o USING (id) WHERE NOT n.leftover) AS changed JOIN clinics_dayplaces p ON p.id = changed.places_id\n              GROUP BY p.day_id) AS c\n        WHERE d.id = c.day_id AND c.taken <> 0;\n    RETURN NULL;\n', hash='20f22a4f6af3a19151f8a009de3b298287119470', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_slot_changed_75bab', referencing='REFERENCING OLD TABLE AS before  NEW TABLE AS after ', table='clinics_slot', when='AFTER')),
                pgtrigger.compiler.Trigger(name='slot_removed', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    IF (SELECT count(*) FROM removed) > 1 THEN\n        PERFORM 1 FROM clinics_dayplaces WHERE id IN (SELECT places_id FROM removed)\n            ORDER BY id FOR NO KEY UPDATE;\n        PERFORM 1 FROM clinics_clinicday WHERE id IN (\n            SELECT day_id FROM clinics_dayplaces WHERE id IN (SELECT places_id FROM removed))\n            ORDER BY id FOR NO KEY UPDATE;\n    END IF;\n    UPDATE clinics_dayplaces p SET capacity = p.capacity + c.capacity, taken = p.taken + c.taken\n        FROM (SELECT places_id, sum(capacity) AS capacity, sum(taken) AS taken\n              FROM (SELECT places_id, -capacity AS capacity, -taken AS taken FROM removed WHERE NOT leftover) AS changed GROUP BY places_id) AS c\n        WHERE p.id = c.places_id AND (c.capacity, c.taken) <> (0, 0);\n    UPDATE clinics_clinicday d SET taken = d.taken + c.taken\n        FROM (SELECT p.day_id, sum(changed.taken) AS taken\n              FROM (SELECT places_id, -capacity AS capacity, -taken AS taken FROM removed WHERE NOT leftover) AS changed JOIN clinics_dayplaces p ON p.id = changed.places_id\n              GROUP BY p.day_id) AS c\n        WHERE d.id = c.day_id AND c.taken <> 0;\n    RETURN NULL;\n', hash='73f7326163c675470afde14c40e47137d1fb6a54', level='STATEMENT', operation='DELETE', pgid='pgtrigger_slot_removed_3cc6b', referencing='REFERENCING OLD TABLE AS removed ', table='clinics_slot', when='AFTER')),
                pgtrigger.compiler.Trigger(name='remember_slot', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."by_hand" IS DISTINCT FROM (NEW."by_hand"))', func="\n            INSERT INTO clinics_clinicchange\n                (clinic_id, kind, row_id, before, after, staff_id, reason, at)\n            VALUES (\n                CASE TG_OP WHEN 'DELETE' THEN OLD.clinic_id ELSE NEW.clinic_id END,\n                'slot',\n                CASE TG_OP WHEN 'DELETE' THEN OLD.id ELSE NEW.id END,\n                CASE WHEN TG_OP <> 'INSERT' THEN jsonb_build_object('starts_at', OLD.starts_at, 'group_id', OLD.group_id, 'capacity', OLD.capacity, 'by_hand', OLD.by_hand) END,\n                CASE WHEN TG_OP <> 'DELETE' THEN jsonb_build_object('starts_at', NEW.starts_at, 'group_id', NEW.group_id, 'capacity', NEW.capacity, 'by_hand', NEW.by_hand) END,\n                nullif(current_setting('portal.staff', true), '')::bigint,\n                coalesce(current_setting('portal.reason', true), ''),\n                portal_now()\n            );\n            RETURN NULL;\n        ", hash='c2fd31b2fc5cb0f84c374482141aab2419c15917', operation='UPDATE OF "by_hand"', pgid='pgtrigger_remember_slot_fb9f8', table='clinics_slot', when='AFTER')),
            ],
        },
    ),
    migrations.CreateModel(
        name='CapacityChange',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('old', models.IntegerField()),
            ('new', models.IntegerField()),
            ('at', models.DateTimeField(db_default=accounts.clock.PortalNow())),
            ('places', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='clinics.dayplaces')),
        ],
        options={
            'verbose_name': "change of a day's places",
            'verbose_name_plural': "changes of days' places",
            'default_permissions': (),
            'indexes': [
                django.contrib.postgres.indexes.BrinIndex(autosummarize=True, fields=['at'], name='capacities_by_time'),
            ],
            'triggers': [
                pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b61091107fbf44d55d2aded0c11c3a22fe8cf078', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_2c3aa', table='clinics_capacitychange', when='BEFORE')),
            ],
        },
    ),
]
