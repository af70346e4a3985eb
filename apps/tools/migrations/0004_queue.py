from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tools', '0003_previews'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='toolexecution',
            name='execution_pending',
        ),
        migrations.AddField(
            model_name='toolexecution',
            name='deadline_at',
            field=models.DateTimeField(help_text='When it is given up if no worker has taken it.', null=True),
        ),
        migrations.AddField(
            model_name='toolexecution',
            name='turn',
            field=models.BigIntegerField(db_default=0, default=0, help_text='Lower runs first of one priority: owners take turns.'),
        ),
        migrations.AddIndex(
            model_name='toolexecution',
            index=models.Index(condition=models.Q(('status', 'pending')), fields=['priority', 'turn', 'id'], name='execution_queue'),
        ),
        migrations.AddIndex(
            model_name='toolexecution',
            index=models.Index(condition=models.Q(('status', 'pending')), fields=['owner', 'turn'], name='execution_turns'),
        ),
        migrations.AddIndex(
            model_name='toolexecution',
            index=models.Index(condition=models.Q(('status', 'pending')), fields=['deadline_at'], name='execution_deadlines'),
        ),
        migrations.AddIndex(
            model_name='toolexecution',
            index=models.Index(fields=['finished_at'], name='execution_finished'),
        ),
    ]
