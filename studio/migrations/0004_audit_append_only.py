from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from studio import append_only


def install(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    append_only.install(editor.connection)


def remove(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    append_only.remove(editor.connection)


class Migration(migrations.Migration):
    dependencies = [("studio", "0003_offer_once_per_spec")]

    operations = [migrations.RunPython(install, remove)]
