"""Trains the embedding model on labelled pairs, step by step, so that a killed training goes on where it was.

The library's losses are used with a loop of our own: its trainer needs two more packages, and this one repeats exactly. What
a step does depends on the seed and the number of the step alone, so a training that was killed ends with the same weights as one
that was not (on the same machine, library versions and number of threads).
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from errors import InvalidFields, MissingExtra
from nlp.embeddings import Embedder
from nlp.model_store import MODEL_NAME, packaged_model
from training.checkpoints import Checkpoint
from training.labelled_pairs import FIT, Pair, fingerprint
from training.panel import Panel
from training.runs import Run
from training.text_pairs import TextPair, text_pairs

LOSSES = ("cosine", "contrastive")
MODEL_FOLDER = "model"
# What sentence-transformers' own trainer takes by default, with its usual tenth of the steps to warm up.
RATE = 2e-5
_DECAY, _WARM_UP, _LONGEST_GRADIENT = 0.01, 0.1, 1.0
_STEPS_BETWEEN = 50


@dataclass(frozen=True, slots=True)
class Options:
    """How to train; ``base`` is the default model's name or a folder, ``loss`` one of ``LOSSES``, ``rate`` the learning rate."""

    base: str = MODEL_NAME
    loss: str = "cosine"
    epochs: int = 1
    batch: int = 16
    seed: int = 0
    rate: float = RATE


def finetune(
    run: Run,
    pairs: Sequence[Pair],
    options: Options,
    *,
    embedder: Embedder,
    out: Path | None,
    checkpoints: Path,
    resume: bool,
    as_of: str,
    steps_between: int = _STEPS_BETWEEN,
) -> Path:
    """Trains a model and returns its folder, which ``nlp.embeddings.load_embedder`` loads.

    Args:
        run: The run to write into.
        pairs: What to learn from.
        options: How.
        embedder: The base model, which finds the closest texts.
        out: Where the model goes; None is the run's own folder.
        checkpoints: Folder of the states that a killed training goes on from.
        resume: Go on from the last state of a training with the same pairs and options, if there is one.
        as_of: The day that "present" means in résumés that name none.
        steps_between: Steps from one kept state to the next.

    Raises:
        InvalidFields: ``out`` holds something, or the pairs give no two texts to compare.
        MissingExtra: The base model or the library is not within reach.
    """
    if out and out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InvalidFields(f"{out} is there already; name a folder that is new or empty.")
    texts = text_pairs(Panel(pairs, embedder, as_of))
    if not texts:
        raise InvalidFields(
            "These pairs give no two texts to compare: no ad asks for anything that a résumé could show."
        )
    checkpoint = Checkpoint(
        checkpoints, asdict(options) | {"pairs": fingerprint(pairs), "texts": [asdict(one) for one in texts]}
    )
    if not resume:
        checkpoint.drop()
    state = checkpoint.last()
    began = time.monotonic()
    model, losses = train(texts, options, checkpoint, state, steps_between)
    inside = run.folder / MODEL_FOLDER
    model.save(str(inside), create_model_card=False)
    run.config["learnt_from"] = sorted({pair.job_key for pair in pairs})
    run.metrics = {
        "pairs": len(pairs),
        "text_pairs": len(texts),
        "went_on_from_step": len(state["losses"]) if state else 0,
        "seconds": round(time.monotonic() - began, 1),
        **_course(losses),
    }
    if out:
        out.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(inside, out)
    checkpoint.drop()
    run.config["model"] = str(out.resolve() if out else run.place / MODEL_FOLDER)
    return Path(run.config["model"])


def train(
    texts: Sequence[TextPair],
    options: Options,
    checkpoint: Checkpoint,
    state: Mapping[str, Any] | None,
    steps_between: int,
) -> tuple[Any, list[float]]:
    """The trained model and the loss of each step; goes on from ``state`` and keeps one every so many steps."""
    import torch

    model = base_model(options.base)
    loss = _loss(model, options.loss)
    batches = list(_batches(len(texts), options))
    optimizer = torch.optim.AdamW(model.parameters(), lr=options.rate, weight_decay=_DECAY)
    pace = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _pace(step, len(batches)))
    losses: list[float] = []
    if state:
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        pace.load_state_dict(state["pace"])
        losses = list(state["losses"])
    model.train()
    for step in tqdm(
        range(len(losses), len(batches)), desc="Training", initial=len(losses), total=len(batches), disable=None
    ):
        torch.manual_seed(options.seed * 1_000_003 + step)  # dropout: the same whether or not the training was killed
        value = loss(
            _features(model, [texts[at] for at in batches[step]]), _targets(texts, batches[step], options.loss)
        )
        optimizer.zero_grad()
        value.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), _LONGEST_GRADIENT)
        optimizer.step()
        pace.step()
        losses.append(float(value.detach()))
        if (step + 1) % steps_between == 0:
            checkpoint.keep({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "pace": pace.state_dict(), "losses": losses})  # fmt: skip
    model.eval()
    return model, losses


def base_model(name: str) -> Any:
    """The SentenceTransformer to start from.

    Raises:
        MissingExtra: It, or the library, is not within reach.
    """
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as exc:
        raise MissingExtra("Training needs sentence-transformers; run 'pip install -r requirements.txt'.") from exc
    try:
        return SentenceTransformer(str(packaged_model()) if name == MODEL_NAME else name, device="cpu")
    except (OSError, ValueError) as exc:
        raise MissingExtra(f"The model {name!r} is neither a model folder nor within reach; name a folder.") from exc


def _loss(model: Any, name: str) -> Any:
    from sentence_transformers.sentence_transformer import losses

    return losses.CosineSimilarityLoss(model) if name == "cosine" else losses.ContrastiveLoss(model)


def _batches(count: int, options: Options) -> Iterator[list[int]]:
    """The places of the texts of each step; every epoch has its own order."""
    import torch

    for epoch in range(options.epochs):
        order = torch.randperm(count, generator=torch.Generator().manual_seed(options.seed + epoch)).tolist()
        yield from (order[at : at + options.batch] for at in range(0, count, options.batch))


def _features(model: Any, texts: Sequence[TextPair]) -> list[Any]:
    return [model.preprocess([one.wanted for one in texts]), model.preprocess([one.shown for one in texts])]


def _targets(texts: Sequence[TextPair], batch: Sequence[int], loss: str) -> Any:
    """Cosines to learn, or 1 for texts of a fit and 0 for others."""
    import torch

    return torch.tensor([texts[at].cosine if loss == "cosine" else float(texts[at].label >= FIT) for at in batch])


def _pace(step: int, steps: int) -> float:
    """Part of the full rate: rises over the first tenth, then falls in a line to 0 at the end."""
    warm = max(1, int(_WARM_UP * steps))
    return min((step + 1) / warm, (steps - step) / max(1, steps - warm + 1))


def _course(losses: Sequence[float]) -> dict[str, float]:
    """How the loss fell: its mean over the first and the last tenth of the steps."""
    part = max(1, len(losses) // 10)
    first, last = (round(sum(some) / part, 6) for some in (losses[:part], losses[-part:]))
    return {"steps": len(losses), "loss_first_tenth": first, "loss_last_tenth": last}
