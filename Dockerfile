# Serves the site on port 8000. Settings come from the environment; README.md lists them, docs/deployment.md uses it.

FROM python:3.11-slim-bookworm AS packages
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /build
COPY requirements.txt ./
# The image has no pip of its own: this one stays behind.
RUN python -m venv --without-pip /venv \
    && python -m pip --python /venv/bin/python install --quiet --require-hashes -r requirements.txt

FROM python:3.11-slim-bookworm AS site
ENV PATH=/venv/bin:$PATH
WORKDIR /app
COPY --from=packages /venv /venv
COPY . .
# Collecting files needs a key, but keeps none: the real one comes with the container.
RUN SECRET_KEY=only-for-collecting-static-files-while-building python manage.py collectstatic --no-input --verbosity 0 \
    && python -m compileall -q /app

FROM python:3.11-slim-bookworm
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
# The only folder that is written to: a SQLite file, if there is no PostgreSQL.
RUN install --directory --owner 10001 --group 10001 /data
WORKDIR /app
COPY --from=packages /venv /venv
COPY --from=site /app /app
USER 10001:10001
ENV LISTEN=0.0.0.0:8000 DATABASE_URL=sqlite:////data/careerguide.sqlite3 PAGES_ROOT=/data/pages
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s CMD ["python", "-m", "careerguide.alive"]
CMD ["python", "-m", "careerguide.serve"]
