"""A list says a case's number and leads to it without asking its row (docs/adr/0018)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0008_list_lines'),
        ('partners', '0004_second_factors_are_encrypted'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='access',
            name='ceiling_access_course',
        ),
        migrations.AddField(
            model_name='access',
            name='case_number',
            field=models.CharField(blank=True, default='', max_length=16),
        ),
        migrations.AddField(
            model_name='access',
            name='case_public_id',
            field=models.UUIDField(null=True),
        ),
        migrations.AddConstraint(
            model_name='access',
            constraint=models.CheckConstraint(condition=models.Q(('capacity', 'operator'), models.Q(('case_number', ''), ('case_public_id', None), ('is_engaged', False), ('last_meeting_on', None), ('next_visit_at', None), ('next_visit_on', None), ('referent', None), ('state', '')), _connector='OR'), name='ceiling_access_course'),
        ),
    ]
