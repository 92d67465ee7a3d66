import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careerguide.settings")
django_application = get_wsgi_application()

from careerguide.due import DueFirst  # noqa: E402, as it needs Django set up

application = DueFirst(django_application)
