/** How fast the command line scans a tree, against a process that only reads the same files. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { program } from './program.ts';

const IMAGE = (n: number): string => `FROM python:3.12-slim
WORKDIR /srv/app${n}
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt && \\
    python -c "import torch; print(torch.__version__)"
COPY . .
ENV MODEL_${n}=/models/scorer.pt
EXPOSE 80${10 + (n % 80)}
CMD ["uvicorn", "app:app", "--host", "0.0.0.0", "--port", "80${10 + (n % 80)}"]
`;

const MANIFEST = (n: number): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: scorer-${n}
spec:
  replicas: ${1 + (n % 3)}
  selector:
    matchLabels: {app: scorer-${n}}
  template:
    metadata:
      labels: {app: scorer-${n}}
    spec:
      containers:
        - name: scorer
          image: registry.example.com/scorer:1.${n}
          ports: [{containerPort: 8080}]
          env:
            - {name: MODEL, value: /models/scorer-${n}.pt}
---
apiVersion: v1
kind: Service
metadata:
  name: scorer-${n}
spec:
  selector: {app: scorer-${n}}
  ports: [{port: 80, targetPort: 8080}]
`;

export interface Tree {
  readonly files: number;
  readonly bytes: number;
}

/** Writes a project of many small services below `folder`. */
export function writeTree(folder: string, services: number): Tree {
  let files = 0;
  let bytes = 0;
  const write = (path: string, text: string): void => {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
    files++;
    bytes += text.length;
  };
  for (let n = 0; n < services; n++) {
    write(`service_${n}/train.py`, program(100 + (n % 7) * 80));
    write(`service_${n}/app.py`, program(60 + (n % 5) * 40));
    write(`service_${n}/Dockerfile`, IMAGE(n));
    write(`service_${n}/deploy/app.yaml`, MANIFEST(n));
  }
  return { files, bytes };
}

const READER = `
const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
let lines = 0;
const walk = (folder) => {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) walk(path);
    else lines += readFileSync(path, 'utf8').split('\\n').length;
  }
};
walk(process.argv[1]);
`;

function timed(args: readonly string[], cwd: string): number {
  const started = performance.now();
  const { status, error, stderr } = spawnSync(process.execPath, args, { cwd, maxBuffer: 1 << 28 });
  if (error) throw error;
  if (status === null || status > 1) throw new Error(`node ${args[0]} ended with ${status}:\n${stderr}`);
  return performance.now() - started;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

/** Milliseconds of a scan of `folder` and of only reading it; each the median of three. */
export function measureScan(cli: string, folder: string): { scan: number; read: number } {
  const rounds = [0, 1, 2];
  const scan = rounds.map(() => timed([cli, 'scan', '.', '--format', 'json', '--no-config'], folder));
  const read = rounds.map(() => timed(['-e', READER, folder], folder));
  return { scan: median(scan), read: median(read) };
}
