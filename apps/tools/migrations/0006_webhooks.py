import django.db.models.deletion
import django.db.models.functions.datetime
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tools', '0005_batches'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='WebhookAttempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('status_code', models.PositiveSmallIntegerField(help_text='What the receiver answered, if it did.', null=True)),
                ('error', models.CharField(blank=True, default='', max_length=300)),
                ('duration_ms', models.PositiveIntegerField()),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='WebhookDelivery',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('event_type', models.CharField(max_length=40)),
                ('subject_id', models.UUIDField(help_text='The execution or batch it tells about.')),
                ('body', models.TextField(help_text='What is signed and sent, byte for byte.')),
                ('status', models.CharField(choices=[('pending', 'Pending'), ('delivered', 'Delivered'), ('failed', 'Failed')], default='pending', max_length=10)),
                ('attempts', models.PositiveSmallIntegerField(default=0, help_text='Since it was made or replayed.')),
                ('next_attempt_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), help_text="Also the end of a sender's claim.")),
                ('give_up_at', models.DateTimeField(help_text='Then it is failed.')),
                ('claim_token', models.UUIDField(help_text='Who is sending it now.', null=True)),
                ('finished_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='WebhookEndpoint',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('url', models.CharField(max_length=2000)),
                ('description', models.CharField(blank=True, default='', max_length=200)),
                ('event_types', models.JSONField(default=list, help_text='Those it wants; none means all.')),
                ('secret', models.TextField(help_text='Encrypted; signs what is sent.')),
                ('former_secret', models.TextField(blank=True, default='', help_text='Encrypted; signs too, for a while.')),
                ('former_secret_until', models.DateTimeField(null=True)),
                ('is_enabled', models.BooleanField(default=True)),
                ('disabled_reason', models.CharField(blank=True, default='', max_length=200)),
                ('failing_since', models.DateTimeField(help_text='First failure after the last success.', null=True)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.AddField(
            model_name='webhookattempt',
            name='delivery',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tries', to='tools.webhookdelivery'),
        ),
        migrations.AddField(
            model_name='webhookendpoint',
            name='owner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='webhookdelivery',
            name='endpoint',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='deliveries', to='tools.webhookendpoint'),
        ),
        migrations.AddIndex(
            model_name='webhookendpoint',
            index=models.Index(fields=['owner', '-id'], name='webhook_owner'),
        ),
        migrations.AddIndex(
            model_name='webhookdelivery',
            index=models.Index(fields=['endpoint', '-id'], name='delivery_endpoint'),
        ),
        migrations.AddIndex(
            model_name='webhookdelivery',
            index=models.Index(fields=['finished_at'], name='delivery_finished'),
        ),
        migrations.AddIndex(
            model_name='webhookdelivery',
            index=models.Index(condition=models.Q(('status', 'pending')), fields=['next_attempt_at'], name='delivery_due'),
        ),
        migrations.AddConstraint(
            model_name='webhookdelivery',
            constraint=models.UniqueConstraint(fields=('endpoint', 'event_type', 'subject_id'), name='delivery_once'),
        ),
        migrations.AddConstraint(
            model_name='webhookdelivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'pending'), ('finished_at', None)), models.Q(models.Q(('status', 'pending'), _negated=True), ('claim_token', None), ('finished_at__isnull', False)), _connector='OR'), name='delivery_finished_when_ended'),
        ),
    ]
