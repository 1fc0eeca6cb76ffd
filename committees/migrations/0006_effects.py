import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0016_beyond_the_maximum'),
        ('committees', '0005_papers'),
        ('partners', '0010_guest_audiences'),
    ]

    operations = [
        migrations.CreateModel(
            name='DecisionEffect',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('open_accompaniment', 'ouvrir l’accompagnement'), ('renew_beyond', 'prolonger l’accompagnement'), ('suspend', 'suspendre l’accompagnement'), ('suspend_litigation', 'noter la suspension de la procédure'), ('present_again', 'représenter la demande'), ('end', 'terminer l’accompagnement')], max_length=20)),
                ('starts_on', models.DateField(null=True)),
                ('until_on', models.DateField(null=True)),
                ('created_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, choices=[('carried_out', 'fait'), ('dropped', 'sans suite')], max_length=12)),
                ('made_id', models.BigIntegerField(null=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='partners.audience')),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='cases.case')),
                ('done_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='partners.audience')),
                ('household', models.ForeignKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='cases.household')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='committees.agendaitem')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='partners.audience')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='committees.session')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='committees.presentationsheet')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('item', 'author'), name='effect_once'), models.CheckConstraint(condition=models.Q(models.Q(('done_at', None), ('outcome', '')), models.Q(('done_at__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='effect_ended_has_outcome')],
            },
        ),
    ]
