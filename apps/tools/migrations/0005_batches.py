import django.db.models.deletion
import django.db.models.functions.datetime
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tools', '0004_queue'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('tool', models.CharField(max_length=60)),
                ('options', models.JSONField(default=dict)),
                ('secrets', models.TextField(blank=True, default='', help_text='Encrypted options, while an archive is expanded.')),
                ('secret_names', models.JSONField(default=list, help_text='The options that were secret.')),
                ('metadata', models.JSONField(default=dict)),
                ('total', models.PositiveIntegerField(default=0, help_text='Executions, once they are known.')),
                ('remaining', models.PositiveIntegerField(default=0, help_text='Executions that have not ended.')),
                ('is_expanded', models.BooleanField(default=True, help_text='Whether all executions are there.')),
                ('error_code', models.CharField(blank=True, default='', max_length=30)),
                ('error_detail', models.CharField(blank=True, default='', max_length=1000)),
                ('idempotency_key', models.CharField(max_length=200, null=True)),
                ('request_hash', models.CharField(blank=True, default='', max_length=64)),
                ('request_id', models.CharField(blank=True, default='', max_length=64)),
                ('cancel_requested_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('expires_at', models.DateTimeField(help_text='When its files go.')),
                ('deleted_at', models.DateTimeField(help_text='Hidden by its owner.', null=True)),
            ],
        ),
        migrations.AddField(
            model_name='batch',
            name='expansion',
            field=models.ForeignKey(help_text='Takes the files out of the archive.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='tools.toolexecution'),
        ),
        migrations.AddField(
            model_name='batch',
            name='owner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='batch',
            index=models.Index(fields=['owner', '-id'], name='batch_owner'),
        ),
        migrations.AddIndex(
            model_name='batch',
            index=models.Index(condition=models.Q(('is_expanded', False)), fields=['id'], name='batch_expanding'),
        ),
        migrations.AddIndex(
            model_name='batch',
            index=models.Index(fields=['finished_at'], name='batch_finished'),
        ),
        migrations.AddConstraint(
            model_name='batch',
            constraint=models.UniqueConstraint(fields=('owner', 'idempotency_key'), name='batch_idempotency'),
        ),
        migrations.AddConstraint(
            model_name='batch',
            constraint=models.CheckConstraint(condition=models.Q(('remaining__lte', models.F('total'))), name='batch_remaining_bounded'),
        ),
        migrations.AddConstraint(
            model_name='batch',
            constraint=models.CheckConstraint(condition=models.Q(('finished_at', None), models.Q(('is_expanded', True), ('remaining', 0), ('secrets', '')), _connector='OR'), name='batch_finished_is_whole'),
        ),
        # The column stays as it is; only what the models say about it changes.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField(
                    model_name='toolexecution',
                    name='batch_id',
                ),
                migrations.AddField(
                    model_name='toolexecution',
                    name='batch',
                    field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='executions', to='tools.batch'),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name='toolexecution',
            index=models.Index(condition=models.Q(('batch__isnull', False)), fields=['batch', 'status'], name='execution_batch'),
        ),
    ]
