from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("partners", "0007_directory_of_referents")]

    operations = [
        migrations.RemoveField(model_name="agreement", name="answer_days"),
        migrations.RemoveField(model_name="agreement", name="follow_up_days"),
    ]
