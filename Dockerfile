# Serves the site on port 8000. Settings come from the environment; README.md lists them.

FROM python:3.11-slim AS packages
COPY requirements.txt .
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt

FROM python:3.11-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
# /data is for a SQLite file and for finished pages.
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin careerguide \
    && install --directory --owner careerguide /data
WORKDIR /app
COPY --from=packages /venv /venv
COPY . .
# Collecting files needs a key, but keeps none: the real one comes with the container.
RUN SECRET_KEY=only-for-collecting-static-files-while-building python manage.py collectstatic --no-input --verbosity 0

USER 10001
ENV DATABASE_URL=sqlite:////data/careerguide.sqlite3 PAGES_ROOT=/data/pages
VOLUME /data
EXPOSE 8000
# The probe asks as a reader's proxy would, so that ALLOWED_HOSTS and the redirect to https let it through.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "-c", "\
import os, urllib.request as r; \
host = os.environ.get('SITE_URL', 'http://127.0.0.1:8000').split('//')[1].rstrip('/'); \
r.urlopen(r.Request('http://127.0.0.1:8000/livez', headers={'Host': host, 'X-Forwarded-Proto': 'https'}), timeout=4)"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "1", \
     "--blocking-threads", "4", "--no-ws", "--workers-kill-timeout", "10", \
     "--log-level", "warning", "careerguide.wsgi:application"]
