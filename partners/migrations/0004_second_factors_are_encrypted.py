from django.db import migrations

from partners.sealing import seal_all


def encrypt_what_is_clear(apps, schema_editor) -> None:
    seal_all(apps.get_model("mfa", "Authenticator").objects.all())


class Migration(migrations.Migration):
    """Keys of applications and seeds of recovery codes that were kept in the clear."""

    dependencies = [("partners", "0003_session"), ("mfa", "0003_authenticator_type_uniq")]

    operations = [migrations.RunPython(encrypt_what_is_clear, migrations.RunPython.noop)]
