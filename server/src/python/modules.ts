/**
 * Which files of the project an import may mean, as Python would look for them: relative to the importing file; else in
 * the folder where its outermost package lies (its own folder for a script), and in the folders above and their `src/`,
 * which are on the path of whoever runs or installs the project from there. Knows files by path only, not what is in them.
 */

/** Whether there is a file. */
export type Has = (path: string) => boolean;

export interface Module {
  /** From the folder that it is imported from, with a dot before it: `.pkg.loaders`. */
  readonly name: string;
  /** Its file; a folder without `__init__.py` has none. */
  readonly path: string | undefined;
  /** Where its submodules lie. */
  readonly folder: string | undefined;
}

function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

function folderOf(path: string): string {
  const end = path.lastIndexOf('/');
  return end < 0 ? '' : path.slice(0, end);
}

export class Modules {
  readonly #has: Has;
  readonly #roots = new Map<string, readonly string[]>();
  readonly #found = new Map<string, readonly Module[]>();

  /** Remembers what `has` says. */
  constructor(has: Has) {
    this.#has = has;
  }

  /** What `import module` in the file at `from` may mean, the first that Python would find first. */
  find(module: string, from: string): readonly Module[] {
    const folder = folderOf(from);
    const key = `${folder}\n${module}`;
    const known = this.#found.get(key);
    if (known) return known;
    const dots = /^\.*/.exec(module)?.[0].length ?? 0;
    const parts = module
      .slice(dots)
      .split('.')
      .filter((part) => part !== '');
    const starts = dots > 0 ? upwards(folder, dots - 1) : parts.length > 0 ? this.#rootsOf(folder) : [];
    const found = starts.flatMap((start) => this.#descend(start, parts) ?? []);
    this.#found.set(key, found);
    return found;
  }

  /** The submodule `name` of `module`. */
  child(module: Module, name: string): Module | undefined {
    if (module.folder === undefined || name === '') return undefined;
    const inner = join(module.folder, name);
    const full = `${module.name === '.' ? '' : module.name}.${name}`;
    const init = join(inner, '__init__.py');
    if (this.#has(init)) return { name: full, path: init, folder: inner };
    const path = `${inner}.py`;
    if (this.#has(path)) return { name: full, path, folder: undefined };
    return { name: full, path: undefined, folder: inner };
  }

  #descend(start: string, parts: readonly string[]): Module | undefined {
    const init = join(start, '__init__.py');
    const path = this.#has(init) ? init : undefined;
    let module: Module | undefined = { name: this.#nameOf(start), path, folder: start };
    for (const part of parts) module = module && this.child(module, part);
    return module;
  }

  /** The name of the package whose folder is `folder`: `.` where it is none. */
  #nameOf(folder: string): string {
    const [root = ''] = this.#rootsOf(folder);
    const inside = root === '' ? folder : folder.slice(root.length + 1);
    return `.${inside.replaceAll('/', '.')}`;
  }

  #rootsOf(folder: string): readonly string[] {
    const known = this.#roots.get(folder);
    if (known) return known;
    let root = folder;
    while (root !== '' && this.#has(join(root, '__init__.py'))) root = folderOf(root);
    const roots = [root];
    for (let above = root; ; above = folderOf(above)) {
      for (const each of [join(above, 'src'), above])
        if (!roots.includes(each) && !this.#has(join(each, '__init__.py'))) roots.push(each);
      if (above === '') break;
    }
    this.#roots.set(folder, roots);
    return roots;
  }
}

/** The folder `steps` above; none where that would leave the project. */
function upwards(folder: string, steps: number): readonly string[] {
  let found = folder;
  for (let step = 0; step < steps; step++) {
    if (found === '') return [];
    found = folderOf(found);
  }
  return [found];
}
