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
RUN useradd --system --uid 10001 samband
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH SAMBAND_HOST=0.0.0.0
USER samband
EXPOSE 8000
CMD ["samband", "serve"]
