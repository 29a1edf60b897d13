/** Which routes a text declares, and what fills the parameters of their handlers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { routeLines } from './rendering.ts';

function check(text: string, expected: readonly string[]): void {
  assert.deepEqual(routeLines(text), expected);
}

test('FastAPI: where values come from', () =>
  check(
    `
from typing import Annotated, Optional
from fastapi import BackgroundTasks, Body, Depends, FastAPI, File, Form, Header, Path, Query, Request, UploadFile
from pydantic import BaseModel

class Features(BaseModel):
    values: list[float]

app = FastAPI()

@app.post("/predict/{model}")
async def predict(model: str, body: Features, request: Request, tasks: BackgroundTasks, db=Depends(get_db), top: int = 5):
    ...

@app.put("/raw", status_code=201)
def raw(data: dict, more: Annotated[bytes, File()], name: str = Form(...), key: Optional[str] = Header(None)):
    ...

@app.api_route("/both", methods=["get", "POST"])
def both(q: Annotated[str, Query(max_length=20)], file: UploadFile, n: int = Query(ge=0, le=9), rows: list[list[float]] = Body(...)):
    ...
`,
    [
      'fastapi POST /predict/{model} predict(model: path typed text, body: body Features typed unlimited, request: request, tasks: supplied, db: dependency, top: query typed)',
      'fastapi PUT /raw raw(data: body raw text unlimited, more: file raw text unlimited, name: form typed text unlimited, key: header typed text)',
      'fastapi GET/POST /both both(q: query bounded text, file: file raw text unlimited, n: query bounded, rows: body typed unlimited)',
    ],
  ));

test('FastAPI: fields, constraints and validators of models', () =>
  check(
    `
import enum
from typing import Any, Literal, Optional
from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, Field, conlist, field_validator
from .schemas import Elsewhere

class Size(str, enum.Enum):
    S = "s"

class Free(BaseModel):
    age: float
    size: Size = Size.S

class Bounded(BaseModel):
    age: float = Field(ge=0, le=130)
    text: str = Field(..., max_length=100)

class Few(BaseModel):
    size: Size
    kind: Literal["a", "b"]
    ok: bool = True

class Checked(Free):
    rows: list[float]
    @field_validator("rows")
    def finite(cls, v): return v

class Loose(BaseModel):
    data: dict
    more: list[Any] = []

class Limited(BaseModel):
    model_config = ConfigDict(str_max_length=200)
    text: str

class Rows(BaseModel):
    rows: conlist(float, min_length=4, max_length=4)

app = FastAPI()

@app.post("/1")
def one(body: Free): ...
@app.post("/2")
def two(body: Bounded): ...
@app.post("/3")
def three(body: Few): ...
@app.post("/4")
def four(body: Checked): ...
@app.post("/5")
def five(body: Loose): ...
@app.post("/6")
def six(body: Limited): ...
@app.post("/7")
def seven(body: Optional[Rows] = None): ...
@app.post("/8")
def eight(body: Elsewhere): ...
@app.post("/9")
def nine(body: list[Bounded]): ...
`,
    [
      'fastapi POST /1 one(body: body Free typed)',
      'fastapi POST /2 two(body: body Bounded bounded text)',
      'fastapi POST /3 three(body: body Few fixed)',
      'fastapi POST /4 four(body: body Checked bounded)',
      'fastapi POST /5 five(body: body Loose raw text unlimited)',
      'fastapi POST /6 six(body: body Limited typed text)',
      'fastapi POST /7 seven(body: body Rows bounded)',
      'fastapi POST /8 eight(body: body unknown text)',
      'fastapi POST /9 nine(body: body bounded text unlimited)',
    ],
  ));

test('FastAPI: routers, methods of classes, calls that register, aliases', () =>
  check(
    `
import fastapi as f
from fastapi.routing import APIRouter as R
from typing import Annotated

Score = Annotated[float, f.Query(ge=0, le=1)]
router = R(prefix="/v1")
BASE = "/items"

class Api:
    def __init__(self):
        self.app = f.FastAPI()
        self.app.add_api_route("/m", self.predict, methods=["POST"])
    def predict(self, score: Score): ...

@router.get(BASE + "/{item_id}")
def get(item_id: int): ...

@router.websocket("/ws")
async def stream(ws: f.WebSocket): ...

def later(x: str): ...
router.add_api_route("/later", later)
`,
    [
      'fastapi POST /m predict(score: query bounded)',
      'fastapi GET /items/{item_id} get(item_id: path typed)',
      'fastapi WEBSOCKET /ws stream(ws: socket)',
      'fastapi ANY /later later(x: query typed text)',
    ],
  ));

test('Flask and Quart: converters, blueprints, views, resources', () =>
  check(
    `
from flask import Flask, Blueprint
from flask.views import MethodView
from flask_restful import Api, Resource
import quart

app = Flask(__name__)
pages = Blueprint("pages", __name__)
api = Api(app)
q = quart.Quart(__name__)

@app.route("/predict/<int:count>/<name>", methods=["POST"])
def predict(count, name): ...

@pages.get("/<uuid:key>/<path:rest>")
def page(key, rest): ...

class View(MethodView):
    def post(self, name): ...
    def helper(self, x): ...
app.add_url_rule("/view/<string:name>", view_func=View.as_view("view"))

class Predict(Resource):
    def post(self): ...
api.add_resource(Predict, "/resource")

def plain(): ...
app.add_url_rule("/plain", "plain", plain, methods=["GET"])

@q.post("/q")
async def quick(): ...
`,
    [
      'flask POST /predict/<int:count>/<name> predict(count: path typed, name: path typed text)',
      'flask GET /<uuid:key>/<path:rest> page(key: path fixed, rest: path typed text)',
      'flask POST /view/<string:name> post(name: path typed text)',
      'flask POST /resource post()',
      'flask GET /plain plain()',
      'quart POST /q quick()',
    ],
  ));

test('the other frameworks', () =>
  check(
    `
import tornado.web, falcon, bentoml, bottle, litserve, gradio as gr
from aiohttp import web
from sanic import Sanic
from ray import serve
from rest_framework.decorators import api_view
from rest_framework.views import APIView
from protos import model_pb2_grpc

routes = web.RouteTableDef()
app = Sanic("a")

@routes.post("/predict")
async def predict(request): ...

async def added(request): ...
application = web.Application()
application.router.add_post("/added", added)

@app.post("/sanic/<name>")
async def sanic_route(request, name): ...

class Main(tornado.web.RequestHandler):
    def post(self, key): ...

class Thing:
    def on_post(self, req, resp): ...

@bentoml.service
class Service:
    @bentoml.api
    def score(self, text: str, rows: list[list[float]]): ...

@bottle.post("/b/<name>")
def bottled(name): ...

class Lit(litserve.LitAPI):
    def decode_request(self, request): ...
    def predict(self, x): ...

@serve.deployment
class Model:
    async def __call__(self, request): ...

@api_view(["POST"])
def drf(request): ...

class Scores(APIView):
    def post(self, request): ...

class Servicer(model_pb2_grpc.ModelServicer):
    def Predict(self, request, context): ...

def fn(text, image): ...
gr.Interface(fn=fn, inputs=["text", "image"], outputs="label")
`,
    [
      'aiohttp POST /predict predict(request: request)',
      'aiohttp ANY /added added(request: request)',
      'sanic POST /sanic/<name> sanic_route(request: request, name: path typed text)',
      'tornado POST ? post(key: path typed text)',
      'falcon POST ? on_post(req: request, resp: supplied)',
      'bentoml POST ? score(text: body typed text unlimited, rows: body typed unlimited)',
      'bottle POST /b/<name> bottled(name: path typed text)',
      'litserve ANY ? decode_request(request: raw raw text unlimited)',
      'ray ANY ? __call__(request: request)',
      'django ANY ? drf(request: request)',
      'django POST ? post(request: request)',
      'grpc ANY ? Predict(request: raw unknown text, context: supplied)',
      'gradio ANY ? fn(text: component bounded text, image: component fixed)',
    ],
  ));

test('handlers that a platform knows by name', () => {
  check('def model_fn(d): ...\ndef input_fn(request_body, content_type): ...\n', [
    'sagemaker ANY ? input_fn(request_body: raw raw text unlimited, content_type: supplied)',
  ]);
  check('def init(): ...\ndef run(raw_data): ...\n', [
    'azure-ml ANY ? run(raw_data: raw raw text unlimited)',
  ]);
  check('def lambda_handler(event, context): ...\n', [
    'lambda ANY ? lambda_handler(event: raw raw text unlimited, context: supplied)',
  ]);
  check('def run(raw_data): ...\ndef input_fn(a): ...\ndef handler(a, b): ...\n', []);
  // A batch of files, data behind a schema, and data that an earlier step has made are no raw requests.
  check('def init(): ...\ndef run(mini_batch): ...\n', []);
  check(
    'from inference_schema.schema_decorators import input_schema\ndef init(): ...\n@input_schema("data", x)\ndef run(data): ...\n',
    [],
  );
  check('def model_fn(d): ...\ndef input_fn(b, c): ...\ndef predict_fn(data, model): ...\n', [
    'sagemaker ANY ? input_fn(b: raw raw text unlimited, c: supplied)',
  ]);
  check(
    'import kserve\nclass M(kserve.Model):\n    def preprocess(self, payload: dict): ...\n    def predict(self, x): ...\n',
    ['kserve ANY ? preprocess(payload: raw raw text unlimited)'],
  );
});

test('names decide, not spelling', () => {
  check('from mine import app\n@app.post("/x")\ndef f(data: dict): ...\n', []);
  check('from mine import FastAPI\napp = FastAPI()\n@app.post("/x")\ndef f(data: dict): ...\n', []);
  check('import fastapi\nfastapi = object()\napp = fastapi.FastAPI()\n@app.get("/")\ndef f(): ...\n', []);
});
