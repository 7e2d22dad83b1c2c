# One image for web and worker: `docker run … web` or `… worker` (see compose.yaml).
FROM python:3.11-slim-bookworm AS build
WORKDIR /app
RUN python -m venv /venv
COPY requirements.txt .
RUN /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /data --create-home studio
COPY --from=build /venv /venv
WORKDIR /app
COPY manage.py pyproject.toml ./
COPY providers providers
COPY studio studio
COPY templates templates
COPY static static
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=studio.settings STUDIO_DATA=/data STUDIO_STATIC=/app/staticfiles PORT=8000
RUN python -m compileall -q providers studio \
    && STUDIO_DATA=/tmp/build python manage.py prepare --static-only && rm -rf /tmp/build
USER studio
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=40s CMD ["python", "manage.py", "healthcheck"]
ENTRYPOINT ["python", "manage.py"]
CMD ["serve"]
