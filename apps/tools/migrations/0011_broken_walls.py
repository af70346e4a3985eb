from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tools', '0010_more_losses'),
    ]

    operations = [
        migrations.AddField(
            model_name='workernode',
            name='broken_walls',
            field=models.TextField(blank=True, db_default='', default='', help_text='What a run could do that this tier rules out.'),
        ),
    ]
