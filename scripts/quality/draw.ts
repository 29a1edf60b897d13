/** Draws findings by lot, the same for the same seed. Must not know what a finding says. */
import { random } from '../../test/support/random.ts';

/** How many may be drawn, of everything and of one rule and one repository. */
export interface Limits {
  readonly all: number;
  readonly rule: number;
  readonly repository: number;
}

interface Drawable {
  readonly rule: string;
  readonly repository: string;
}

/** `list` in an order that `seed` decides (Fisher and Yates). */
export function shuffled<T>(list: readonly T[], seed: number): T[] {
  const next = random(seed);
  const order = [...list];
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    const [a, b] = [order[i], order[j]];
    if (a === undefined || b === undefined) continue;
    order[i] = b;
    order[j] = a;
  }
  return order;
}

/** Takes from the shuffled `list` one after another what the limits still allow. */
export function draw<T extends Drawable>(list: readonly T[], seed: number, limits: Limits): T[] {
  const rules = new Map<string, number>();
  const repositories = new Map<string, number>();
  const drawn: T[] = [];
  for (const one of shuffled(list, seed)) {
    const ofRule = rules.get(one.rule) ?? 0;
    const ofRepository = repositories.get(one.repository) ?? 0;
    if (ofRule >= limits.rule || ofRepository >= limits.repository) continue;
    rules.set(one.rule, ofRule + 1);
    repositories.set(one.repository, ofRepository + 1);
    drawn.push(one);
    if (drawn.length === limits.all) break;
  }
  return drawn;
}
