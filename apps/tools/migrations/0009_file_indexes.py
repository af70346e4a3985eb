import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tools', '0008_list_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='storedfile',
            name='execution',
            field=models.ForeignKey(db_index=False, help_text='What made it.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='outputs', to='tools.toolexecution'),
        ),
        migrations.AddIndex(
            model_name='storedfile',
            index=models.Index(condition=models.Q(('execution__isnull', False)), fields=['execution'], name='file_outputs'),
        ),
        migrations.AddIndex(
            model_name='storedfile',
            index=models.Index(condition=models.Q(('kind', 'preview')), fields=['execution'], name='file_previews'),
        ),
    ]
