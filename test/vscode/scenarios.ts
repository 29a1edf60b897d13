// What the packaged extension is driven through, with the names of the samples and of the fixes. Data only.
import { join, resolve } from 'node:path';
import type { Drive } from './steps.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** The scenarios on this project's samples; their pictures are those of the README. */
export const OWN_DRIVE: Drive = {
  workspace: join(ROOT, 'samples'),
  scenarios: [
    {
      name: 'an opened Python file shows its findings, and why',
      steps: [
        { do: 'open', file: 'app.py' },
        { do: 'squiggle', on: 'trust_remote' },
        { do: 'clean', on: 'app = FastAPI' },
        { do: 'hover', on: 'trust_remote', says: 'trust-remote-code', picture: 'hover' },
      ],
    },
    {
      name: 'a quick fix repairs its finding and nothing else',
      steps: [
        { do: 'open', file: 'app.py' },
        { do: 'squiggle', on: 'torch.load' },
        { do: 'show-menu', on: 'torch.load', action: 'Load weights only', picture: 'quick-fix' },
        { do: 'choose', on: 'torch.load', action: 'Load weights only' },
        { do: 'see', text: 'torch.load("artifacts/head.pt", weights_only=True)' },
        { do: 'clean', on: 'torch.load' },
        { do: 'picture', name: 'fixed' },
        { do: 'squiggle', on: 'trust_remote' },
      ],
    },
    {
      name: 'a typed line is underlined before it is saved',
      steps: [
        { do: 'open', file: 'app.py' },
        {
          do: 'type',
          after: 'tokenizer = AutoTokenizer',
          text: 'judge = AutoTokenizer.from_pretrained("acme/judge", trust_remote_code=True)',
        },
        { do: 'squiggle', on: 'judge", trust_remote' },
      ],
    },
    {
      name: 'fix all of a rule repairs every place in the file',
      steps: [
        { do: 'open', file: 'app.py' },
        {
          do: 'type',
          after: 'artifacts/head.pt',
          text: 'judge.load_state_dict(torch.load("artifacts/judge.pt"))',
        },
        { do: 'squiggle', on: 'judge.load_state_dict(torch.load' },
        { do: 'choose', on: 'encoder.load_state_dict(torch.load', action: 'Fix all of torch-load-unsafe' },
        { do: 'see', text: '"artifacts/head.pt", weights_only=True' },
        { do: 'see', text: '"artifacts/judge.pt", weights_only=True' },
        { do: 'clean', on: 'encoder.load_state_dict(torch.load' },
        { do: 'clean', on: 'judge.load_state_dict(torch.load' },
      ],
    },
    {
      name: 'ignore on this line silences the finding',
      steps: [
        { do: 'open', file: 'app.py' },
        { do: 'squiggle', on: 'trust_remote' },
        { do: 'choose', on: 'trust_remote', action: 'Ignore trust-remote-code on this line' },
        { do: 'see', text: 'parapet: ignore[trust-remote-code]' },
        { do: 'clean', on: 'trust_remote_code=' },
      ],
    },
    {
      name: 'the command Apply All Safe Fixes repairs what is safe to repair',
      steps: [
        { do: 'open', file: 'article/deployment.yaml' },
        { do: 'squiggle', on: 'networkPolicy' },
        { do: 'command', title: 'Parapet: Apply All Safe Fixes' },
        { do: 'see', text: 'runAsNonRoot: true' },
      ],
    },
    {
      name: 'the misplaced policy of a manifest becomes a real one',
      steps: [
        { do: 'open', file: 'article/deployment.yaml' },
        { do: 'squiggle', on: 'networkPolicy' },
        { do: 'choose', on: 'networkPolicy', action: 'Move it into a NetworkPolicy' },
        { do: 'not-see', text: 'networkPolicy:' },
      ],
    },
    {
      name: 'a Dockerfile shows its findings',
      steps: [
        { do: 'open', file: 'service/Dockerfile' },
        { do: 'squiggle', on: 'FROM python' },
        { do: 'clean', on: 'WORKDIR /app' },
      ],
    },
  ],
};
