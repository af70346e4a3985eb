FROM python:3.11-slim-bookworm AS build
WORKDIR /app
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
RUN pip install --no-cache-dir uv
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev --all-extras

FROM python:3.11-slim-bookworm
# What tools look for on PATH; without them these tools say that they are unavailable, and why.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        fonts-dejavu-core \
        libreoffice-calc-nogui \
        libreoffice-impress-nogui \
        libreoffice-writer-nogui \
        tesseract-ocr \
    && rm -rf /var/lib/apt/lists/*

RUN useradd --uid 10001 --home-dir /data --shell /usr/sbin/nologin magictoolbox \
    && install --directory --owner=magictoolbox --group=magictoolbox --mode=0700 /data
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DATA_DIR=/data
COPY --from=build /app/.venv .venv
COPY LICENSE manage.py pyproject.toml ./
COPY apps apps
COPY common common
RUN python -m compileall -q apps common
ENV PYTHONDONTWRITEBYTECODE=1

USER 10001
VOLUME /data
EXPOSE 8000
# The Host header is the public one, because no other is answered.
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s CMD ["python", "-c", "import os, urllib.request as web; \
    host = os.environ['PUBLIC_URL'].split('//')[1]; \
    web.urlopen(web.Request('http://127.0.0.1:8000/ready', headers={'Host': host}), timeout=8)"]
# Needs PUBLIC_URL, the address that people use: docker run -e PUBLIC_URL=http://127.0.0.1:8000 -p 127.0.0.1:8000:8000 …
CMD ["python", "manage.py", "serve", "--host", "0.0.0.0", "--port", "8000"]
