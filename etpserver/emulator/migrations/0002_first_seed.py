from django.db import migrations, models


def as_it_is(apps, schema_editor):
    records = apps.get_model('emulator', 'WorldRecord').objects.using(schema_editor.connection.alias)
    records.update(first_seed=models.F('seed'))


class Migration(migrations.Migration):

    dependencies = [
        ('emulator', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='worldrecord',
            name='first_seed',
            field=models.BigIntegerField(default=0),
        ),
        migrations.RunPython(as_it_is, migrations.RunPython.noop),
    ]
