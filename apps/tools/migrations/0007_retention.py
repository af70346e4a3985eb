from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tools", "0006_webhooks"),
    ]

    operations = [
        migrations.AlterField(
            model_name="storedfile",
            name="state",
            field=models.CharField(
                choices=[
                    ("uploading", "Uploading"),
                    ("ready", "Ready"),
                    ("deleting", "Deleting"),
                    ("deleted", "Deleted"),
                ],
                default="ready",
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="storedfile",
            index=models.Index(
                condition=models.Q(("execution__isnull", True), ("state", "deleted")),
                fields=["expires_at"],
                name="file_forgettable",
            ),
        ),
    ]
