"""The database keeps how many punches there are."""

from django.db import migrations

from etpserver.api import row_counts

TABLES = ("iclock_transaction", "iclock_unregisteredpunch")


def follow(apps, editor):
    for table in TABLES:
        row_counts.follow(table, editor)


def unfollow(apps, editor):
    for table in TABLES:
        row_counts.unfollow(table, editor)


class Migration(migrations.Migration):

    dependencies = [
        ('iclock', '0003_door_count'),
    ]

    operations = [migrations.RunPython(follow, unfollow)]
