"""What the search reads: columns of words, and over them the database's own full-text index."""

import django.db.models.deletion
from django.db import migrations, models

# External content: the words stand in the entries' table only, and triggers keep the index in step with it.
# The words are stems already, so the tokenizer has nothing left to do but part them.
SQLITE = [
    """
    CREATE VIRTUAL TABLE guides_searchindex USING fts5(
        title_words, body_words, guide_words, content='guides_searchentry', content_rowid='id',
        tokenize='unicode61 remove_diacritics 0', prefix='2 3 4'
    )
    """,
    """
    CREATE TRIGGER guides_searchentry_added AFTER INSERT ON guides_searchentry BEGIN
        INSERT INTO guides_searchindex(rowid, title_words, body_words, guide_words)
        VALUES (new.id, new.title_words, new.body_words, new.guide_words);
    END
    """,
    """
    CREATE TRIGGER guides_searchentry_deleted AFTER DELETE ON guides_searchentry BEGIN
        INSERT INTO guides_searchindex(guides_searchindex, rowid, title_words, body_words, guide_words)
        VALUES ('delete', old.id, old.title_words, old.body_words, old.guide_words);
    END
    """,
    """
    CREATE TRIGGER guides_searchentry_changed AFTER UPDATE ON guides_searchentry BEGIN
        INSERT INTO guides_searchindex(guides_searchindex, rowid, title_words, body_words, guide_words)
        VALUES ('delete', old.id, old.title_words, old.body_words, old.guide_words);
        INSERT INTO guides_searchindex(rowid, title_words, body_words, guide_words)
        VALUES (new.id, new.title_words, new.body_words, new.guide_words);
    END
    """,
    "INSERT INTO guides_searchindex(guides_searchindex) VALUES ('rebuild')",
]
SQLITE_BACK = [
    "DROP TRIGGER guides_searchentry_added",
    "DROP TRIGGER guides_searchentry_deleted",
    "DROP TRIGGER guides_searchentry_changed",
    "DROP TABLE guides_searchindex",
]
POSTGRESQL = [
    """
    ALTER TABLE guides_searchentry ADD COLUMN words tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', title_words), 'A')
        || setweight(to_tsvector('simple', body_words), 'B')
        || setweight(to_tsvector('simple', guide_words), 'C')
    ) STORED
    """,
    "CREATE INDEX guides_searchentry_words ON guides_searchentry USING gin (words)",
]
POSTGRESQL_BACK = ["ALTER TABLE guides_searchentry DROP COLUMN words"]


def make_index(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    for statement in SQLITE_BACK if schema_editor.connection.vendor == "sqlite" else POSTGRESQL_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("guides", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="searchentry",
            name="body_words",
            field=models.TextField(blank=True, help_text="The stems of its text."),
        ),
        migrations.AddField(
            model_name="searchentry",
            name="guide_words",
            field=models.TextField(blank=True, help_text="The stems of the titles of the guide's role."),
        ),
        migrations.AddField(
            model_name="searchentry",
            name="role",
            field=models.ForeignKey(
                blank=True,
                help_text="The role that a guide only names here. Once that role has a page, the entry is not found.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="guides.role",
            ),
        ),
        migrations.AddField(
            model_name="searchentry",
            name="title_words",
            field=models.TextField(blank=True, help_text="The stems of one name that the entry answers to."),
        ),
        migrations.AlterField(
            model_name="searchentry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("role", "Role"),
                    ("named", "Named in a guide"),
                    ("question", "Question"),
                    ("skill", "Skill or tool"),
                    ("section", "Section"),
                    ("tier", "Step of a ladder"),
                ],
                max_length=10,
            ),
        ),
        migrations.RunPython(make_index, drop_index),
    ]
