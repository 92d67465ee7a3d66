import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import guides.models.fields


def give_states(apps, schema_editor):
    """What readers see is published; of the rest each role keeps its newest guide as its working copy.

    Nobody knows any more whether readers have seen the others, so they join no history but stay restorable.
    """
    guides = apps.get_model("guides", "Guide").objects.using(schema_editor.connection.alias)
    published = guides.filter(published_for__isnull=False)
    published.update(state="published", published_at=models.F("updated_at"))
    others = guides.filter(published_for__isnull=True)
    newest = others.order_by().values("role").annotate(newest=models.Max("pk")).values_list("newest", flat=True)
    others.exclude(pk__in=list(newest)).update(state="discarded")


class Migration(migrations.Migration):
    dependencies = [
        ("guides", "0004_handed_over_and_steps"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="guide",
            options={
                "ordering": ["title", "id"],
                "permissions": [("publish_guide", "Can publish, withdraw and restore")],
            },
        ),
        migrations.AddField(
            model_name="guide",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("review", "In review"),
                    ("published", "Published"),
                    ("discarded", "Discarded"),
                ],
                default="draft",
                editable=False,
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="guide",
            name="published_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="guide",
            name="published_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="guide",
            name="why",
            field=guides.models.fields.PlainTextField(
                blank=True,
                editable=False,
                help_text="Why it was published. Readers see it.",
                max_length=400,
            ),
        ),
        migrations.AddField(
            model_name="guide",
            name="copied_from",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="copies",
                to="guides.guide",
            ),
        ),
        migrations.CreateModel(
            name="Changeset",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("changes", models.JSONField(default=list)),
                (
                    "guide",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changeset",
                        to="guides.guide",
                    ),
                ),
            ],
            options={"ordering": ["guide_id"]},
        ),
        migrations.RunPython(give_states, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="guide",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["draft", "review"])),
                fields=("role",),
                name="guide_one_working_copy",
                violation_error_message="This role has a working copy already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="guide",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("published_at__isnull", False), ("state", "published")),
                    models.Q(
                        ("published_at__isnull", True), ("state__in", ["draft", "review", "discarded"])
                    ),
                    _connector="OR",
                ),
                name="guide_published_has_date",
                violation_error_message="A published edition, and no other, says when it was published.",
            ),
        ),
    ]
