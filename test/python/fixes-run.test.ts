/**
 * Fixed code must run, not only look right: the `fixed` examples of rules, imported by a real Python beside stub
 * packages that are written here, and their handlers called.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { ruleFiles } from '../../scripts/rules.ts';
import { loadRules } from '../../server/src/ruleset/load.ts';
import { missing } from './recorder.ts';

const { rules } = loadRules(ruleFiles());
const folder = mkdtempSync(join(tmpdir(), 'parapet-fixes-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Packages as small as the examples need them. */
const STUBS: Readonly<Record<string, string>> = {
  'pydantic.py': `
class _Info:
    def __init__(self, default, limits):
        self.default, self.limits = default, limits

def Field(default=..., **limits):
    return _Info(default, limits)

class BaseModel:
    def __init__(self, **data):
        for name in type(self).__annotations__:
            info = getattr(type(self), name, ...)
            limits = info.limits if isinstance(info, _Info) else {}
            value = data.get(name, info.default if isinstance(info, _Info) else info)
            if value is ...:
                raise ValueError(name + " is missing")
            if "max_length" in limits and value is not None and len(value) > limits["max_length"]:
                raise ValueError(name + " is too long")
            if "le" in limits and not limits["ge"] <= value <= limits["le"]:
                raise ValueError(name + " is out of range")
            setattr(self, name, value)
    def model_dump(self):
        return dict(vars(self))
`,
  'fastapi/__init__.py': `
class _Routes:
    def __init__(self, **options):
        self.options, self.routes, self.middlewares, self.included = options, {}, [], []
    def _add(self, path, **options):
        def keep(handler):
            self.routes[path] = (handler, options)
            return handler
        return keep
    get = post = put = _add
    def add_middleware(self, kind, **options):
        self.middlewares.append(options)
    def include_router(self, router, **options):
        self.included.append((router, options))

class FastAPI(_Routes): pass
class APIRouter(_Routes): pass
class Request: pass
class HTTPException(Exception):
    def __init__(self, status_code, detail=None):
        self.status_code = status_code
class Depends:
    def __init__(self, dependency): self.dependency = dependency
def Header(default=..., **options): return default
class Body:
    def __init__(self, default=..., **limits): self.limits = limits
`,
  'fastapi/middleware/__init__.py': '',
  'fastapi/middleware/cors.py': 'class CORSMiddleware: pass\n',
  'flask.py': `
class Flask:
    def __init__(self, name):
        self.config, self.ran = {}, {}
    def route(self, path, **options): return lambda handler: handler
    post = route
    def run(self, *args, **options): self.ran = options
class _Request:
    def get_json(self, **options): return {"rows": [[1.0]], "x": [1.0]}
request = _Request()
def jsonify(value): return value
`,
  'flask_cors.py': 'made = []\ndef CORS(app, **options): made.append(options)\n',
  'numbers_array.py': `
class Array(list):
    def tolist(self): return [v.tolist() if isinstance(v, Array) else v for v in self]
    def round(self, digits): return Array([v.round(digits) if isinstance(v, Array) else round(v, digits) for v in self])
`,
  'joblib.py': `
from numbers_array import Array
class _Model:
    classes_ = ["no", "yes"]
    def predict(self, rows): return Array([7 for _ in range(1)])
    def predict_proba(self, rows): return Array([Array([0.123456, 0.876544])])
def load(path): return _Model()
`,
  'numpy.py': 'def array(rows): return rows\n',
  'pandas.py': 'def DataFrame(data): return data\n',
  'onnxruntime.py': `
class InferenceSession:
    def __init__(self, path): pass
    def run(self, names, feed): return [len(feed["x"][0])]
`,
  'transformers.py': 'def pipeline(task, **options): return lambda text, **more: {"label": text.upper()}\n',
  'sentence_transformers.py': `
from numbers_array import Array
class SentenceTransformer:
    def __init__(self, name): pass
    def encode(self, sentences, **options): return Array([Array([float(len(s))]) for s in sentences])
`,
  'gradio.py': `
launched = []
class Blocks:
    def __enter__(self): return self
    def __exit__(self, *error): pass
    def launch(self, **options): launched.append(options)
def Textbox(): pass
`,
  'metrics.py': 'def count(): pass\n',
};

interface Case {
  readonly rule: string;
  /** A part of the fixed text that no other example of the rule has. */
  readonly holds: string;
  /** Python that runs behind the import of `app`; asserts what the handler does. */
  readonly check: string;
  readonly environment?: Readonly<Record<string, string>>;
}

