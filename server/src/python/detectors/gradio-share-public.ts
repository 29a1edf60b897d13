/** Gradio apps that `share=True` puts on a public address; worse without a login. */
import { argumentOf, argumentValue } from '../arguments.ts';
import { spanOf } from '../ast.ts';
import type { PythonDetector } from '../detector.ts';
import { importModule, replace, setArgument } from '../edit.ts';
import type { PythonFile } from '../file.ts';

const LOGIN = '(os.environ["GRADIO_USER"], os.environ["GRADIO_PASS"])';

/** On Hugging Face Spaces, which a README with `sdk: gradio` declares, `share` is ignored. */
function isSpace(file: PythonFile): boolean {
  for (const source of file.project.files('text'))
    if (source.path === 'README.md') return /^---\r?\n(?:.*\r?\n)*?sdk:\s*gradio\b/.test(source.text);
  return false;
}

export const detector: PythonDetector = {
  calls: ['gradio.**.launch'],
  *call({ call }, _name, file) {
    const share = argumentOf(call, 'share', file.names);
    const value = argumentValue(call, 'share', file.names);
    if (share.state !== 'given' || value.state !== 'known' || value.value !== true || isSpace(file)) return;
    const states = ['auth', 'auth_dependency'].map((name) => argumentOf(call, name, file.names).state);
    if (states.includes('maybe')) return;
    const guarded = states.includes('given');
    const imported = importModule(file, 'os');
    const login = share.argument.star ? undefined : [replace(share.argument, `auth=${LOGIN}`)];
    yield {
      case: guarded ? 'login' : 'open',
      span: spanOf(share.argument),
      edits: {
        private: setArgument(file, call, 'share', 'False'),
        login: imported && login && [...imported, ...login],
      },
    };
  },
};
