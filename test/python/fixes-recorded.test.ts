/**
 * Every fixed example in Python runs, beside stand-ins that record what they are given: each function and method is
 * called. What a fix in data promises (an argument set or dropped, another function called) must have happened; of the
 * fixes that code makes, the cases below say what must have.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceRuleSet } from '../../scripts/rules.ts';
import { chosen, combine } from '../../server/src/engine/edits.ts';
import type { Example, FixTemplate, Rule } from '../../server/src/engine/types.ts';
import { ready } from '../support/parsers.ts';
import { analyzeText } from '../support/workspace.ts';
import { missing, record } from './recorder.ts';

await ready;
const rules = await sourceRuleSet();

interface Fixed {
  readonly rule: Rule;
  readonly text: string;
  /** The fixes that made the text. */
  readonly templates: readonly FixTemplate[];
}

function templatesOf(rule: Rule, example: Example): FixTemplate[] {
  const { findings } = analyzeText(rules, example.path, example.text, example.files);
  const own = findings.filter((finding) => finding.rule.id === rule.id);
  const applied = new Set(combine(chosen(own, example.fix)).applied.map(({ id }) => id));
  return rule.fixes.filter(({ id }) => applied.has(id));
}

const FIXED: readonly Fixed[] = rules.rules.flatMap((rule) =>
  rule.examples.flatMap((example) =>
    example.fixed !== undefined && example.path.endsWith('.py')
      ? [{ rule, text: example.fixed, templates: templatesOf(rule, example) }]
      : [],
  ),
);

