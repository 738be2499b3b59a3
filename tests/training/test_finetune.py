"""Fine-tuning: a tiny model learns, is loaded by the product, and a killed training ends as one that was not."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from errors import InvalidFields
from nlp.embeddings import load_embedder
from training import finetune, runs
from training.checkpoints import Checkpoint
from training.finetune import LOSSES, Options
from training.labelled_pairs import Pair, written
from training.panel import Panel
from training.text_pairs import ANSWERED, TextPair, text_pairs

ROOT = Path(__file__).resolve().parents[2]
AS_OF = "2026-01-15"


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of one random layer and the words of the fictional trades."""
    folder = tmp_path_factory.mktemp("tiny")
    words = "bread baking food safety python postgresql docker wound care patient payroll bookkeeping excel electrical wiring nurse"
    done = subprocess.run(
        [sys.executable, "-c", _MAKE, str(folder), words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return folder / "model"


@pytest.fixture
def all_pairs(tmp_path: Path, pairs: list[Pair]) -> Path:
    folder = tmp_path / "all"
    folder.mkdir()
    of_two = [pair for pair in pairs if pair.pair_id.endswith(("-Baker", "-Backend Developer"))]
    for name, content in written([replace(pair, split="train") for pair in of_two]).items():
        (folder / name).write_text(content, "utf-8")
    return folder


def weights(model: Path) -> bytes:
    (path,) = model.rglob("*.safetensors")
    return path.read_bytes()


def test_the_model_learns_from_what_the_matcher_compares(pairs: list[Pair], tiny_model: Path) -> None:
    panel = Panel(pairs[:2], load_embedder(str(tiny_model)), AS_OF)
    texts = text_pairs(panel)
    wanted = {need.text for pair in pairs[:2] for need in panel.job(pair).requirements} | {"Baker", "Backend Developer"}
    shown = {passage.text for passage in panel.resume(pairs[0]).passages} | {"Baker"}
    assert {one.wanted for one in texts} <= wanted
    assert {one.shown for one in texts} <= shown
    assert {one.label for one in texts} == {pairs[0].label, pairs[1].label}
    assert {round(one.cosine, 4) for one in texts if one.label == 1.0} == {ANSWERED}


def test_a_folder_that_holds_something_is_not_written_over(tmp_path: Path, pairs: list[Pair], tiny_model: Path) -> None:
    embedder = load_embedder(str(tiny_model))
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "mine.txt").touch()
    with (
        pytest.raises(InvalidFields, match="is there already"),
        runs.recorded("finetune", {}, model="m", home=tmp_path) as run,
    ):
        finetune.finetune(
            run,
            pairs,
            Options(),
            embedder=embedder,
            out=tmp_path / "model",
            checkpoints=tmp_path,
            resume=False,
            as_of=AS_OF,
        )


def test_texts_of_others_are_told_apart_by_the_contrastive_loss(tiny_model: Path, tmp_path: Path) -> None:
    texts = [TextPair("bread baking", "food safety", 1.0), TextPair("bread baking", "python docker", 0.0)] * 8
    options = Options(str(tiny_model), LOSSES[1], epochs=5, batch=4, rate=0.01)
    with runs.recorded("finetune", {}, model="m", home=tmp_path) as run:
        trained = finetune.train(texts, options, Checkpoint(tmp_path, {}), None, 100)[0]
        trained.save(str(run.folder / "model"))
    baker, safety, coder = load_embedder(str(run.place / "model")).embed(
        ["bread baking", "food safety", "python docker"]
    )
    assert baker @ safety > baker @ coder + 0.2


def test_a_killed_training_goes_on_and_ends_the_same(
    command: Callable[..., int],
    last_run: Callable[[str], Path],
    all_pairs: Path,
    tiny_model: Path,
    tmp_path: Path,
    pairs: list[Pair],
) -> None:
    """The one slow test: trains twice, and once more that is killed in the middle."""
    said = ["finetune", str(all_pairs), "--base", str(tiny_model), "--batch", "2", "--epochs", "4", "--rate", "0.01"]
    killed = [*said, "--as-of", AS_OF, "--runs", str(tmp_path / "runs"), "--out", str(tmp_path / "went-on")]
    process = subprocess.Popen(
        [sys.executable, "-c", _SLOWLY, *killed],
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "HF_HUB_OFFLINE": "1"},
    )
    checkpoints = tmp_path / "runs" / "checkpoints"
    try:
        _wait_for(lambda: any(checkpoints.glob("*.pt")), process)
    finally:
        process.kill()
        process.wait()
    assert not (tmp_path / "went-on").exists()
    assert command(*said, "--out", tmp_path / "went-on", "--resume") == 0
    assert list(checkpoints.glob("*.pt")) == []
    config, figures = runs.read(last_run("finetune"))
    assert figures["went_on_from_step"] == 7
    assert command(*said, "--out", tmp_path / "whole") == 0
    assert runs.read(last_run("finetune"))[1]["steps"] == figures["steps"]
    assert weights(tmp_path / "went-on") == weights(tmp_path / "whole")
    assert weights(tmp_path / "whole") != weights(tiny_model)
    assert figures["loss_last_tenth"] < figures["loss_first_tenth"]
    assert load_embedder(config["model"]).embed(["bread baking"]).shape == (1, 8)
    # Only the ads of the three other trades can tell whether this model may be used.
    (tmp_path / "fixed.jsonl").write_text(
        written([replace(pair, split="test") for pair in pairs])["pairs.jsonl"], "utf-8"
    )
    promoted = command("promote", last_run("finetune"), "--pairs", tmp_path / "fixed.jsonl") == 0
    told = runs.read(last_run("promote"))[1]
    assert (told["sets"]["pairs"]["left_out"], told["promoted"]) == (10, promoted)
    assert promoted == (told["sets"]["pairs"]["pairwise"]["gain"]["value"] >= 0)
    assert command("promote", last_run("finetune"), "--pairs", _as_test(all_pairs)) == 2


