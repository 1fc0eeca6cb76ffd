

import django.contrib.postgres.functions
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('asker_id', models.BigIntegerField(db_index=True)),
                ('kind', models.CharField(max_length=40)),
                ('title', models.CharField(max_length=160, verbose_name='titre')),
                ('template', models.CharField(max_length=120)),
                ('snapshot', models.JSONField(default=dict)),
                ('case_id', models.BigIntegerField(null=True)),
                ('state', models.CharField(choices=[('waiting', 'en attente'), ('ready', 'prêt'), ('refused', 'refusé')], default='waiting', max_length=8)),
                ('progress', models.PositiveSmallIntegerField(default=0)),
                ('refusal', models.CharField(blank=True, max_length=200)),
                ('content', models.BinaryField(null=True)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow())),
                ('finished_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='JobSlot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('job', models.CharField(max_length=60)),
                ('slot', models.CharField(max_length=40)),
                ('done_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow())),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('job', 'slot'), name='job_slot_once')],
            },
        ),
        migrations.CreateModel(
            name='Outbox',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('task', models.CharField(max_length=80)),
                ('asker_membership_id', models.BigIntegerField(null=True)),
                ('asker_person_id', models.BigIntegerField(null=True)),
                ('capacity', models.CharField(blank=True, max_length=20)),
                ('subject_id', models.BigIntegerField(null=True)),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow())),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow())),
                ('done_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, max_length=40)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('done_at', None)), fields=['next_at'], name='outbox_waiting')],
            },
        ),
    ]
