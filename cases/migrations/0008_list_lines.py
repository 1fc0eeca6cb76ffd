"""What a list says of a case, and what a name is made of, stand where lists begin (docs/adr/0018)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0007_list_indexes'),
        ('partners', '0004_second_factors_are_encrypted'),
    ]

    operations = [
        migrations.AddField(
            model_name='access',
            name='is_engaged',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='access',
            name='last_meeting_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='access',
            name='next_visit_at',
            field=models.TimeField(null=True),
        ),
        migrations.AddField(
            model_name='access',
            name='referent',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='partners.membership'),
        ),
        migrations.AddField(
            model_name='access',
            name='state',
            field=models.CharField(blank=True, choices=[('reaching', 'aller vers'), ('engaged', 'engagé'), ('suspended', 'suspendu'), ('ended', 'terminé'), ('follow_up', 'veille'), ('archived', 'archivé')], default='', max_length=12),
        ),
        migrations.AddField(
            model_name='personaccess',
            name='called',
            field=models.JSONField(null=True),
        ),
        migrations.AddConstraint(
            model_name='access',
            constraint=models.CheckConstraint(condition=models.Q(('capacity', 'operator'), models.Q(('is_engaged', False), ('last_meeting_on', None), ('next_visit_at', None), ('next_visit_on', None), ('referent', None), ('state', '')), _connector='OR'), name='ceiling_access_course'),
        ),
    ]