def _as_test(folder: Path) -> Path:
    path = folder / "pairs.jsonl"
    path.write_text(path.read_text("utf-8").replace('"split": "train"', '"split": "test"'), "utf-8")
    return path


def _wait_for(is_there: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    for _ in range(3000):
        if is_there():
            return
        assert process.poll() is None, "the training ended before it was killed"
        time.sleep(0.1)
    raise AssertionError("no checkpoint was written")


# The command with a checkpoint every seventh step and a long pause after it, so that it is surely killed in the middle.
_SLOWLY = """
import sys, time
from training import finetune
from training.checkpoints import Checkpoint
from training.__main__ import main
keep = Checkpoint.keep
def slowly(self, state):
    keep(self, state)
    time.sleep(30)
Checkpoint.keep = slowly
finetune.finetune.__kwdefaults__["steps_between"] = 7
sys.exit(main(sys.argv[1:]))
"""

_MAKE = """
import os, sys
os.environ["HF_HUB_OFFLINE"] = "1"
import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast
from sentence_transformers import SentenceTransformer
from sentence_transformers.models import Pooling, Transformer

folder = sys.argv[1]
words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *sys.argv[2].split()]
tokenizer = Tokenizer(models.WordLevel({word: number for number, word in enumerate(words)}, unk_token="[UNK]"))
tokenizer.normalizer = normalizers.Lowercase()
tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
PreTrainedTokenizerFast(
    tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]"
).save_pretrained(folder + "/bert")
torch.manual_seed(1)
BertModel(BertConfig(
    vocab_size=len(words), hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
    max_position_embeddings=64,
)).save_pretrained(folder + "/bert")
SentenceTransformer(modules=[Transformer(folder + "/bert", max_seq_length=64), Pooling(8)]).save(folder + "/model")
"""
