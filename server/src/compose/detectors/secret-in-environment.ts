/** `secret-in-environment`: the value of a variable that is a secret by its name, or a password inside of an address. */
import { isPassword, isToken } from '../../secrets/chosen.ts';
import { isDefaultPassword, userBeside } from '../../secrets/default-passwords.ts';
import { isSecret, passwordInUrl, secretName, shown } from '../../secrets/secret-words.ts';
import type { Edits } from '../../yaml/additions.ts';
import type { ComposeDetector, Seen } from '../detector.ts';
import { type Variable, variablesOf } from '../environment.ts';
import { isOwn, type Service } from '../services.ts';

/** `${NAME:?…}` in the place of the value: Compose stops where nobody sets it. */
function fromOutside(service: Service, variable: Variable): Edits {
  const { name, listed, view, written } = variable;
  if (!isOwn(service, ['environment']) || view.via || view.node.kind !== 'scalar') return undefined;
  if (written === undefined || view.node.style === 'block' || !/^[A-Za-z_]\w*$/.test(name)) return undefined;
  const value = `\${${name}:?set ${name}}`;
  const text = listed ? `${name}=${value}` : value;
  const { style, span } = view.node;
  const quoted = style === 'single' ? `'${text}'` : `"${text}"`;
  return [{ span, text: quoted }];
}

interface Secret {
  readonly secret: string;
  readonly user: string | undefined;
}

function secretOf(service: Service, { name, value }: Variable): Secret | undefined {
  if (!value) return undefined;
  const inUrl = passwordInUrl(value.text);
  if (inUrl) return { secret: inUrl.password, user: inUrl.user };
  const others = variablesOf(service).map((other) => ({ name: other.name, value: other.value?.text ?? '' }));
  const user = userBeside(name, others);
  return isSecret(name, value.text) ? { secret: value.text, user } : undefined;
}

/** A password that images come with: `isSecret` takes the shorter of these for words. */
function defaultOf(
  { name, value }: Variable,
  view: Parameters<ComposeDetector['detect']>[1],
): Secret | undefined {
  const text = value?.text ?? '';
  const password = /pass|pwd|secret/i.test(name) && secretName(name) === 'yes';
  return password && isDefaultPassword(view.models, text) ? { secret: text, user: undefined } : undefined;
}

/** Says whose key it is; the secret is another variable's. */
const NAME_OF_KEY = /(?<!SECRET_)ACCESS_?KEY(?:_?ID)?$|_USERS?$/i;

/** Whether nobody guesses it. */
function isHard(secret: string): boolean {
  return isPassword(secret) || isToken(secret);
}

export const detector: ComposeDetector = {
  detect(service, view): Seen[] {
    if (!isOwn(service, ['environment'])) return [];
    return variablesOf(service).flatMap((variable): Seen[] => {
      if (NAME_OF_KEY.test(variable.name)) return [];
      const found = secretOf(service, variable) ?? defaultOf(variable, view);
      if (!found) return [];
      const { name, span, value } = variable;
      const usual = isDefaultPassword(view.models, found.secret, found.user);
      const fallback = (value?.variables.length ?? 0) > 0;
      return [
        {
          case: fallback ? 'fallback' : usual ? 'default' : isHard(found.secret) ? 'value' : 'weak',
          span,
          values: { name, shown: shown(found.secret) },
          edits: { outside: fallback ? undefined : fromOutside(service, variable) },
        },
      ];
    });
  },
};
