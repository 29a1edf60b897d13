"""A small model service with the holes that Parapet finds. Do not deploy it."""

import os
import pickle

import torch
from fastapi import FastAPI, Request
from openai import OpenAI
from transformers import AutoModelForSequenceClassification, AutoTokenizer

app = FastAPI()
client = OpenAI(api_key="corp-gateway-7Qx9vLm2Rt8Kp4Zw")

MODEL = os.environ.get("MODEL_ID", "acme/sentiment")
tokenizer = AutoTokenizer.from_pretrained("acme/sentiment")
encoder = AutoModelForSequenceClassification.from_pretrained("acme/sentiment", trust_remote_code=True)
encoder.load_state_dict(torch.load("artifacts/head.pt"))

with open("artifacts/churn.pkl", "rb") as f:
    churn = pickle.load(f)


@app.post("/predict")
async def predict(request: Request):
    data = await request.json()
    score = churn.predict([[data["age"], data["income"]]])
    return {"churn": float(score[0])}


@app.post("/analyse")
async def analyse(request: Request):
    question = (await request.json())["question"]
    answer = client.responses.create(model="small", input=f"Write one Python expression for: {question}")
    return {"result": eval(answer.output_text)}


@app.get("/health")
def health():
    return {"ok": True}
