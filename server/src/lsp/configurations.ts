/**
 * Which `parapet.yaml` or `pyproject.toml` holds for a document: the nearest one above it, as it stands in the editor if
 * it is open there, else as on disk. Read once, until something changes.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Rule } from '../engine/types.ts';
import { CONFIGURATION_FILES, type Configuration, readConfiguration } from '../project/configuration.ts';
import type { WorkspaceIndex } from './workspaceIndex.ts';

/** A configuration and the file that holds it, as a path. */
export interface Placed {
  readonly file: string;
  readonly configuration: Configuration;
}

export class Configurations {
  readonly #rules: readonly Rule[];
  readonly #index: WorkspaceIndex;
  readonly #byFolder = new Map<string, Placed | undefined>();

  constructor(rules: readonly Rule[], index: WorkspaceIndex) {
    this.#rules = rules;
    this.#index = index;
  }

  /** What holds for the file at `path`, or undefined when nothing is configured. */
  of(path: string): Placed | undefined {
    return this.#inFolder(dirname(path));
  }

  /** Forgets everything, because a configuration file changed. */
  clear(): void {
    this.#byFolder.clear();
  }

  #inFolder(folder: string): Placed | undefined {
    if (this.#byFolder.has(folder)) return this.#byFolder.get(folder);
    const above = dirname(folder);
    const placed = this.#read(folder) ?? (above === folder ? undefined : this.#inFolder(above));
    this.#byFolder.set(folder, placed);
    return placed;
  }

  #read(folder: string): Placed | undefined {
    for (const name of CONFIGURATION_FILES) {
      const file = join(folder, name);
      const text = this.#textOf(file);
      const read = text === undefined ? undefined : readConfiguration(file, text, this.#rules);
      if (read) return { file, configuration: read.configuration };
    }
    return undefined;
  }

  #textOf(file: string): string | undefined {
    const known = this.#index.opened(file);
    if (known) return known.text;
    try {
      return readFileSync(file, 'utf8');
    } catch {
      // Absent or unreadable: there is no configuration here. A broken one is reported when it is opened.
      return undefined;
    }
  }
}
