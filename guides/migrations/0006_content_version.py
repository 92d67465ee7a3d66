from django.db import migrations, models


def make_the_row(apps, schema_editor):
    apps.get_model("guides", "ContentVersion").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [
        ("guides", "0005_editions"),
    ]

    operations = [
        migrations.CreateModel(
            name="ContentVersion",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                (
                    "number",
                    models.PositiveBigIntegerField(
                        default=1,
                        help_text="Grows with whatever changes a public page, in the same transaction.",
                    ),
                ),
                (
                    "floor",
                    models.PositiveBigIntegerField(
                        default=0,
                        help_text="The number at which something was last taken from readers: no page that was made before is shown again, whatever happens.",
                    ),
                ),
                (
                    "next_at",
                    models.DateTimeField(
                        help_text="When something is next published or withdrawn.", null=True
                    ),
                ),
                (
                    "next_withdraws_at",
                    models.DateTimeField(help_text="When something is next withdrawn.", null=True),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pk", 1)),
                        name="content_version_is_one_row",
                        violation_error_message="There is one content version.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("floor__lte", models.F("number"))),
                        name="content_version_floor_is_reached",
                        violation_error_message="Nothing was taken from readers at a number that is still to come.",
                    ),
                ],
            },
        ),
        migrations.RunPython(make_the_row, migrations.RunPython.noop),
    ]
