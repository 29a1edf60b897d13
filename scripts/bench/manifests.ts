/** Kubernetes files for the bench: one of many workloads that a person edits, and a bundle of definitions of custom resources. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Typing } from './typing.ts';

function workload(n: number): string {
  const variables = Array.from(
    { length: 8 },
    (_, i) => `            - name: SETTING_${i}\n              value: "value-${n}-${i}"`,
  ).join('\n');
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: scorer-${n}
  labels:
    app: scorer-${n}
spec:
  replicas: ${1 + (n % 3)}
  selector:
    matchLabels:
      app: scorer-${n}
  template:
    metadata:
      labels:
        app: scorer-${n}
    spec:
      containers:
        - name: scorer
          image: registry.example.com/scorer:1.${n}
          ports:
            - containerPort: 8501
          env:
${variables}
`;
}

/** A manifest of 80 documents in some 3,000 lines. */
export function manifest(): string {
  return Array.from({ length: 80 }, (_, n) => workload(n)).join('---\n');
}

/** Keys into images and names of the manifest, spread over it, each taken back. */
export function manifestTypings(text: string): Typing[] {
  const lines = text.split('\n');
  const found = lines.flatMap((line, number) => (/^ {10}image:/.test(line) ? [number] : []));
  const changes = found
    .filter((_, index) => index % 10 === 0)
    .flatMap((line) =>
      [...'-next'].flatMap((key, index) => {
        const at = { line, character: (lines[line] ?? '').length + index };
        return [{ range: { start: at, end: at }, text: key }];
      }),
    );
  const back = found
    .filter((_, index) => index % 10 === 0)
    .flatMap((line) =>
      [...'-next'].map((_, index) => {
        const end = { line, character: (lines[line] ?? '').length + 5 - index };
        return { range: { start: { line, character: end.character - 1 }, end }, text: '' };
      }),
    );
  return [{ name: 'in a manifest', changes: [...changes, ...back] }];
}

function definition(n: number): string {
  const fields = Array.from(
    { length: 610 },
    (_, i) =>
      `                field${i}:\n                  description: What field ${i} of kind ${n} is for, in a sentence.\n                  type: string`,
  ).join('\n');
  return `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: kind${n}s.example.com
spec:
  group: example.com
  names: {kind: Kind${n}, plural: kind${n}s}
  scope: Namespaced
  versions:
    - name: v1
      schema:
        openAPIV3Schema:
          properties:
            spec:
              properties:
${fields}
`;
}

/** Writes a bundle of some 50,000 lines, definitions between workloads, into `folder`. */
export function writeBundle(folder: string): { readonly lines: number } {
  mkdirSync(folder, { recursive: true });
  const parts = Array.from({ length: 27 }, (_, n) => `${definition(n)}---\n${workload(n)}`);
  const text = parts.join('---\n');
  writeFileSync(join(folder, 'bundle.yaml'), text);
  return { lines: text.split('\n').length };
}
