/** Texts with known findings, for the tests of the server. */

/** A key of a provider's shape; from parts, so that no scanner takes this file for a leak. */
export const KEY = ['hf', 'qRtYuZpLmKwXvBnAsDfGhJkEoIcUrTzQyW'].join('_');

/** One `trust-remote-code` on line 1. */
export const LOADER = `from transformers import AutoModel
model = AutoModel.from_pretrained("someone/model", trust_remote_code=True)
`;

/** Two `tls-off-in-build` with a suggested fix each, on lines 1 and 2. */
export const IMAGE = `FROM python:3.12@sha256:${'0123456789abcdef'.repeat(4)}
RUN pip install --trusted-host pypi.example.org fastapi
RUN pip install --trusted-host pypi.example.org torch
USER 10001
`;

/** Two suppressions that suppress nothing, each with a safe fix. */
export const STALE = `import os  # parapet: ignore[trust-remote-code] -- long gone

# parapet: ignore[trust-remote-code]
print(os.name)
`;
