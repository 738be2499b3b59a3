"""How gunicorn serves Shortlist under your own supervisor; reads the same settings as ``python app_main.py``.

Run it from the folder of app_main.py: ``gunicorn --config deploy/gunicorn.conf.py``.
"""

import os
import sys
from threading import Thread
from typing import Any

sys.path.insert(0, os.getcwd())  # gunicorn reads this file before it looks there itself

import commands
import settings
from api import journal
from nlp.embeddings import choose_default_embedder, default_embedder

chosen = settings.load()

wsgi_app = "app_main:create_app()"
bind = f"{chosen.host}:{chosen.port}"
# One process for each core: embedding and matching are pure computation. Threads wait for Postgres and for parsers.
workers = chosen.web_workers
threads = chosen.web_threads
worker_class = "gthread"
preload_app = False  # connections and threads do not survive a fork

timeout = 120
graceful_timeout = 30
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # a slow disk must not look like a hung worker

control_socket_disable = True
# Requests are logged by the application, without personal data; gunicorn's own access log stays off.
accesslog = None
errorlog = "-"


def on_starting(server: Any) -> None:
    """Builds the embedding model and brings the database up to date, once, before there are workers."""
    commands.prepare_model(chosen, server.log.info)
    commands.ready_database(chosen)


def post_worker_init(worker: Any) -> None:
    """Loads the embedding model beside the first requests."""
    journal.configure(chosen.log_level, chosen.log_format)
    choose_default_embedder(chosen.embedding_model, data_dir=chosen.data_dir)
    Thread(target=default_embedder, daemon=True).start()
