/**
 * Writes Python as an ML team has it: configuration, data sets, models, training, evaluation, an HTTP service and calls of
 * language models. The same text for the same number of lines. Knows nothing of Parapet.
 */

const HEAD = `"""Training and serving of the recommendation models."""
from __future__ import annotations

import argparse
import json
import logging
import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
import requests
import torch
import torch.nn as nn
from fastapi import FastAPI, HTTPException
from openai import OpenAI
from pydantic import BaseModel
from sklearn.metrics import f1_score, roc_auc_score
from torch.utils.data import DataLoader, Dataset
from transformers import AutoModel, AutoTokenizer

logger = logging.getLogger(__name__)
app = FastAPI()
client = OpenAI(api_key=os.environ["OPENAI_API_KEY"])
ROOT = Path(__file__).parent
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
`;

type Block = (n: number) => string;

const BLOCKS: readonly Block[] = [
  (n) => `
@dataclass
class TrainingConfig${n}:
    """Settings of experiment ${n}."""

    name: str = "experiment-${n}"
    learning_rate: float = ${(n % 9) + 1}e-4
    batch_size: int = ${16 + (n % 5) * 16}
    epochs: int = ${2 + (n % 7)}
    layers: list[int] = field(default_factory=lambda: [${128 + n}, 64, 32])
    checkpoint: Path = ROOT / "checkpoints" / "model_${n}.pt"

    def to_json(self) -> str:
        return json.dumps({"name": self.name, "lr": self.learning_rate, "epochs": self.epochs})
`,
  (n) => `
class InteractionDataset${n}(Dataset):
    def __init__(self, path: str, columns: list[str] | None = None) -> None:
        frame = pd.read_parquet(path)
        self.columns = columns or [c for c in frame.columns if c.startswith("feature_")]
        self.features = frame[self.columns].to_numpy(dtype=np.float32)
        self.labels = frame["label_${n}"].to_numpy(dtype=np.float32)
        logger.info("loaded %d rows from %s", len(self.labels), path)

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        return torch.from_numpy(self.features[index]), torch.tensor(self.labels[index])
`,
  (n) => `
class Scorer${n}(nn.Module):
    def __init__(self, config: TrainingConfig${n - (n % 8)}, inputs: int) -> None:
        super().__init__()
        sizes = [inputs, *config.layers]
        layers: list[nn.Module] = []
        for before, after in zip(sizes, sizes[1:]):
            layers += [nn.Linear(before, after), nn.ReLU(), nn.Dropout(0.${n % 5}1)]
        self.body = nn.Sequential(*layers)
        self.head = nn.Linear(sizes[-1], 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        hidden = self.body(x)
        return torch.sigmoid(self.head(hidden)).squeeze(-1)
`,
  (n) => `
def train_${n}(model: nn.Module, loader: DataLoader, epochs: int, rate: float) -> dict[str, float]:
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate)
    loss_function = nn.BCELoss()
    history: dict[str, float] = {}
    for epoch in range(epochs):
        total = 0.0
        for step, (batch, target) in enumerate(loader):
            optimizer.zero_grad()
            output = model(batch.to(DEVICE))
            loss = loss_function(output, target.to(DEVICE))
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
            optimizer.step()
            total += loss.item()
            if step % 100 == ${n % 100}:
                logger.debug("epoch %d step %d loss %.4f", epoch, step, loss.item())
        history[f"epoch_{epoch}"] = total / max(1, len(loader))
    torch.save(model.state_dict(), ROOT / f"model_${n}.pt")
    return history
`,
  (n) => `
def evaluate_${n}(model: nn.Module, loader: DataLoader) -> dict[str, float]:
    model.eval()
    scores: list[float] = []
    labels: list[float] = []
    with torch.no_grad():
        for batch, target in loader:
            scores.extend(model(batch.to(DEVICE)).cpu().tolist())
            labels.extend(target.tolist())
    predicted = [1.0 if score > 0.5 else 0.0 for score in scores]
    report = {"auc": roc_auc_score(labels, scores), "f1": f1_score(labels, predicted)}
    with open(ROOT / "reports" / "run_${n}.json", "w", encoding="utf-8") as file:
        json.dump(report, file, indent=2)
    return report
`,
  (n) => `
def restore_${n}(path: str) -> nn.Module:
    state = torch.load(path, map_location=DEVICE${n % 3 === 0 ? '' : ', weights_only=True'})
    scaler = joblib.load(ROOT / "scaler_${n}.joblib")
    encoder = AutoModel.from_pretrained("example/encoder-${n}", revision="${'0123456789abcdef'.repeat(3).slice(0, 40)}")
    tokenizer = AutoTokenizer.from_pretrained("example/encoder-${n}"${n % 2 ? '' : ', trust_remote_code=True'})
    model = nn.Linear(encoder.config.hidden_size, 1)
    model.load_state_dict(state)
    logger.info("restored %s with %s and %s", path, type(scaler).__name__, tokenizer.name_or_path)
    return model
`,
  (n) => `
class Request${n}(BaseModel):
    user: str
    items: list[int]
    text: str = ""


@app.post("/score/${n}")
def score_${n}(request: Request${n}) -> dict[str, float]:
    if not request.items:
        raise HTTPException(status_code=422, detail="no items")
    features = np.array([hash((request.user, item)) % 1000 for item in request.items], dtype=np.float32)
    answer = requests.get("https://features.example.com/user", params={"id": request.user}, timeout=5)
    weights = np.array(answer.json().get("weights", [1.0]))
    return {str(item): float(value * weights.mean()) for item, value in zip(request.items, features)}
`,
  (n) => `
def explain_${n}(question: str, documents: list[str]) -> str:
    context = "\\n".join(document[:500] for document in documents[:${5 + (n % 4)}])
    completion = client.chat.completions.create(
        model="gpt-4o-mini",
        messages=[
            {"role": "system", "content": "Answer from the context only."},
            {"role": "user", "content": f"{context}\\n\\n{question}"},
        ],
        max_tokens=${200 + n},
    )
    text = completion.choices[0].message.content or ""
    if text.startswith("{"):
        parsed = json.loads(text)
        return str(parsed.get("answer", ""))
    return text.strip()


def export_${n}(name: str) -> None:
    target = ROOT / "exports" / f"{name}-${n}.tar.gz"
    subprocess.run(["tar", "-czf", str(target), "checkpoints"], check=True)
`,
];

const TAIL = `

def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", default="config.json")
    arguments = parser.parse_args()
    logger.info("started with %s", arguments.config)


if __name__ == "__main__":
    main()
`;

function lineCount(text: string): number {
  return text.split('\n').length;
}

/** A program of about `lines` lines: the first that is not shorter. */
export function program(lines: number): string {
  let text = HEAD;
  for (let n = 0; lineCount(text) + lineCount(TAIL) < lines; n++)
    text += `\n${BLOCKS[n % BLOCKS.length]?.(n) ?? ''}`;
  return text + TAIL;
}
