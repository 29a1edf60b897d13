/** DATA-011: differential privacy with settings under which it protects nobody. */
import { argumentOf } from '../arguments.ts';
import { spanOf } from '../ast.ts';
import { constantOf } from '../constants.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { replace } from '../edit.ts';
import { textOf } from '../file.ts';

interface Setting {
  readonly name: string;
  readonly case: string;
  readonly holds: (value: number) => boolean;
  /** A value to begin with. */
  readonly instead: string;
}

const SETTINGS: readonly Setting[] = [
  { name: 'noise_multiplier', case: 'none', holds: (value) => value === 0, instead: '1.0' },
  { name: 'noise_multiplier', case: 'noise', holds: (value) => value > 0 && value < 0.3, instead: '1.0' },
  { name: 'max_grad_norm', case: 'norm', holds: (value) => value > 100, instead: '1.0' },
  { name: 'l2_norm_clip', case: 'norm', holds: (value) => value > 100, instead: '1.0' },
  { name: 'target_epsilon', case: 'epsilon', holds: (value) => value > 10, instead: '8.0' },
  { name: 'target_delta', case: 'delta', holds: (value) => value >= 0.001, instead: '1e-5' },
];

export const detector: PythonDetector = {
  calls: [
    'opacus.PrivacyEngine().make_private',
    'opacus.PrivacyEngine().make_private_with_epsilon',
    'tensorflow_privacy.DPKeras*Optimizer',
    'tensorflow_privacy.**.DPKeras*Optimizer',
  ],
  *call({ call }, _name, file): Iterable<Seen> {
    for (const setting of SETTINGS) {
      const filled = argumentOf(call, setting.name, file.names);
      if (filled.state !== 'given') continue;
      const constant = constantOf(filled.value, file.names);
      if (constant.state !== 'known' || typeof constant.value !== 'number' || !setting.holds(constant.value))
        continue;
      yield {
        case: setting.case,
        span: spanOf(filled.argument),
        values: { setting: `${setting.name}=${textOf(file, filled.value)}`, instead: setting.instead },
        edits: { usual: filled.argument.star ? undefined : [replace(filled.value, setting.instead)] },
      };
    }
  },
};