const CASES: readonly Case[] = [
  {
    rule: 'input-not-validated',
    holds: 'body: PredictInput',
    check: `
assert asyncio.run(app.predict(app.PredictInput(x=[1.0, 2.0]))) == 7.0
refused(lambda: app.PredictInput())
refused(lambda: app.PredictInput(x=[0.0] * 5000))
`,
  },
  {
    rule: 'input-not-validated',
    holds: 'data: ScoreInput',
    check: `
assert app.score(app.ScoreInput(age=30, income=1e4, comment=" hi ")).label == 3
refused(lambda: app.ScoreInput(age=1e12, income=1, comment=None))
`,
  },
  {
    rule: 'unbounded-input-size',
    holds: 'text: str = Field(max_length=4096)',
    check: `
assert app.sentiment(app.Review(text="good", stars=5)) == {"label": "GOOD"}
refused(lambda: app.Review(text="x" * 5000, stars=5))
`,
  },
  {
    rule: 'joblib-load-untrusted',
    holds: 'joblib.load(verified_file(settings.model_path, ',
    check: `
import hashlib
class Settings: model_path = app.__file__
refused(lambda: app.model(Settings))
assert app.verified_file(app.__file__, hashlib.sha256(open(app.__file__, "rb").read()).hexdigest().upper()) == app.__file__
`,
  },
  {
    rule: 'pickle-family-load',
    holds: 'return RestrictedUnpickler(io.BytesIO(data)).load()',
    check: `
import collections, pickle
data = {"a": [1, 2.0, b"x"], "b": (None, True)}
with open("plain.pkl", "wb") as file:
    pickle.dump(data, file)
assert app.load(".", pickle.dumps(data), "plain.pkl") == data
counts = pickle.dumps(collections.Counter("aab"))
refused(lambda: app.load(".", counts, "plain.pkl"))
app.ALLOWED_CLASSES = {("collections", "Counter")}
assert app.load(".", counts, "plain.pkl") == {"a": 2, "b": 1}
`,
  },
  {
    rule: 'unbounded-input-size',
    holds: 'tag: str = Field(default="none", max_length=4096)',
    check: `
assert app.batch(app.Batch(rows=[[1.0]])) == [7]
refused(lambda: app.Batch(rows=[[1.0]] * 5000))
`,
  },
  {
    rule: 'unbounded-input-size',
    holds: 'Annotated[list[str], Body(max_length=4096)]',
    check: `
import typing
hint = typing.get_type_hints(app.embed, include_extras=True)["sentences"]
assert hint.__metadata__[0].limits == {"max_length": 4096}
assert app.embed(["abc"]) == [[3.0]]
`,
  },
  {
    rule: 'unbounded-input-size',
    holds: 'MAX_CONTENT_LENGTH',
    check: 'assert app.app.config["MAX_CONTENT_LENGTH"] == 10485760\nassert app.predict() == [7]\n',
  },
  {
    rule: 'endpoint-no-auth',
    holds: '@app.post("/predict", dependencies=[Depends(verify_api_key)])',
    environment: { API_KEY: 'right' },
    check: `
assert app.predict(app.Row(age=3.0)) == {"label": 7}
(depends,) = app.app.routes["/predict"][1]["dependencies"]
assert depends.dependency("right") is None
for key in ("", "wrong", "r\\u00efght"):
    refused(lambda: depends.dependency(key))
os.environ["API_KEY"] = ""
refused(lambda: depends.dependency(""))
`,
  },
  {
    rule: 'endpoint-no-auth',
    holds: 'Depends(count), Depends(verify_api_key)',
    environment: { API_KEY: 'right' },
    check: `
assert asyncio.run(app.create("a"))["label"] == "A"
assert len(app.router.routes["/generate"][1]["dependencies"]) == 2
`,
  },
  {
    rule: 'full-confidence-output',
    holds: '.round(2).tolist()',
    check: 'assert app.predict([1.0]) == {"proba": [0.12, 0.88]}\n',
  },
  {
    rule: 'full-confidence-output',
    holds: 'round(float(p), 2)',
    check: 'assert app.predict() == {"no": 0.12, "yes": 0.88}\n',
  },
  {
    rule: 'gradio-share-public',
    holds: 'GRADIO_USER',
    environment: { GRADIO_USER: 'u', GRADIO_PASS: 'p' },
    check:
      'app.demo.launch()\nimport runpy\nrunpy.run_module("app", run_name="__main__")\nassert app.gr.launched[-1] == {"auth": ("u", "p")}\n',
  },
  {
    rule: 'cors-wildcard',
    holds: 'allow_credentials=True',
    environment: { ALLOWED_ORIGINS: 'https://a.example,https://b.example' },
    check: 'assert app.app.middlewares[0]["allow_origins"] == ["https://a.example", "https://b.example"]\n',
  },
  {
    rule: 'verbose-error-response',
    holds: 'port=5000, debug=False',
    check:
      'import runpy\nassert runpy.run_module("app", run_name="__main__")["app"].ran == {"port": 5000, "debug": False}\n',
  },
];

const DRIVER = `
import asyncio, importlib, os, sys
def refused(call):
    try:
        call()
    except Exception:
        return
    raise AssertionError("it was let through")
app = importlib.import_module("app")
`;

function python(code: string, cwd: string, environment: Readonly<Record<string, string>> = {}): void {
  const env = {
    ...process.env,
    ...environment,
    PYTHONPATH: join(folder, 'stubs'),
    PYTHONDONTWRITEBYTECODE: '1',
  };
  const { status, stderr } = spawnSync('python3', ['-'], { cwd, env, input: code, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
}

for (const [path, text] of Object.entries(STUBS)) {
  const full = join(folder, 'stubs', path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
}

for (const [number, { rule, holds, check, environment }] of CASES.entries()) {
  test(`${rule}: ${holds}`, { skip: missing }, () => {
    const examples = rules.find(({ id }) => id === rule)?.examples ?? [];
    const texts = examples.flatMap(({ fixed }) => (fixed?.includes(holds) ? [fixed] : []));
    assert.equal(texts.length, 1, `one fixed example of ${rule} holds ${holds}`);
    const home = join(folder, String(number));
    mkdirSync(home);
    writeFileSync(join(home, 'app.py'), (texts[0] ?? '').replace('from .metrics', 'from metrics'));
    python(`import sys\nsys.path.insert(0, ${JSON.stringify(home)})\n${DRIVER}${check}`, home, environment);
  });
}

test('every fixed example is valid Python', { skip: missing }, () => {
  const texts = rules.flatMap(({ id, examples }) =>
    examples.flatMap(({ fixed, path }) =>
      fixed !== undefined && path.endsWith('.py') ? [{ id, fixed }] : [],
    ),
  );
  const list = JSON.stringify(JSON.stringify(texts));
  python(`import json\nfor e in json.loads(${list}):\n    compile(e["fixed"], e["id"], "exec")\n`, folder);
});
