/** Which calls ask a model, and what of a request reaches them with which lack of a check. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textOf } from '../../../server/src/python/file.ts';
import { inferencesIn } from '../../../server/src/python/routes/inference.ts';
import { arrivalsIn } from '../../../server/src/python/routes/model-input.ts';
import { fileFor, modelHandlers } from './rendering.ts';

/** The inputs of all models in `text`. */
function inputs(text: string): string[] {
  const file = fileFor(text);
  const found = file.chunks.flatMap((chunk) => inferencesIn(file, chunk));
  return found.map((inference) => inference.inputs.map((input) => textOf(file, input)).join(', '));
}

/** What reaches a model unchecked: `raw data["x"]`. */
function arrivals(text: string): string[] {
  const file = fileFor(text);
  const found = file.chunks.flatMap((chunk) => arrivalsIn(file, chunk));
  return found.map(({ lack, argument }) => `${lack} ${textOf(file, argument)}`);
}

test('models by how they were made or loaded', () =>
  assert.deepEqual(
    inputs(`
import joblib, pickle, torch, onnxruntime
from sklearn.linear_model import LogisticRegression
from tensorflow import keras
from transformers import AutoModelForCausalLM, AutoTokenizer, pipeline
from torch import nn
import asyncio

LogisticRegression().predict(a)
joblib.load("m").predict_proba(X=b)
with open("m") as f:
    scaler, clf = pickle.load(f)
scaler.transform(c)
clf.predict(d)
class Net(nn.Module):
    pass
net = Net().eval()
net(e)
keras.models.load_model("m").predict(f1, verbose=0)
onnxruntime.InferenceSession("m").run(None, g)
AutoModelForCausalLM.from_pretrained("o/m").to("cuda").generate(**h)
AutoTokenizer.from_pretrained("o/m")(i)
pipeline("summarization")(j, max_length=5)
async def k():
    await asyncio.to_thread(clf.predict, l)
nn.Softmax(dim=1)(m)
unknown.predict(n)
`),
    ['a', 'b', 'c', 'd', 'e', 'f1', 'g', 'h', 'j', 'l'],
  ));

test('models in containers, on the app, behind functions', () =>
  assert.deepEqual(
    inputs(`
import joblib
models = {"a": joblib.load("a")}
models["b"] = joblib.load("b")
others = {"x": open("x")}
models["a"].predict(a)
models["b"].predict(b)
models[name].predict(c)
models.get("a").predict(d)
others["x"].predict(e)

def load():
    return joblib.load("f")
load().predict(f)

class Service:
    model = None
    @classmethod
    def get(cls):
        if cls.model is None:
            cls.model = joblib.load("g")
        return cls.model
    @classmethod
    def predict(cls, x):
        return cls.get().predict(x)

app.state.model = joblib.load("h")
def handler(request):
    return request.app.state.model.predict(h)
`),
    ['a', 'b', 'c', 'd', 'f', 'x', 'h'],
  ));

test('handlers that ask a model themselves or through functions and methods of the file', () =>
  assert.deepEqual(
    modelHandlers(`
import joblib
from fastapi import FastAPI
app = FastAPI()
model = joblib.load("m")
class Scorer:
    def score(self, x): return model.predict(x)
scorer = Scorer()
def inner(x): return outer(x)
def outer(x): return model.predict(x)
@app.get("/1")
def direct(): return model.predict([])
@app.get("/2")
def deep(): return inner([])
@app.get("/3")
def method(): return scorer.score([])
@app.get("/4")
def none(): return {"fitted": model.classes_}
@app.get("/5")
def scales(): return joblib.load("s").transform([])
`),
    ['direct', 'deep', 'method'],
  ));

const HEAD = `
import joblib, json
import numpy as np
from fastapi import Body, FastAPI, Request
from pydantic import BaseModel, Field
app = FastAPI()
model = joblib.load("m")
class Free(BaseModel):
    x: list[float]
class Bounded(BaseModel):
    x: list[float] = Field(max_length=5)
    y: float = Field(ge=0, le=1)
`;

test('what a check leaves open', () => {
  const handler = (head: string, ...body: string[]): string[] =>
    arrivals(`${HEAD}@app.post("/p")\n${head}:\n${body.map((line) => `    ${line}\n`).join('')}`);
  assert.deepEqual(
    handler('async def p(r: Request)', 'd = await r.json()', 'model.predict(np.array(d["x"]))'),
    ['raw np.array(d["x"])'],
  );
  assert.deepEqual(handler('def p(d: dict)', 'model.predict([d["x"]])'), ['raw [d["x"]]']);
  assert.deepEqual(handler('def p(d: dict)', 'x = float(d["x"])', 'model.predict([[x]])'), [
    'converted [[x]]',
  ]);
  assert.deepEqual(handler('def p(d: Free)', 'model.predict([d.x])'), ['typed [d.x]']);
  assert.deepEqual(handler('def p(d: Bounded)', 'model.predict([d.x])'), []);
  assert.deepEqual(handler('def p(d: Bounded)', 'model.predict([list(d.model_dump().values())])'), []);
  assert.deepEqual(handler('def p(x: float)', 'model.predict([[x]])'), []);
  assert.deepEqual(
    handler('async def p(r: Request)', 'd = Free(**await r.json())', 'model.predict([d.x])'),
    [],
  );
  assert.deepEqual(
    handler('async def p(r: Request)', 'd = check_row(await r.json())', 'model.predict([d])'),
    [],
  );
  assert.deepEqual(
    handler('async def p(r: Request)', 'd = await r.json()', 'validate(d)', 'model.predict([d["x"]])'),
    [],
  );
  assert.deepEqual(
    handler('async def p(r: Request)', 'd = await r.json()', 'model.predict([d["x"]])', 'validate(d)'),
    ['raw [d["x"]]'],
  );
  assert.deepEqual(handler('def p(d: dict)', 'if len(d["x"]) > 5: return', 'model.predict(d["x"])'), []);
});

test('one beginning counts once in a function, where the model gets it', () =>
  assert.deepEqual(
    arrivals(`${HEAD}
scaler = joblib.load("s")
@app.post("/p")
def p(d: dict):
    x = scaler.transform([d["x"]])
    return model.predict(x), model.predict_proba(x)
`),
    ['raw x'],
  ));

test('a request that nothing annotates, and a class based handler', () => {
  assert.deepEqual(
    arrivals(`
import joblib
from aiohttp import web
routes = web.RouteTableDef()
model = joblib.load("m")
@routes.post("/p")
async def p(request):
    log(request.path)
    return model.predict(await request.json())
`),
    ['raw await request.json()'],
  );
  assert.deepEqual(
    arrivals(`
import joblib, json, tornado.web
model = joblib.load("m")
class P(tornado.web.RequestHandler):
    def post(self):
        self.write(model.predict(json.loads(self.request.body)))
    def helper(self):
        return model.predict(self.rows)
`),
    ['raw json.loads(self.request.body)'],
  );
});
