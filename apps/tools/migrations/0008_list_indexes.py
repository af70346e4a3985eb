import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tools', '0007_retention'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='toolexecution',
            name='execution_owner',
        ),
        migrations.RemoveIndex(
            model_name='toolexecution',
            name='execution_owner_status',
        ),
        migrations.AlterField(
            model_name='executionevent',
            name='execution',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='events', to='tools.toolexecution'),
        ),
        migrations.AlterField(
            model_name='executionevent',
            name='owner',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='executioninput',
            name='execution',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='input_links', to='tools.toolexecution'),
        ),
        migrations.AlterField(
            model_name='storedfile',
            name='owner',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='toolexecution',
            name='owner',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='toolexecution',
            name='retry_of',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='tools.toolexecution'),
        ),
        migrations.AddIndex(
            model_name='toolexecution',
            index=models.Index(condition=models.Q(('deleted_at', None), ('unlisted', False)), fields=['owner', '-id'], name='execution_visible'),
        ),
        migrations.AddIndex(
            model_name='toolexecution',
            index=models.Index(condition=models.Q(('deleted_at', None), ('unlisted', False)), fields=['owner', 'status', '-id'], name='execution_visible_status'),
        ),
        migrations.AddIndex(
            model_name='toolexecution',
            index=models.Index(condition=models.Q(('deleted_at', None), ('unlisted', False)), fields=['owner', 'tool', '-id'], name='execution_visible_tool'),
        ),
        migrations.AddIndex(
            model_name='toolexecution',
            index=models.Index(condition=models.Q(('batch__isnull', False)), fields=['batch', '-id'], name='execution_batch_newest'),
        ),
        migrations.AddIndex(
            model_name='toolexecution',
            index=models.Index(condition=models.Q(('retry_of__isnull', False)), fields=['retry_of'], name='execution_retries'),
        ),
    ]
