"""How gunicorn serves Shortlist; reads the same HOST, PORT, WEB_WORKERS and WEB_THREADS as ``app_main.py``."""

import os

wsgi_app = "app_main:create_app()"
bind = f"{os.environ.get('HOST') or '127.0.0.1'}:{os.environ.get('PORT') or '5000'}"

# Embedding and matching keep a core busy, so: one process a core. Threads wait for Postgres and for parsers.
workers = int(os.environ.get("WEB_WORKERS") or os.cpu_count() or 1)
threads = int(os.environ.get("WEB_THREADS") or 8)
worker_class = "gthread"
# Each process opens its own connections and pools after the fork.
preload_app = False

timeout = 120
graceful_timeout = 30
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # a slow disk must not look like a hung worker

# Requests are logged by the application, without personal data; gunicorn's own access log stays off.
accesslog = None
errorlog = "-"
