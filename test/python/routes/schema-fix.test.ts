/** Where the fix that writes a schema is offered: only where every use of the data is understood. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEdits } from '../../../server/src/engine/edits.ts';
import { routesOf } from '../../../server/src/python/routes/routes.ts';
import { schemaEdits } from '../../../server/src/python/routes/schema-fix.ts';
import { fileFor } from './rendering.ts';

const HEAD = `import joblib
from fastapi import FastAPI, Request
app = FastAPI()
model = joblib.load("m")
`;

/** The text after the fix of the first parameter of the first route, without its head; undefined when none is offered. */
function fixed(handler: string): string | undefined {
  const text = `${HEAD}${handler}`;
  const file = fileFor(text);
  const [route] = routesOf(file).all;
  const parameter = route?.parameters[0];
  const edits = route && parameter && schemaEdits(file, route, parameter);
  return edits && applyEdits(text, edits).split('model = joblib.load("m")\n')[1];
}

test('types come from uses, defaults from `get`', () =>
  assert.equal(
    fixed(`@app.post("/p")
def score(data: dict):
    text = data["text"].strip()
    n = int(data.get("n", 3))
    flag = data.get("flag", False)
    return model.predict([[data["a"], data["b"] * 2]]), text, n, flag
`),
    `class ScoreInput(BaseModel):
    """What POST /p accepts; narrow the bounds to what the model was trained on."""

    text: str = Field(min_length=1, max_length=4096)
    n: int = Field(default=3, ge=-(10**9), le=10**9)
    flag: bool = False
    a: float = Field(ge=-1e9, le=1e9, allow_inf_nan=False)
    b: float = Field(ge=-1e9, le=1e9, allow_inf_nan=False)


@app.post("/p")
def score(data: ScoreInput):
    text = data.text.strip()
    n = int(data.n)
    flag = data.flag
    return model.predict([[data.a, data.b * 2]]), text, n, flag
`,
  ));

test('a name that is taken is not used', () =>
  assert.match(
    fixed(`@app.post("/p")
async def p(request: Request, body: int = 1):
    data = await request.json()
    return model.predict([data["x"]]), body
`) ?? '',
    /async def p\(payload: PInput, body: int = 1\):\n {4}return model\.predict\(\[payload\.x\]\), body\n/,
  ));

test('no fix where a use is not understood', () => {
  const dict = (body: string): string => `@app.post("/p")\ndef p(data: dict):\n    ${body}\n`;
  const request = (...lines: string[]): string =>
    `@app.post("/p")\nasync def p(request: Request):\n${lines.map((line) => `    ${line}\n`).join('')}`;
  const none = [
    dict('return model.predict([list(data.values())])'),
    dict('data["x"] = 1; return model.predict([data["x"]])'),
    dict('return model.predict([data[key]])'),
    dict('return model.predict([data["not a name"]])'),
    dict('return model.predict([data["json"]])'),
    dict('return foo(data["unknown"])'),
    dict('return model.predict([data["x"]]), data["x"].lower()'),
    '@app.post("/p")\ndef p(data):\n    return model.predict([data["x"]])\n',
    request('data = await request.json()', 'log(request.client)', 'return model.predict([data["x"]])'),
    request('data = await request.json()  # from the shop', 'return model.predict([data["x"]])'),
    request(
      'try:',
      '    data = await request.json()',
      'except ValueError:',
      '    raise',
      'return model.predict([data["x"]])',
    ),
    request('data = await request.json()', 'data = clean(data)', 'return model.predict([data["x"]])'),
    'class C:\n    @app.post("/p")\n    def p(self, data: dict):\n        return model.predict([data["x"]])\n',
    '@app.post("/p")\ndef p(data: dict):\n    return model.predict([data["x"]])\nclass BaseModel: ...\n',
  ];
  for (const handler of none) assert.equal(fixed(handler), undefined, handler);
});
