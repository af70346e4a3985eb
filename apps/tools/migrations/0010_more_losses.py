from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tools', '0009_file_indexes'),
    ]

    operations = [
        migrations.AlterField(
            model_name='toolexecution',
            name='max_lost',
            field=models.PositiveSmallIntegerField(default=8),
        ),
    ]
