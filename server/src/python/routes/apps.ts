/**
 * What stands around the routes of an app or router: the routers and apps that include it, middlewares, functions that
 * run before each request, extensions. Which of it does what is not asked here.
 */
import type { Attribute, Call, Expression, FunctionDef } from '../ast.ts';
import { boundOf } from '../bind.ts';
import type { PythonFile } from '../file.ts';
import { gathered, perNode } from '../memo.ts';
import { chainOf, keyword, ownerCalls, ownerOf } from './owners.ts';
import type { RouteOwner } from './route.ts';

export interface Around {
  /** The owner and what includes it, innermost first. */
  readonly owners: readonly RouteOwner[];
  /** The calls that make an owner, and those that include one. */
  readonly declarations: readonly {
    readonly call: Call;
    readonly level: 'group' | 'app';
    readonly by: string;
  }[];
  /** What is added as a middleware: a class or a function. */
  readonly middlewares: readonly Expression[];
  /** A list of middlewares, or the whole chain, that this file does not show. */
  readonly unknown: boolean;
  /** Functions of this file that run around every request. */
  readonly hooks: readonly FunctionDef[];
  /** Calls that are given an owner: `Limiter(key, app=app)`, `init_app(app)`. */
  readonly extensions: readonly Call[];
  /** Whether an app is among the owners, and all of them are made in this file. */
  readonly complete: boolean;
}

const ADDING =
  /^(add_middleware|middleware|before_request|before_app_request|after_request|register_middleware)$/;
const HOOK = /^(before_request|before_app_request|after_request|middleware|on_request|on_response)$/;

function hookOf(decorator: Expression): Attribute | undefined {
  const callee = decorator.kind === 'call' ? decorator.func : decorator;
  return callee.kind === 'attribute' && HOOK.test(callee.attr) ? callee : undefined;
}

const allHooks = gathered((_file, chunk) =>
  boundOf(chunk).functions.filter((fn) => fn.decorators.some((decorator) => hookOf(decorator))),
);

/** The middlewares that a call which makes an owner is given; undefined where they stand elsewhere. */
function given(file: PythonFile, call: Call): readonly Expression[] | undefined {
  const list = keyword(file, call, 'middleware');
  if (!list) return [];
  if (list.kind !== 'list' && list.kind !== 'tuple') return undefined;
  return list.items.map((item) => (item.kind === 'call' ? (item.args[0]?.value ?? item) : item));
}

/** Everything around the routes of `owner`, as far as this file shows it. */
export const aroundOf: (file: PythonFile, owner: RouteOwner) => Around = perNode((file, owner) => {
  const { owners, calls } = chainOf(file, owner);
  const creations = owners.flatMap(({ creation, role }) =>
    creation ? [{ call: creation, level: role, by: 'its arguments' }] : [],
  );
  const inclusions = calls.map((call) => ({
    call,
    level: 'group' as const,
    by: 'the call that includes it',
  }));
  const lists = [...creations, ...inclusions].map(({ call }) => given(file, call));
  const middlewares = lists.flatMap((list) => list ?? []);
  const extensions: Call[] = [];
  const ours = (node: Expression | undefined): boolean => {
    const found = node && ownerOf(file, node);
    return found !== undefined && owners.includes(found);
  };
  let wrapped = false;
  for (const call of ownerCalls(file)) {
    const { func, args } = call;
    if (func.kind === 'attribute' && ours(func.value)) {
      const [first] = args;
      if (first && ADDING.test(func.attr) && first.value.kind !== 'string') middlewares.push(first.value);
      wrapped ||= func.attr === 'wsgi_app';
    } else if (args.some(({ value }) => ours(value))) extensions.push(call);
  }
  const hooks = allHooks(file).filter((fn) =>
    fn.decorators.some((decorator) => ours(hookOf(decorator)?.value)),
  );
  return {
    owners,
    declarations: [...creations, ...inclusions],
    middlewares,
    unknown: wrapped || lists.includes(undefined),
    hooks,
    extensions,
    complete: owners.every(({ creation }) => creation) && owners.some(({ role }) => role === 'app'),
  };
});
