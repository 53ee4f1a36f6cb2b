FROM python:3.13-slim AS build
WORKDIR /app
COPY requirements.lock ./
RUN python -m venv .venv && .venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY data data
COPY schema schema
COPY service service
RUN .venv/bin/pip install --no-cache-dir --no-build-isolation --no-deps -e .

FROM python:3.13-slim
RUN groupadd --system --gid 10001 samband && useradd --system --uid 10001 --gid samband samband
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 SAMBAND_HOST=0.0.0.0
USER 10001:10001
EXPOSE 8000
CMD ["samband", "serve"]
