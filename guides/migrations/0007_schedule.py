import django.db.models.deletion
import guides.models.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('guides', '0006_content_version'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Schedule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('set_at', models.DateTimeField()),
                ('why', guides.models.fields.PlainTextField(blank=True, max_length=400)),
                ('seen', models.CharField(blank=True, help_text='The version of the working copy that he looked at.', max_length=60)),
                ('put_aside', models.TextField(blank=True, help_text='Why it is not done at its time, if so.')),
                ('by', models.ForeignKey(help_text='Who set it, as whom it is done; nobody, once the account is deleted.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('guide', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='schedule', to='guides.guide')),
                ('role', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='schedules', to='guides.role')),
            ],
            options={
                'ordering': ['at', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('guide__isnull', True)), fields=('role',), name='schedule_one_withdrawal', violation_error_message='A time for the withdrawal of this role is set already.')],
            },
        ),
    ]
