/**
 * A model or archive that is fetched and used with no look at its hash in between. Silent where the file checks any
 * hash or signature: which file it is about is not guessed. What an address with a commit delivers stays what it is; what
 * the Hub pins has a rule of its own.
 */

import { forgeAddress } from '../../versions/forge-address.ts';
import { argumentOf } from '../arguments.ts';
import { type Call, type Expression, spanOf } from '../ast.ts';
import { boundOf } from '../bind.ts';
import { constantOf } from '../constants.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { calleeSpan, type PythonFile } from '../file.ts';
import { gathered } from '../memo.ts';
import { callsIn, textsIn } from '../mentions.ts';
import { originOf } from '../origin.ts';
import { originTable } from '../origin-table.ts';
import { fits } from '../patterns.ts';
import { returnedBy } from '../returns.ts';
import { verifyFile } from '../verified-files.ts';
import { pathKey } from '../written-paths.ts';

/** Uses of a file that make it matter, with the argument that is the file (`self`: the receiver). */
const USES: Readonly<Record<string, string>> = {
  'onnxruntime.InferenceSession': '0|path_or_bytes',
  'onnx.load': '0|f',
  'openvino.**.read_model': '0|model',
  'cv2.dnn.readNet*': '0|model',
  'tensorflow.lite.Interpreter': '0|model_path',
  'safetensors.torch.load_file': '0|filename',
  'torch.jit.load': '0|f',
  'torch.export.load': '0|f',
  'keras.**.load_model': '0|filepath',
  'tensorflow.keras.**.load_model': '0|filepath',
  'xgboost.Booster().load_model': '0|fname',
  'llama_cpp.Llama': '0|model_path',
  'tarfile.open().extractall': 'self',
  'zipfile.ZipFile().extractall': 'self',
  'shutil.unpack_archive': '0|filename',
};

const HASHING = [
  'hashlib.**',
  'pooch.**',
  'hmac.**',
  'xxhash.**',
  'blake3.**',
  'gnupg.**',
  'sigstore.**',
  'model_signing.**',
  'torchvision.datasets.utils.*',
];
/** Names of functions that check. */
const CHECK = /verif|checksum|sha_?\d|md5|hash|digest|signature|integrity|gpg|cosign/i;
/** Arguments of downloads that make them compare a hash. */
const HASH_ARGUMENT =
  /^(known_hash|file_hash|md5_hash|md5|sha256|hash_prefix|check_hash|hash|ChecksumMode|checksum)$/;
/** Downloads that pin by themselves, or whose pinning another rule looks at. */
const ELSEWHERE =
  /^(huggingface_hub|datasets|transformers|modelscope|mlflow|wandb|kagglehub|torch\.hub|socket|redis)\b/;

function isCheck({ call }: { readonly call: Call }, file: PythonFile): boolean {
  const { func, args } = call;
  const last = func.kind === 'attribute' ? func.attr : func.kind === 'name' ? func.id : '';
  if (CHECK.test(last) || file.names.resolve(func).some((name) => fits(name, HASHING))) return true;
  return args.some(({ name, value }) => {
    if (name === undefined || !HASH_ARGUMENT.test(name)) return false;
    const known = constantOf(value, file.names);
    return !(known.state === 'known' && (known.value === null || known.value === false));
  });
}

const checksIn = gathered((file, chunk) => boundOf(chunk).calls.filter((bound) => isCheck(bound, file)));

/** Whether the file compares any hash or signature. */
function checks(file: PythonFile): boolean {
  return checksIn(file).length > 0;
}

function subject(call: Call, key: string, file: PythonFile): Expression | undefined {
  if (key === 'self') return call.func.kind === 'attribute' ? call.func.value : undefined;
  const filled = argumentOf(call, key, file.names);
  return filled.state === 'given' ? filled.value : undefined;
}

/** Calls of functions of the file are followed to what those give back, so many deep. */
const DEEPEST = 3;

function isMadeElsewhere(used: Expression, file: PythonFile, depth = 0): boolean {
  return callsIn(used, file).some((inner) => {
    if (file.names.resolve(inner.func).some((each) => ELSEWHERE.test(each))) return true;
    const definition = depth < DEEPEST ? file.names.definition(inner) : undefined;
    return (
      definition?.kind === 'function' &&
      returnedBy(definition).some((value) => isMadeElsewhere(value, file, depth + 1))
    );
  });
}

/** The folders that downloads of other rules fill. */
const filledElsewhere = gathered((file, chunk) =>
  boundOf(chunk).calls.flatMap(({ call }) => {
    const folder = call.args.find(({ name }) => name === 'local_dir')?.value;
    if (!folder || !file.names.resolve(call.func).some((each) => ELSEWHERE.test(each))) return [];
    return [pathKey(folder, file, originTable(file.tables))];
  }),
);

function isPinnedElsewhere(used: Expression, file: PythonFile): boolean {
  if (isMadeElsewhere(used, file)) return true;
  const key = pathKey(used, file, originTable(file.tables));
  return filledElsewhere(file).includes(key);
}

function* look(call: Call, name: string, file: PythonFile): Iterable<Seen> {
  const key = Object.entries(USES).find(([pattern]) => fits(name, [pattern]))?.[1];
  const used = key === undefined ? undefined : subject(call, key, file);
  if (!used || originOf(file, used) !== 'remote' || checks(file)) return;
  if (isPinnedElsewhere(used, file)) return;
  const span = name.endsWith('extractall') ? calleeSpan(file, call) : spanOf(call.func);
  const addresses = textsIn(used, file).filter((text) => /^\w+:\/\//.test(text));
  const revisions = addresses.map(forgeAddress);
  const branch = revisions.find((each) => each?.kind === 'branch');
  if (revisions.length > 0 && revisions.every((each) => each?.kind === 'commit')) return;
  yield branch
    ? { case: 'branch', span, values: { revision: branch.revision } }
    : {
        case: name.startsWith('safetensors.') ? 'weights' : 'any',
        span,
        edits: { verify: verifyFile(file, call, used, key !== 'self') },
      };
}

export const detector: PythonDetector = {
  calls: Object.keys(USES),
  call: ({ call }, name, file) => look(call, name, file),
};