function entries(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function keywords(key: string): string {
  return JSON.stringify(key.split('|').filter((part) => !/^\d+$/.test(part)));
}

/** Python that asserts what a fix written as data promises; empty for what only a reader can judge. */
function promised({ edit = {} }: FixTemplate): string {
  const lines: string[] = [];
  for (const [name, code] of entries(edit['set-argument']))
    lines.push(
      `assert any("${name}" in named and named["${name}"] == eval(${JSON.stringify(code)}, app) for _, _, named in list(calls)), "${name}"`,
    );
  for (const [key, wrapper] of entries(edit['wrap-argument']))
    lines.push(`assert of("${String(wrapper)}"), ${JSON.stringify(key)}`);
  const removed = edit['remove-argument'];
  if (typeof removed === 'string')
    lines.push(
      `assert calls and not any(k in named for _, _, named in calls for k in ${keywords(removed)}), ${keywords(removed)}`,
    );
  for (const key of ['replace-callee', 'replace-call']) {
    const name = edit[key];
    if (typeof name === 'string')
      lines.push(`assert any(("." + called).endswith(".${name}") for called, _, _ in calls), "${name}"`);
  }
  if (edit['verify-file'] !== undefined || edit['verify-content'] !== undefined)
    lines.push('assert raised and "SHA-256" in str(raised[0]) and of("hashlib.sha256"), raised');
  if (edit['restrict-unpickling'] !== undefined)
    lines.push('assert "RestrictedUnpickler" in app and not of("pickle.load") and not of("pickle.loads")');
  if (typeof edit['allow-list'] === 'string')
    lines.push('assert raised and "not on the list" in str(raised[0]), raised');
  return lines.map((line) => `${line}\n`).join('');
}

interface Case {
  readonly rule: string;
  /** A part of the fixed text that no other example of the rule has. */
  readonly holds: string;
  readonly check: string;
}

const COMMIT = '4f1c0e6d2b7a9c3e5d8f0a1b2c3d4e5f60718293';

/** Fixes that code makes. */
const CASES: readonly Case[] = [
  {
    rule: 'weak-crypto',
    holds: 'usedforsecurity=False).hexdigest() + ".bin"',
    check: 'assert of("hashlib.md5")[0][1] == {"usedforsecurity": False}\n',
  },
  {
    rule: 'tls-verification-off',
    holds: 'return aiohttp.TCPConnector(limit=4)',
    check: 'assert of("aiohttp.TCPConnector") == [((), {"limit": 4}), ((), {})]\n',
  },
  {
    rule: 'hf-revision-not-pinned',
    holds: 'tokenizer = AutoTokenizer.from_pretrained("org/model", use_fast=True, revision=',
    check: `
assert of("transformers.AutoModel.from_pretrained") == [(("org/model",), {"revision": "${COMMIT}"})]
assert of("transformers.AutoTokenizer.from_pretrained") == [(("org/model",), {"use_fast": True, "revision": "${COMMIT}"})]
`,
  },
  {
    rule: 'ai-provider-key-in-source',
    holds: 'OpenAI(api_key=os.environ["OPENAI_API_KEY"])',
    check: 'assert of("openai.OpenAI") == [((), {"api_key": "$OPENAI_API_KEY"})]\n',
  },
  {
    rule: 'ai-provider-key-in-source',
    holds: "os.environ['ANTHROPIC_API_KEY']",
    check: `
assert app["SETTINGS"] == {"anthropic": "$ANTHROPIC_API_KEY", "groq": "$GROQ_API_KEY"}
assert app["ask"]("q") == ("q", "$HF_TOKEN")
`,
  },
  {
    rule: 'hardcoded-credential-generic',
    holds: "KEY = os.environ['QDRANT_API_KEY']",
    check: `
assert of("boto3.client")[0][1]["aws_secret_access_key"] == "$AWS_SECRET_ACCESS_KEY"
assert of("qdrant_client.QdrantClient")[0][1]["api_key"] == "$QDRANT_API_KEY"
`,
  },
  {
    rule: 'hardcoded-crypto-key-or-iv',
    holds: 'Fernet(os.environ["DATA_ENCRYPTION_KEY"].encode())',
    check: 'assert of("cryptography.fernet.Fernet") == [((b"$DATA_ENCRYPTION_KEY",), {})]\n',
  },
  {
    rule: 'hardcoded-crypto-key-or-iv',
    holds: 'jwt.encode(',
    check: 'assert of("jwt.encode")[0][0][1] == "$DATA_ENCRYPTION_KEY"\n',
  },
  {
    rule: 'private-key-or-cloud-credential',
    holds: 'aws_secret_access_key=os.environ',
    check: `
assert of("boto3.client") == [(("s3",), {
    "aws_access_key_id": "$AWS_ACCESS_KEY_ID", "aws_secret_access_key": "$AWS_SECRET_ACCESS_KEY"})]
`,
  },
  {
    rule: 'ephemeral-encryption-key',
    holds: 'class SecureDataLoader',
    check: `
assert of("cryptography.fernet.Fernet") == [(("encryption_key",), {})]
assert attempt(lambda: app["SecureDataLoader"]()) is None and "encryption_key is missing" in str(raised[-1])
assert not of("cryptography.fernet.Fernet.generate_key")
`,
  },
  {
    rule: 'key-material-logged',
    holds: 'logger.info("token %s"',
    check: `
digest = "hashlib.sha256().hexdigest()"
assert [args[1].startswith(digest) for args, _ in of("logging.getLogger().info")] == [True]
assert not any("$" in str(a) for name, args, _ in calls if name.startswith("logging") for a in args)
`,
  },
  {
    rule: 'weak-crypto',
    holds: 'digest = hashlib.sha256(f.read()).hexdigest()',
    check: 'assert of("hashlib.sha256") and not of("hashlib.md5")\n',
  },
  {
    rule: 'weak-crypto',
    holds: 'secrets.choice(string.ascii_letters)',
    check: 'assert of("secrets.choice") and not of("random.choice")\n',
  },
  {
    rule: 'unencrypted-sensitive-load',
    holds: 'def load_encrypted_csv(path, **options)',
    check: `
assert of("open")[0] == (("$ML_ENCRYPTION_KEY_FILE", "rb"), {})
assert of("cryptography.fernet.Fernet")[0][0] == ("open().read()",)
assert of("io.BytesIO")[0][0] == ("cryptography.fernet.Fernet().decrypt()",)
assert of("pandas.read_csv")[-1] == (("io.BytesIO()",), {"sep": ";"})
`,
  },
  {
    rule: 'unencrypted-sensitive-load',
    holds: 'https://data.clinic.example/export.csv',
    check: `
assert of("pandas.read_csv") == [(("https://data.clinic.example/export.csv",), {"usecols": ["mrn", "diagnosis"]})]
`,
  },
  {
    rule: 'unencrypted-sensitive-load',
    holds: 'create_engine(',
    check: 'assert of("sqlalchemy.create_engine")[0][0][0].endswith("?sslmode=require")\n',
  },
  {
    rule: 'unencrypted-sensitive-load',
    holds: 'psycopg2.connect(',
    check: 'assert of("psycopg2.connect") == [((), {"host": "db.internal", "sslmode": "require"})]\n',
  },
  {
    rule: 'sensitive-data-written-plain',
    holds: 'def save_encrypted_csv(table, path, **options)',
    check: `
assert ("training.csv", "wb") in [args for args, _ in of("open")]
assert [args for args, _ in of("open().write")][0] == ("cryptography.fernet.Fernet().encrypt()",)
assert of("pandas.DataFrame().to_csv") == [((), {"index": False})]
`,
  },
  {
    rule: 'sensitive-data-written-plain',
    holds: 'def save_encrypted_parquet(table, path, **options)',
    check: `
assert ("path", "wb") in [args for args, _ in of("open")]
assert all(args == ("cryptography.fernet.Fernet().encrypt()",) for args, _ in of("open().write"))
`,
  },
  {
    rule: 'cors-wildcard',
    holds: 'flask_cors.CORS(app, resources=',
    check: `
assert of("flask_cors.CORS")[0][1] == {"resources": {r"/api/*": {"origins": ["$ALLOWED_ORIGINS"]}}}
`,
  },
  {
    rule: 'gradio-share-public',
    holds: 'demo.launch(auth=',
    check: `
assert [named for name, _, named in calls if name.endswith(".launch")] == [{"auth": ("$GRADIO_USER", "$GRADIO_PASS")}]
`,
  },
  {
    rule: 'endpoint-no-auth',
    holds: '@app.post("/predict", dependencies=[Depends(verify_api_key)])',
    check: `
assert of("fastapi.Depends")[0][0][0] is app["verify_api_key"]
assert of("fastapi.FastAPI().post") == [(("/predict",), {"dependencies": [app["verify_api_key"]]})]
`,
  },
  {
    rule: 'download-without-integrity',
    holds: 'zipfile.ZipFile(verified_file(path, ',
    check: `
assert "SHA-256" in str(raised[-1]) and ("path", "rb") in [args for args, _ in of("open")]
assert of("requests.get") and not of("zipfile.ZipFile")
`,
  },
  {
    rule: 'pandas-read-pickle',
    holds: 'pd.read_parquet(DATA / "rows.parquet")',
    check: `
assert of("pandas.read_parquet") == [(("pathlib.Path()/rows.parquet",), {})] and not of("pandas.read_pickle")
`,
  },
  {
    rule: 'joblib-load-untrusted',
    holds: 'skops.io.load(',
    check: `
assert of("skops.io.load") == [(("model.skops",), {"trusted": []})] and not of("sklearn.externals.joblib.load")
`,
  },
  {
    rule: 'mlflow-load-untrusted-uri',
    holds: '{NAME}/',
    check: `
assert of("mlflow.pyfunc.load_model")[0][0][0].startswith("models:/churn/PARAPET")
`,
  },
  {
    rule: 'eval-exec-dynamic',
    holds: 'half = torch.float16',
    check: 'assert app["total"] == 4 and app["first"] == 4 and not of("builtins.eval")\n',
  },
  {
    rule: 'no-inference-audit-log',
    holds: '@app.middleware("http")',
    check: 'assert of("fastapi.FastAPI().middleware") and of("logging.getLogger().addHandler")\n',
  },
  {
    rule: 'no-inference-audit-log',
    holds: '@app.before_request',
    check: 'assert of("flask.Flask().before_request") and of("flask.Flask().after_request")\n',
  },
  {
    rule: 'exceptions-swallowed-in-inference',
    holds: 'exception("model.predict failed")',
    check: 'assert of("joblib.load().predict") and not of("logging.getLogger().exception")\n',
  },
  {
    rule: 'sensitive-payload-in-audit-log',
    holds: 'logging.info("asked: %s", len(str(data)))',
    check: `
assert [type(args[1]) for args, _ in of("logging.info")] == [int]
`,
  },
  {
    rule: 'sensitive-payload-in-audit-log',
    holds: 'logger.error({"body": len(str(q.model_dump()))})',
    check: `
assert [type(args[0]["body"]) for args, _ in of("logging.getLogger().error")] == [int]
`,
  },
  {
    rule: 'sensitive-data-printed',
    holds: 'print(df.shape)',
    check: 'assert of("print") == [(("pandas.DataFrame().shape",), {})]\n',
  },
  {
    rule: 'no-adversarial-evaluation',
    holds: 'log_robustness(model, X, y)',
    check: `
assert of("art.estimators.classification.SklearnClassifier")[-1][1] == {"model": "sklearn.svm.SVC()"}
assert of("art.attacks.evasion.HopSkipJump().generate") and of("logging.getLogger().warning")
`,
  },
  {
    rule: 'adversarial-training-absent-in-critical',
    holds: 'harden(model, X, y)',
    check: `
assert len(of("sklearn.linear_model.LogisticRegression().fit")) == 2 and of("art.attacks.evasion.HopSkipJump().generate")
`,
  },
  {
    rule: 'no-input-preprocessing-defence',
    holds: 'squeezed(Image.open(',
    check: 'assert of("PIL.ImageOps.posterize")[-1][0][1] == 5 and len(of("PIL.Image.open")) > 1\n',
  },
  {
    rule: 'no-runtime-anomaly-detection',
    holds: 'model.predict(sure_of(model, [[age]]))',
    check: 'assert of("joblib.load().predict_proba")[-1] == of("joblib.load().predict")[-1]\n',
  },
  {
    rule: 'no-metrics-exported',
    holds: '@app.middleware("http")',
    check: `
assert of("fastapi.FastAPI().mount") == [(("/metrics", "prometheus_client.make_asgi_app()"), {})]
assert of("fastapi.FastAPI().middleware")
`,
  },
  {
    rule: 'no-drift-detection',
    holds: 'model.predict(drift_watched([row]))',
    check: 'assert of("joblib.load().predict")[-1] == ((["row"],), {}) and of("numpy.load")\n',
  },
  {
    rule: 'pii-to-llm-api',
    holds: '{anonymized(text)}',
    check: `
said = of("openai.OpenAI().chat.completions.create")[-1][1]["messages"][0]["content"]
assert said == "Summarise: presidio_anonymizer.AnonymizerEngine().anonymize().text"
`,
  },
  {
    rule: 'llm-output-code-exec',
    holds: 'run_in_sandbox(program)',
    check: `
(command,), named = of("subprocess.run")[-1]
assert "--network=none" in command and "input" in named and not of("exec")
`,
  },
];

function textOf({ rule, holds }: Case): string {
  const texts = FIXED.flatMap((one) => (one.rule.id === rule && one.text.includes(holds) ? [one.text] : []));
  assert.equal(texts.length, 1, `one fixed example of ${rule} holds ${holds}`);
  return texts[0] ?? '';
}

const checked = FIXED.map(({ rule, text, templates }) => {
  const own = CASES.filter((one) => one.rule === rule.id && text.includes(one.holds));
  return { rule, text, check: [...templates.map(promised), ...own.map(({ check }) => check)].join('') };
});
const answers = missing === false ? record(checked) : [];

for (const [index, { rule, text, check }] of checked.entries()) {
  const name = `${rule.id}: ${text.trim().split('\n').at(-1) ?? ''}`;
  test(`${name} (${check === '' ? 'runs' : 'does what it should'})`, { skip: missing }, () => {
    assert.equal(answers[index], '');
  });
}

test('every case has its example', () => {
  for (const one of CASES) textOf(one);
});

test('what the fixes of a family do is looked at five times, or each time where there are fewer', () => {
  // What the engine reports itself is about comments.
  const running = checked.filter(({ rule }) => rule.match.some(({ kind }) => kind !== 'engine'));
  for (const area of new Set(running.map(({ rule }) => rule.area))) {
    const own = running.filter(({ rule }) => rule.area === area);
    const looked = own.filter(({ check }) => check !== '');
    assert.ok(looked.length >= Math.min(5, own.length), `${area}: ${looked.length} of ${own.length}`);
  }
});
