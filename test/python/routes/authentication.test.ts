/** Who checks the caller of a route, as far as one file shows it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { guards } from './rendering.ts';

function check(text: string, expected: Record<string, string>): void {
  assert.deepEqual(guards(text), expected);
}

const FASTAPI = `
from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException, Request, Security
`;

test('at the route', () =>
  check(
    `${FASTAPI}
from security import current_active_user, CurrentUser
app = FastAPI()

def get_model(): return 1
def key_or_fail(x: str = Header()):
    if x != EXPECTED: raise HTTPException(status_code=401)

@app.post("/1")
def open_one(data: dict, model=Depends(get_model)): ...
@app.post("/2", dependencies=[Depends(key_or_fail)])
def two(data: dict): ...
@app.post("/3")
def three(data: dict, user=Depends(current_active_user)): ...
@app.post("/4")
def four(data: dict, user: CurrentUser): ...
@app.post("/5")
def five(data: dict, anything=Security(scheme)): ...
@app.post("/6")
async def six(req: Request):
    if req.headers.get("X-Token") != EXPECTED: raise HTTPException(400)
@app.post("/7")
def seven(data: dict, x_api_key: str = Header(...)): ...
@app.post("/8", dependencies=[Depends(get_model)])
def open_eight(tokens: list, max_tokens: int = 5, key: str = "a"):
    tokenizer(tokens)
@app.post("/9")
@limiter.limit("5/minute")
def open_nine(data: dict): ...
@app.post("/10")
@require_role("admin")
def ten(data: dict): ...
@app.post("/11")
def eleven(data: dict):
    check(data)
def check(data):
    verify_token(data)
`,
    {
      open_one: 'open',
      two: 'route: an argument of the route',
      three: 'route: a parameter',
      four: 'route: a parameter',
      five: 'route: a parameter',
      six: 'route: the handler',
      seven: 'route: a parameter',
      open_eight: 'open',
      open_nine: 'open',
      ten: 'route: a decorator',
      eleven: 'route: the handler',
    },
  ));

test('at routers and apps', () => {
  const body = '@router.post("/p")\ndef f(data: dict): ...\n';
  check(`${FASTAPI}router = APIRouter()\n${body}`, { f: 'hidden' });
  check(`${FASTAPI}app = FastAPI()\nrouter = APIRouter()\n${body}app.include_router(router)\n`, {
    f: 'open',
  });
  check(
    `${FASTAPI}app = FastAPI()\nrouter = APIRouter(dependencies=[Depends(get_user)])\n${body}app.include_router(router)\n`,
    {
      f: 'group: its arguments',
    },
  );
  check(
    `${FASTAPI}app = FastAPI()\nrouter = APIRouter()\n${body}app.include_router(router, dependencies=[Depends(verify)])\n`,
    {
      f: 'group: the call that includes it',
    },
  );
  check(
    `${FASTAPI}app = FastAPI(dependencies=COMMON)\nrouter = APIRouter()\n${body}app.include_router(router)\n`,
    {
      f: 'app: its arguments',
    },
  );
  check(`${FASTAPI}from main import app\n@app.post("/p")\ndef f(data: dict): ...\n`, {});
  check(`${FASTAPI}def make(): return FastAPI()\napp = make()\n@app.post("/p")\ndef f(data: dict): ...\n`, {
    f: 'hidden',
  });
});

test('middlewares and extensions', () => {
  const app = `${FASTAPI}app = FastAPI()\n@app.post("/p")\ndef f(data: dict): ...\n`;
  check(`${app}app.add_middleware(CORSMiddleware, allow_origins=["*"])\n`, { f: 'open' });
  check(`${app}app.add_middleware(AuthenticationMiddleware, backend=B())\n`, {
    f: 'app: a middleware or extension',
  });
  check(`${app}app.add_middleware(Company)\n`, { f: 'app: a middleware or extension' });
  check(
    `${app}@app.middleware("http")\nasync def timing(request, call_next): return await call_next(request)\n`,
    { f: 'open' },
  );
  check(
    `${app}@app.middleware("http")\nasync def guard(request, call_next):\n    if not ok(request.headers["Authorization"]): return JSONResponse({}, 401)\n    return await call_next(request)\n`,
    { f: 'app: a middleware or extension' },
  );
  check(`${app}setup_auth(app)\n`, { f: 'app: a middleware or extension' });
  check(`${app}Instrumentator().instrument(app)\n`, { f: 'open' });
});

test('Flask', () => {
  const app = 'from flask import Flask\napp = Flask(__name__)\n@app.route("/p")\ndef f(): ...\n';
  check(app, { f: 'open' });
  check(app.replace('def f', '@login_required\ndef f'), { f: 'route: a decorator' });
  check(`${app}@app.before_request\ndef check():\n    if not session.get("user"): abort(401)\n`, {
    f: 'app: a middleware or extension',
  });
  check(`${app}@app.before_request\ndef log(): print("x")\n`, { f: 'open' });
  check(`from flask_jwt_extended import JWTManager\n${app}JWTManager(app)\n`, {
    f: 'app: a middleware or extension',
  });
});

test('platforms, and frameworks whose settings lie elsewhere', () => {
  check('import bentoml\n@bentoml.service\nclass S:\n    @bentoml.api\n    def p(self, text: str): ...\n', {
    p: 'platform: bentoml',
  });
  check('from rest_framework.views import APIView\nclass P(APIView):\n    def post(self, request): ...\n', {
    post: 'hidden',
  });
  check('def lambda_handler(event, context): ...\n', { lambda_handler: 'platform: lambda' });
});
