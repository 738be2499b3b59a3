"""Embedding models that somebody else chose: found by name or folder, told apart by their files, refused in a sentence."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from errors import MissingExtra
from nlp import model_store
from nlp.embeddings import load_embedder, prompt_of
from nlp.model_store import digest_of

Make = Callable[..., Path]
TEXTS = ["Wrote services in Python", "", "Memimpin tim perawat", "Cooked for 200 guests", "数据分析师", "a\ud800b"]


@pytest.fixture(scope="module")
def folder(static_model: Make) -> Path:
    return static_model("plain")


@pytest.mark.parametrize("dimensions", [32, 768, 1024])
def test_vectors_of_any_length_are_unit_vectors_of_their_text_alone(
    static_model: Make, tmp_path: Path, dimensions: int
) -> None:
    embedder = load_embedder(str(static_model("sized", dimensions)), data_dir=tmp_path)
    vectors = embedder.embed(TEXTS)
    assert vectors.shape == (len(TEXTS), dimensions) == (len(TEXTS), embedder.dimensions)
    assert np.allclose(np.linalg.norm(vectors, axis=1), [1, 0, 1, 1, 1, 1], atol=2e-3)
    assert np.array_equal(vectors, vectors.astype(np.float16).astype(np.float32))
    assert all(np.array_equal(embedder.embed([text])[0], vector) for text, vector in zip(TEXTS, vectors, strict=True))
    assert embedder.embed([]).shape == (0, dimensions)


def test_a_folder_may_be_named_absolutely_relatively_and_from_home(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)
    monkeypatch.setenv("HOME", str(folder.parent))
    for name in (str(folder), "plain", "./plain", "~/plain"):
        embedder = load_embedder(name, data_dir=tmp_path)
        assert embedder.name == name
        assert embedder.identity == f"plain@{digest_of(folder, tmp_path)}"


def test_no_progress_bar_is_shown(folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    load_embedder(str(folder), data_dir=tmp_path).embed(TEXTS)
    assert "it/s" not in "".join(capfd.readouterr())


def test_the_words_that_a_model_wants_before_every_text_count(static_model: Make, tmp_path: Path) -> None:
    plain = load_embedder(str(static_model("none")), data_dir=tmp_path)
    prompts = {"query": "query: ", "passage": "passage: "}
    both = load_embedder(str(static_model("both", prompts=prompts)), data_dir=tmp_path)
    chosen = load_embedder(str(static_model("chosen", prompts=prompts, default="passage")), data_dir=tmp_path)
    assert np.array_equal(both.embed(["Flask"]), plain.embed(["query: Flask"]))
    assert np.array_equal(chosen.embed(["Flask"]), plain.embed(["passage: Flask"]))
    assert not both.embed([" "]).any()
    assert len({plain.identity[-12:], both.identity[-12:], chosen.identity[-12:]}) == 3


def test_a_prompt_for_one_side_alone_is_left_out() -> None:
    assert prompt_of({"query": "Represent this: ", "passage": ""}, None) is None
    assert prompt_of({"query": "", "document": ""}, None) is None
    assert prompt_of({}, None) is None
    assert prompt_of({"query": "q: ", "document": "d: "}, None) == "q: "
    assert prompt_of({"sts": "Compare: "}, "sts") == "Compare: "


@pytest.mark.parametrize("missing", ["model.safetensors", "tokenizer.json", "modules.json"])
def test_a_folder_that_lacks_a_file_is_refused_in_a_sentence(folder: Path, tmp_path: Path, missing: str) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    (copy / missing).unlink()
    with pytest.raises(MissingExtra, match="its folder lacks files or holds damaged ones"):
        load_embedder(str(copy), data_dir=tmp_path)


def test_a_damaged_file_of_weights_is_refused_in_a_sentence(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    os.truncate(copy / "model.safetensors", 1000)
    with pytest.raises(MissingExtra, match="its folder lacks files or holds damaged ones"):
        load_embedder(str(copy), data_dir=tmp_path)


def test_a_model_with_code_of_its_own_is_refused_and_none_of_it_runs(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    module = [{"idx": 0, "name": "0", "path": "", "type": "own.Model"}]
    (copy / "modules.json").write_text(json.dumps(module))
    (copy / "own.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\nclass Model: pass\n")
    with pytest.raises(MissingExtra, match="brings program code of its own"):
        load_embedder(str(copy), data_dir=tmp_path)
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("name", ["./nowhere", "/no/such/folder", "~/no-such-folder"])
def test_a_path_without_a_folder_is_not_looked_up_on_the_hub(name: str, tmp_path: Path) -> None:
    with pytest.raises(MissingExtra, match="neither a model folder nor within reach"):
        load_embedder(name, data_dir=tmp_path)


def test_other_weights_or_settings_under_the_same_name_are_another_model(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "here" / "plain"
    shutil.copytree(folder, copy)
    first = digest_of(copy, tmp_path)
    assert first == digest_of(folder, tmp_path)
    (copy / "README.md").write_text("Nothing that counts.")
    assert digest_of(copy, tmp_path) == first
    data = bytearray((copy / "model.safetensors").read_bytes())
    data[-1] ^= 1
    (copy / "model.safetensors").write_bytes(data)
    second = digest_of(copy, tmp_path)
    (copy / "config_sentence_transformers.json").write_text(
        '{"prompts": {"query": "q: "}, "default_prompt_name": "query"}'
    )
    assert len({first, second, digest_of(copy, tmp_path)}) == 3


def test_files_that_did_not_change_are_not_read_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = digest_of(folder, tmp_path)
    monkeypatch.setattr(model_store, "sha256_of", lambda path: pytest.fail(f"{path.name} was read again"))
    assert digest_of(folder, tmp_path) == first
    monkeypatch.undo()
    (tmp_path / "models" / "digests.json").write_text("[broken")
    assert digest_of(folder, tmp_path) == first
