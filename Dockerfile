# The patch release of the base follows the tag: rebuild to get it.
FROM python:3.13-slim-trixie AS build
WORKDIR /src
RUN python -m venv --without-pip /opt/samband
COPY requirements.lock ./
RUN pip --python /opt/samband/bin/python install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY data data
COPY schema schema
COPY service service
RUN pip --python /opt/samband/bin/python install --no-cache-dir --no-build-isolation --no-deps . \
    && pip --python /opt/samband/bin/python uninstall --yes setuptools

FROM python:3.13-slim-trixie
LABEL org.opencontainers.image.title="Samband" \
      org.opencontainers.image.description="Partnerships between municipalities as a network over time, over GraphQL" \
      org.opencontainers.image.version="0.2.0" \
      org.opencontainers.image.licenses="MIT"
RUN groupadd --system --gid 10001 samband \
    && useradd --system --uid 10001 --gid samband --no-create-home samband \
    && install --directory --owner=samband --group=samband --mode=0750 /var/lib/samband
COPY --from=build /opt/samband /opt/samband
ENV PATH=/opt/samband/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    SAMBAND_HOST=0.0.0.0 \
    DATABASE_URL=sqlite:////var/lib/samband/samband.db
WORKDIR /var/lib/samband
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request; port = os.environ.get('SAMBAND_PORT', ''); urllib.request.urlopen('http://127.0.0.1:' + (port if port.isdigit() else '8000') + '/health', timeout=3)"]
CMD ["samband", "serve"]
