/** What handlers of each framework, and commands, get from outside: text in, the kinds at `use(…)` out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boundOf } from '../../../server/src/python/bind.ts';
import { taintOf } from '../../../server/src/python/taint/flow.ts';
import { fileFor } from './rendering.ts';

/** The kinds of each argument of `use(…)`, in order; `-` for none. */
function arriving(code: string): string[] {
  const file = fileFor(code);
  return file.chunks.flatMap((chunk) =>
    boundOf(chunk).calls.flatMap(({ call }) =>
      call.func.kind === 'name' && call.func.id === 'use'
        ? call.args.map(({ value }) => [...taintOf(file, value).keys()].sort().join(' ') || '-')
        : [],
    ),
  );
}

test('what is read of request objects', () => {
  assert.deepEqual(
    arriving(`
from fastapi import FastAPI, Request, UploadFile, WebSocket
app = FastAPI()

@app.post("/x")
async def x(request: Request, file: UploadFile):
    use(request.url.path, file.filename, file.size)

@app.websocket("/ws")
async def ws(socket: WebSocket):
    use(socket.query_params, await socket.receive_text(), socket)
    async for text in socket.iter_text():
        use(text)
`),
    ['request-typed', 'request upload-name', '-', 'request request-text', 'request', '-', 'request'],
  );
  assert.deepEqual(
    arriving(`
from flask import request
sent = request.files["f"]
use(request.full_path, sent.filename, request.method)
for one in request.files.getlist("f"):
    use(one.filename)
`),
    ['request-typed', 'request upload-name', '-', 'request upload-name'],
  );
});

test('views of Django that its URL table names elsewhere', () => {
  assert.deepEqual(
    arriving(`
from django.shortcuts import render
from django.views import View

def page(request, name):
    use(request.GET["q"], request.COOKIES, request.FILES["f"].name, request.user, name)

def helper(value, request):
    use(request.GET)

class Page(View):
    def get(self, request, name):
        use(self.request.GET["q"], self.kwargs["name"], name)
`),
    [
      'request request-text',
      'request request-text',
      'request upload-name',
      '-',
      '-',
      '-',
      'request request-text',
      'request request-text',
      'request-typed',
    ],
  );
  assert.deepEqual(arriving('def page(request):\n    use(request.GET["q"])\n'), ['-']);
});

test('what components of a page hand over', () => {
  assert.deepEqual(
    arriving(`
import gradio as gr

def answer(text, number, file, kind, other):
    use(text, number, file, kind, other)

def change(text, image):
    use(text, image)

def later(anything):
    use(anything)

gr.Interface(answer, [gr.Textbox(), gr.Slider(), "file", gr.Dropdown(KINDS), OTHER], "text")
with gr.Blocks() as page:
    box = gr.Textbox()
    picture = gr.Image()
    button = gr.Button()
    button.click(change, inputs=[box, picture]).then(later)
`),
    ['request-typed', '-', '-', '-', '-', 'request-typed', '-', '-'],
  );
});

test('handlers of sockets, of model servers and of platforms', () => {
  assert.deepEqual(
    arriving(`
import functions_framework
import mlflow.pyfunc
import mlserver
import ray.serve as serve
import websockets
from flask_socketio import SocketIO
from starlette.endpoints import WebSocketEndpoint
from starlette.requests import Request
from tornado.websocket import WebSocketHandler
socketio = SocketIO()

class Echo(WebSocketEndpoint):
    async def on_receive(self, websocket, data):
        use(websocket, data)

class Talk(WebSocketHandler):
    def on_message(self, message):
        use(message)

@socketio.on("message")
def message(data):
    use(data)

async def listen(socket):
    async for text in socket:
        use(text)

websockets.serve(listen, "localhost", 8000)

class Served(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input):
        use(context, model_input)

class Model(mlserver.MLModel):
    async def predict(self, payload):
        use(payload)

@serve.deployment
async def deployed(request: Request):
    use(request.query_params["q"])

@functions_framework.cloud_event
def event(cloud_event):
    use(cloud_event.data)

def model_fn(folder):
    use(folder)

def transform_fn(model, data, kind, accept):
    use(model, data)
`),
    [
      '- request'.split(' '),
      'request',
      'request',
      'request',
      '- request-typed'.split(' '),
      'request-typed',
      ['request request-text'],
      'request',
      '-',
      '- request'.split(' '),
    ].flat(),
  );
});

test('the command line and standard input are kinds of their own', () => {
  assert.deepEqual(
    arriving(`
import argparse
import sys
import click
import fire
import typer
app = typer.Typer()
args = argparse.ArgumentParser().parse_args()
use(args.path, sys.argv[1], input(), sys.stdin.read())

@click.command()
@click.argument("path")
def command(path):
    use(path)

@app.command()
def other(path: str):
    use(path)

def main(path):
    use(path)

def unused(path):
    use(path)

fire.Fire(main)
`),
    ['argv', 'argv', 'stdin', 'stdin', 'argv', 'argv', 'argv', '-'],
  );
});
