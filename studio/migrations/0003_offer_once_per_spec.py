from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("studio", "0002_search")]

    operations = [
        migrations.RemoveConstraint(model_name="offer", name="offer_once"),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.UniqueConstraint(
                fields=("vendor", "model", "upstream", "spec_key"), name="offer_once"
            ),
        ),
    ]
