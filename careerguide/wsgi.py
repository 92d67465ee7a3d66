import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from careerguide import store

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careerguide.settings")
site = get_wsgi_application()
# While one works on the code or a template, every page is made anew.
application = site if settings.DEBUG else store.before(site)
