/** A small program with holes, for whoever wants to see Parapet at work before opening code of their own. */
import * as vscode from 'vscode';

const PROGRAM = `import pickle

import torch
from transformers import AutoModel

# Each of these runs code that somebody hid in the file it loads.
weights = torch.load("model.pt", weights_only=False)
model = AutoModel.from_pretrained("someone/model", trust_remote_code=True)
with open("scaler.pkl", "rb") as file:
    scaler = pickle.load(file)

# Put the cursor on an underlined place and press Ctrl+. (Cmd+. on macOS).
`;

/** Opens the program as a new, unsaved document. */
export async function openSample(): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: 'python', content: PROGRAM });
  await vscode.window.showTextDocument(document);
}
