"""Arrivals, and that they are taken back, stand in the history."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bookings', '0001_start'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='booking',
            name='a_staff_is_named',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='booking',
            name='a_channel_is_named',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='booking',
            name='legal_change',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='booking',
            name='added',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='booking',
            name='changed',
        ),
        migrations.AlterField(
            model_name='bookingevent',
            name='act',
            field=models.CharField(blank=True, choices=[('changed', 'moved to another time'), ('vaccine', 'other vaccine'), ('arrived', 'arrived'), ('not_arrived', 'arrival taken back'), ('supply_waits', 'appointment on the work list'), ('supply_closed', 'stays as it was'), ('second_waits', 'second dose on the work list'), ('second_closed', 'taken off the work list')], db_default='', default='', max_length=20, verbose_name='act'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='booking',
            trigger=pgtrigger.compiler.Trigger(name='a_staff_is_named', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.status IS DISTINCT FROM NEW.status OR OLD.slot_id IS DISTINCT FROM NEW.slot_id OR OLD.vaccine_id IS DISTINCT FROM NEW.vaccine_id OR OLD.arrived_at IS DISTINCT FROM NEW.arrived_at)', func='NEW.signed := NEW.signed + 1; RETURN NEW;', hash='2a1b4efa5d69a4bfdc117cfb73eb99787238137d', operation='UPDATE OF "changed_by_id"', pgid='pgtrigger_a_staff_is_named_3803a', table='bookings_booking', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='booking',
            trigger=pgtrigger.compiler.Trigger(name='a_channel_is_named', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.status IS DISTINCT FROM NEW.status OR OLD.slot_id IS DISTINCT FROM NEW.slot_id OR OLD.vaccine_id IS DISTINCT FROM NEW.vaccine_id OR OLD.arrived_at IS DISTINCT FROM NEW.arrived_at)', func='NEW.signed := NEW.signed + 2; RETURN NEW;', hash='16ce3fdc204de7a7b55416698c862f1f67af42d8', operation='UPDATE OF "changed_via"', pgid='pgtrigger_a_channel_is_named_3dac4', table='bookings_booking', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='booking',
            trigger=pgtrigger.compiler.Trigger(name='legal_change', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.status IS DISTINCT FROM NEW.status OR OLD.slot_id IS DISTINCT FROM NEW.slot_id OR OLD.vaccine_id IS DISTINCT FROM NEW.vaccine_id OR OLD.arrived_at IS DISTINCT FROM NEW.arrived_at)', func="\n                IF OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN (('held', 'confirmed'), ('held', 'rejected'), ('held', 'cancelled'), ('confirmed', 'cancelled'), ('confirmed', 'completed'), ('confirmed', 'no_show'), ('no_show', 'completed'), ('no_show', 'confirmed'), ('completed', 'confirmed')) THEN\n                    RAISE EXCEPTION 'A booking cannot go from % to %', OLD.status, NEW.status\n                        USING ERRCODE = 'check_violation', CONSTRAINT = 'legal_change';\n                END IF;\n                IF OLD.slot_id <> NEW.slot_id\n                    AND (OLD.status, NEW.status) <> ('confirmed', 'confirmed') THEN\n                    RAISE EXCEPTION 'Only a confirmed booking can be moved'\n                        USING ERRCODE = 'check_violation', CONSTRAINT = 'legal_change';\n                END IF;\n                IF OLD.arrived_at IS DISTINCT FROM NEW.arrived_at\n                    AND ((OLD.status, NEW.status) <> ('confirmed', 'confirmed')\n                         OR OLD.slot_id <> NEW.slot_id\n                         OR OLD.vaccine_id IS DISTINCT FROM NEW.vaccine_id\n                         OR OLD.arrived_at <> NEW.arrived_at) THEN\n                    RAISE EXCEPTION 'An arrival is noted or taken back by itself, once confirmed'\n                        USING ERRCODE = 'check_violation', CONSTRAINT = 'legal_change';\n                END IF;\n                IF (NEW.signed & 1) = 0 THEN\n                    NEW.changed_by_id := NULL;\n                    NEW.change_reason :=\n                        CASE WHEN NEW.change_reason = OLD.change_reason THEN ''\n                             ELSE NEW.change_reason END;\n                END IF;\n                IF NEW.signed < 2 THEN\n                    NEW.changed_via :=\n                        CASE WHEN NEW.changed_by_id IS NULL THEN 'system' ELSE 'clinic' END;\n                END IF;\n                NEW.signed := 0;\n                IF NEW.change_reason = '' AND (NEW.arrived_at IS NULL AND OLD.arrived_at IS NOT NULL\n                    OR OLD.status NOT IN ('held', NEW.status) AND NEW.status = 'confirmed') THEN\n                    RAISE EXCEPTION 'A correction needs a reason'\n                        USING ERRCODE = 'check_violation', CONSTRAINT = 'legal_change';\n                END IF;\n                IF OLD.arrived_at IS NOT DISTINCT FROM NEW.arrived_at THEN\n                    NEW.changed_at := portal_now();\n                END IF;\n                RETURN NEW;\n            ", hash='1b0ce8145da4833217b007eafa616af56a1e4ac9', operation='UPDATE', pgid='pgtrigger_legal_change_0b12e', table='bookings_booking', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='booking',
            trigger=pgtrigger.compiler.Trigger(name='added', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF (SELECT count(DISTINCT slot_id) FROM (SELECT slot_id, 1 AS n FROM added WHERE (status IN ('held', 'confirmed', 'completed') OR status = 'no_show' AND come_by IS NULL)) AS changed) > 1 THEN\n        PERFORM 1 FROM clinics_slot WHERE id IN (\n            SELECT slot_id FROM (SELECT slot_id, 1 AS n FROM added WHERE (status IN ('held', 'confirmed', 'completed') OR status = 'no_show' AND come_by IS NULL)) AS changed GROUP BY slot_id HAVING sum(n) <> 0)\n            ORDER BY id FOR NO KEY UPDATE;\n    END IF;\n    UPDATE clinics_slot s SET taken = s.taken + c.n\n        FROM (SELECT slot_id, sum(n) AS n FROM (SELECT slot_id, 1 AS n FROM added WHERE (status IN ('held', 'confirmed', 'completed') OR status = 'no_show' AND come_by IS NULL)) AS changed\n              GROUP BY slot_id HAVING sum(n) <> 0) AS c\n        WHERE s.id = c.slot_id;\n\n    WITH history AS (\n        INSERT INTO bookings_bookingevent\n            (booking_id, act, old_status, new_status, old_slot_id, new_slot_id,\n             old_vaccine_id, new_vaccine_id, staff_id, channel, reason, key)\n        SELECT id, act, old_status, status, left_slot_id,\n               CASE WHEN left_slot_id IS NOT NULL THEN slot_id END,\n               left_vaccine_id, CASE WHEN other_vaccine THEN vaccine_id END,\n               changed_by_id, changed_via, change_reason,\n               CASE WHEN left_slot_id IS NOT NULL THEN change_key END\n        FROM (\n    SELECT *, '' AS act, '' AS old_status, NULL::bigint AS left_slot_id,\n           false AS other_vaccine, NULL::bigint AS left_vaccine_id\n    FROM added WHERE status <> 'held') AS changed\n        ORDER BY id\n        RETURNING id, booking_id, coalesce(nullif(act, ''), new_status) AS template\n    ), event AS (SELECT * FROM history WHERE template NOT IN ('arrived', 'not_arrived'))\n\n    INSERT INTO bookings_notification\n        (event_id, booking_id, person_id, template, language, dedupe_key)\n    SELECT event.id, b.id, b.person_id, event.template, p.language, 'booking-event-' || event.id\n    FROM event JOIN bookings_booking b ON b.id = event.booking_id\n    JOIN accounts_person p ON p.id = b.person_id;\n    RETURN NULL;", hash='141514ed60ac18af6c9124aec162fb2e8d23d2e8', level='STATEMENT', operation='INSERT', pgid='pgtrigger_added_3dfa5', referencing='REFERENCING NEW TABLE AS added ', table='bookings_booking', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='booking',
            trigger=pgtrigger.compiler.Trigger(name='changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF (SELECT count(DISTINCT slot_id) FROM (SELECT slot_id, (status IN ('held', 'confirmed', 'completed') OR status = 'no_show' AND come_by IS NULL)::int AS n FROM after UNION ALL SELECT slot_id, -(status IN ('held', 'confirmed', 'completed') OR status = 'no_show' AND come_by IS NULL)::int FROM before) AS changed) > 1 THEN\n        PERFORM 1 FROM clinics_slot WHERE id IN (\n            SELECT slot_id FROM (SELECT slot_id, (status IN ('held', 'confirmed', 'completed') OR status = 'no_show' AND come_by IS NULL)::int AS n FROM after UNION ALL SELECT slot_id, -(status IN ('held', 'confirmed', 'completed') OR status = 'no_show' AND come_by IS NULL)::int FROM before) AS changed GROUP BY slot_id HAVING sum(n) <> 0)\n            ORDER BY id FOR NO KEY UPDATE;\n    END IF;\n    UPDATE clinics_slot s SET taken = s.taken + c.n\n        FROM (SELECT slot_id, sum(n) AS n FROM (SELECT slot_id, (status IN ('held', 'confirmed', 'completed') OR status = 'no_show' AND come_by IS NULL)::int AS n FROM after UNION ALL SELECT slot_id, -(status IN ('held', 'confirmed', 'completed') OR status = 'no_show' AND come_by IS NULL)::int FROM before) AS changed\n              GROUP BY slot_id HAVING sum(n) <> 0) AS c\n        WHERE s.id = c.slot_id;\n\n    WITH history AS (\n        INSERT INTO bookings_bookingevent\n            (booking_id, act, old_status, new_status, old_slot_id, new_slot_id,\n             old_vaccine_id, new_vaccine_id, staff_id, channel, reason, key)\n        SELECT id, act, old_status, status, left_slot_id,\n               CASE WHEN left_slot_id IS NOT NULL THEN slot_id END,\n               left_vaccine_id, CASE WHEN other_vaccine THEN vaccine_id END,\n               changed_by_id, changed_via, change_reason,\n               CASE WHEN left_slot_id IS NOT NULL THEN change_key END\n        FROM (\n    SELECT n.*, CASE WHEN n.status <> o.status THEN '' WHEN n.slot_id <> o.slot_id THEN 'changed'\n                WHEN n.vaccine_id IS DISTINCT FROM o.vaccine_id THEN 'vaccine'\n                WHEN n.arrived_at IS NULL THEN 'not_arrived' ELSE 'arrived' END AS act,\n           o.status AS old_status, nullif(o.slot_id, n.slot_id) AS left_slot_id,\n           n.vaccine_id IS DISTINCT FROM o.vaccine_id AS other_vaccine,\n           CASE WHEN n.vaccine_id IS DISTINCT FROM o.vaccine_id THEN o.vaccine_id END\n               AS left_vaccine_id\n    FROM after n JOIN before o USING (id)\n    WHERE n.status <> o.status OR n.slot_id <> o.slot_id\n       OR n.vaccine_id IS DISTINCT FROM o.vaccine_id\n       OR n.arrived_at IS DISTINCT FROM o.arrived_at) AS changed\n        ORDER BY id\n        RETURNING id, booking_id, coalesce(nullif(act, ''), new_status) AS template\n    ), event AS (SELECT * FROM history WHERE template NOT IN ('arrived', 'not_arrived'))\n\n    INSERT INTO bookings_notification\n        (event_id, booking_id, person_id, template, language, dedupe_key)\n    SELECT event.id, b.id, b.person_id, event.template, p.language, 'booking-event-' || event.id\n    FROM event JOIN bookings_booking b ON b.id = event.booking_id\n    JOIN accounts_person p ON p.id = b.person_id;\n    RETURN NULL;", hash='e1f3052486b5a4a28f2d9cdd94442f8edfeb917a', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_changed_7d428', referencing='REFERENCING OLD TABLE AS before  NEW TABLE AS after ', table='bookings_booking', when='AFTER')),
        ),
    ]
