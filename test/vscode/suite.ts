// The tests that run inside VS Code, the same in the browser one and on the desktop: what the extension does, seen
// through the `vscode` API. Written against the contract (source, rule ids, action kinds), not against rules' details.
import { appendFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { actionsAt, append, apply, choose, findings, ruleOf, showText, whenFindings } from './editing.ts';
import { failed, type Outcome, outcomeLine } from './outcome.ts';
import { runTests, test } from './registrar.ts';

const EXTENSION = 'parapet-security.parapet';
const KEY_RULE = 'ai-provider-key-in-source';

/** A line with a key of a provider's shape; from parts, so that no scanner takes this file for a leak. */
const KEY_LINE = `token = "${['hf', 'qRtYuZpLmKwXvBnAsDfGhJkEoIcUrTzQyW'].join('_')}"\n`;

/** A manifest with at least one thing that a safe fix repairs. */
const MANIFEST = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: scorer
spec:
  selector:
    matchLabels:
      app: scorer
  template:
    metadata:
      labels:
        app: scorer
    spec:
      securityContext:
        runAsUser: 1000
      containers:
        - name: scorer
          image: registry.example.com/scorer:1.4.2
          securityContext:
            privileged: true
          ports:
            - containerPort: 8080
`;

const ofKey = (found: vscode.Diagnostic): boolean => ruleOf(found) === KEY_RULE;

test('the extension is installed and starts', async () => {
  const extension = vscode.extensions.getExtension(EXTENSION);
  if (extension === undefined) throw new Error(`VS Code does not know ${EXTENSION}`);
  await extension.activate();
});

test('its commands exist', async () => {
  const commands = await vscode.commands.getCommands(true);
  const missing = ['parapet.restart', 'parapet.showLog'].filter((name) => !commands.includes(name));
  if (missing.length > 0) throw new Error(`missing: ${missing.join(', ')}`);
});

test('a key is underlined while it is typed, without saving', async () => {
  const editor = await showText('python', 'import os\n');
  await append(editor, KEY_LINE);
  const [found] = (await whenFindings(editor.document, 'no key found', (all) => all.some(ofKey))).filter(
    ofKey,
  );
  if (found?.range.start.line !== 1)
    throw new Error(`underlined on line ${(found?.range.start.line ?? -1) + 1}, not 2`);
  if (!editor.document.isDirty) throw new Error('the document was saved');
});

test('a file on disk is analysed when it is opened', async () => {
  const document = await openWritten('typed.py', `import os\n${KEY_LINE}`);
  await whenFindings(document, 'no key found', (all) => all.some(ofKey));
});

test('the quick fix removes the key and its finding', async () => {
  const { document } = await showText('python', KEY_LINE);
  const [found] = (await whenFindings(document, 'no key found', (all) => all.some(ofKey))).filter(ofKey);
  if (found === undefined) throw new Error('no key found');
  const actions = await actionsAt(document, found.range, vscode.CodeActionKind.QuickFix);
  await apply(
    choose(actions, 'fix', (action) => action.edit !== undefined && !/ignore|disable/i.test(action.title)),
  );
  await whenFindings(document, 'the key is still reported', (all) => !all.some(ofKey));
  if (document.getText().includes('hf' + '_')) throw new Error('the key is still in the text');
});

test('fix all repairs what is safe to repair', async () => {
  const { document } = await showText('yaml', MANIFEST);
  const before = await whenFindings(document, 'nothing found in the manifest', (all) => all.length > 0);
  const whole = new vscode.Range(0, 0, document.lineCount, 0);
  const kind = vscode.CodeActionKind.SourceFixAll.append('parapet');
  const actions = await actionsAt(document, whole, kind);
  await apply(
    choose(actions, 'fix-all action', (action) => action.kind !== undefined && kind.contains(action.kind)),
  );
  await whenFindings(document, 'no finding went away', (all) => all.length < before.length);
});

test('ignore on this line silences the finding and leaves the code', async () => {
  const { document } = await showText('python', KEY_LINE);
  const [found] = (await whenFindings(document, 'no key found', (all) => all.some(ofKey))).filter(ofKey);
  if (found === undefined) throw new Error('no key found');
  const actions = await actionsAt(document, found.range, vscode.CodeActionKind.QuickFix);
  await apply(choose(actions, 'ignore action', (action) => /ignore.*line/i.test(action.title)));
  await whenFindings(document, 'the key is still reported', (all) => !all.some(ofKey));
  if (!document.getText().includes(KEY_LINE.trim())) throw new Error('the code was changed');
  if (!document.getText().includes(`parapet: ignore[${KEY_RULE}]`))
    throw new Error('no ignore comment was written');
});

test('the Dockerfiles of the workspace have findings', async () => {
  await someFileHasFindings('**/*Dockerfile*', () => true);
});

test('the Kubernetes manifests of the workspace have findings', async () => {
  await someFileHasFindings('**/*.{yaml,yml}', (text) => /^kind:\s*\w+/m.test(text));
});

test('restarting the server brings the findings back', async () => {
  const { document } = await showText('python', KEY_LINE);
  await whenFindings(document, 'no key found', (all) => all.some(ofKey));
  await vscode.commands.executeCommand('parapet.restart');
  await append(await vscode.window.showTextDocument(document), 'print("again")\n');
  await whenFindings(document, 'no key found after the restart', (all) => all.some(ofKey));
});

/** Called by VS Code: runs all tests, writes each outcome to the file named by PARAPET_TEST_RESULTS as a line of JSON. */
export async function run(): Promise<void> {
  const results = process.env.PARAPET_TEST_RESULTS;
  const report = (outcome: Outcome): void => {
    if (results === undefined) console.log(outcomeLine(outcome));
    else appendFileSync(results, `${JSON.stringify(outcome)}\n`);
  };
  const outcomes = await runTests(closeEverything, report);
  if (failed(outcomes)) throw new Error('some tests failed');
}

/** Untitled documents count as unsaved work: each is reverted, or VS Code would ask about it. */
async function closeEverything(): Promise<void> {
  for (let tries = 0; tries < 20 && vscode.window.activeTextEditor !== undefined; tries += 1) {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

async function openWritten(name: string, text: string): Promise<vscode.TextDocument> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error('no folder is open');
  const uri = vscode.Uri.joinPath(folder.uri, name);
  await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document);
  return document;
}

async function someFileHasFindings(glob: string, wanted: (text: string) => boolean): Promise<void> {
  const documents: vscode.TextDocument[] = [];
  for (const uri of await vscode.workspace.findFiles(glob)) {
    const document = await vscode.workspace.openTextDocument(uri);
    if (wanted(document.getText())) documents.push(document);
  }
  const [first, ...others] = documents;
  if (first === undefined) throw new Error(`the workspace has no such file: ${glob}`);
  const any = (): boolean => documents.some((document) => findings(document).length > 0);
  await whenFindings(first, `no finding in ${others.length + 1} files`, any);
}
