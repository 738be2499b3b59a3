from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis

from cache import FILE_ENTRIES, FileStore, Forgiving, MemoryStore, RedisStore, Rest, Store, open_redis, open_store


@pytest.fixture(params=["memory", "file", "redis"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    makers: dict[str, Callable[[], Store]] = {
        "memory": MemoryStore,
        "file": lambda: FileStore(tmp_path / "cache.json"),
        "redis": lambda: RedisStore(request.getfixturevalue("redis_url")),
    }
    return makers[request.param]()


def test_a_value_is_kept_replaced_and_dropped(store: Store) -> None:
    assert store.get("k") is None
    store.put("k", "één \ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), 60)
    assert store.get("k") == "één 😀"
    store.put("k", "two", 60)
    assert store.get("k") == "two"
    store.drop("k")
    store.drop("k")
    assert store.get("k") is None


def test_a_value_is_forgotten_after_its_time(store: Store) -> None:
    store.put("short", "x", 1)
    time.sleep(1.1)
    assert store.get("short") is None


def test_writers_in_parallel_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "cache.json"
    stores = [FileStore(path), FileStore(path)]
    threads = [threading.Thread(target=stores[n % 2].put, args=(f"k{n}", str(n), 60)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [stores[0].get(f"k{n}") for n in range(20)] == [str(n) for n in range(20)]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["cache.json", "cache.json.lock"]


def test_the_oldest_entries_make_room(tmp_path: Path) -> None:
    path = tmp_path / "cache.json"
    entry = {"value": "x", "expires": time.time() + 60}
    path.write_text(json.dumps({f"k{n}": entry for n in range(FILE_ENTRIES)}))
    store = FileStore(path)
    store.put("new", "y", 60)
    assert (store.get("k0"), store.get("k1"), store.get("new")) == (None, "x", "y")


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[1]", b'{"k": 1}', b'{"k": {"value": 1, "expires": 9e9}}', b"\xff\xfe"]
)
def test_a_broken_file_is_an_empty_one(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "cache.json"
    path.write_bytes(content)
    store = open_store(path=path)
    assert store.get("k") is None
    store.put("k", "v", 60)
    assert store.get("k") == "v"


@pytest.fixture
def silent_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(50)
        yield listener.getsockname()[1]


def test_a_dead_or_silent_server_costs_little_time_once(silent_port: int) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        dead_port = probe.getsockname()[1]
    for port in (dead_port, silent_port):
        store = open_store(f"redis://127.0.0.1:{port}/0")
        begun = time.monotonic()
        for n in range(50):
            assert store.get(f"k{n}") is None
            store.put(f"k{n}", "v", 60)
        assert time.monotonic() - begun < 0.25


def test_all_clients_of_a_silent_server_leave_it_alone_together_and_ask_again_after_a_pause(silent_port: int) -> None:
    rest = Rest(pause_s=0.3)
    clients = [open_redis(f"redis://127.0.0.1:{silent_port}/0", rest) for _ in range(2)]
    with pytest.raises(redis.TimeoutError):
        clients[0].get("k")
    for client in clients:
        with pytest.raises(redis.ConnectionError):
            client.get("k")
    time.sleep(0.3)
    with pytest.raises(redis.TimeoutError):
        clients[1].get("k")


def test_a_store_is_asked_again_after_its_pause(tmp_path: Path) -> None:
    class Broken(MemoryStore):
        is_broken = True

        def get(self, key: str) -> str | None:
            if self.is_broken:
                raise OSError
            return super().get(key)

    inner = Broken()
    store = Forgiving(inner, pause_s=0.05)
    inner.put("k", "v", 60)
    assert store.get("k") is None
    inner.is_broken = False
    assert store.get("k") is None
    time.sleep(0.06)
    assert store.get("k") == "v"
