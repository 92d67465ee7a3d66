import django.db.models.deletion
import guides.models.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('guides', "0008_merged_and_deleted_roles"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PreviewLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('note', guides.models.fields.PlainCharField(help_text='Who gets it. Only editors see this.', max_length=120, verbose_name='for whom')),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('guide', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='preview_links', to='guides.guide')),
            ],
            options={
                'ordering': ['-created_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Presence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('seen_at', models.DateTimeField(db_index=True)),
                ('guide', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='guides.guide')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['since', 'id'],
                'constraints': [models.UniqueConstraint(fields=('guide', 'user'), name='presence_once')],
            },
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(choices=[('page', 'The whole page'), ('pay', 'Pay'), ('section', 'Section'), ('question', 'Question'), ('tier', 'Step')], max_length=10)),
                ('slug', guides.models.fields.SlugField(blank=True, max_length=80)),
                ('name', guides.models.fields.PlainCharField(max_length=150)),
                ('text', guides.models.fields.PlainTextField(max_length=2000)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('done_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('guide', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='guides.guide')),
                ('link', models.ForeignKey(help_text='Empty for editors.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='guides.previewlink')),
            ],
            options={
                'ordering': ['created_at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('text', ''), _negated=True)), name='comment_has_name_and_text', violation_error_message='A comment needs a name and a text.'), models.CheckConstraint(condition=models.Q(models.Q(('part__in', ['page', 'pay']), ('slug', '')), models.Q(('part__in', ['section', 'question', 'tier']), models.Q(('slug', ''), _negated=True)), _connector='OR'), name='comment_names_its_part', violation_error_message='A comment on a part names it; one on the whole page does not.')],
            },
        ),
    ]
