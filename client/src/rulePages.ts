/**
 * The pages of rules inside VS Code, without a network: a virtual markdown document in VS Code's own preview, opened by
 * command or by an address (`vscode://parapet-security.parapet/rule/<id>`), as diagnostics link to it.
 */
import * as vscode from 'vscode';

const SCHEME = 'parapet-rule';
const RULE_PATH = /^\/rule\/([\w-]+)$/;
const RULE_ID = /^[\w-]+$/;

/** Gives a rule's page as markdown, or null when there is no such rule. */
type Pages = (rule: string) => Promise<string | null>;

export class RulePages implements vscode.Disposable {
  readonly #pages: Pages;
  readonly #subscriptions: vscode.Disposable[];

  constructor(pages: Pages) {
    this.#pages = pages;
    this.#subscriptions = [
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
        provideTextDocumentContent: (uri) => this.#content(uri),
      }),
      vscode.window.registerUriHandler({ handleUri: (uri) => this.open(RULE_PATH.exec(uri.path)?.[1]) }),
    ];
  }

  /** Shows the page of a rule; asks for its id when there is none. */
  async open(rule: unknown): Promise<void> {
    const id = typeof rule === 'string' ? rule : await this.#ask();
    if (id === undefined || id === '') return;
    if (!RULE_ID.test(id) || (await this.#pages(id)) === null) {
      void vscode.window.showWarningMessage(`Parapet has no rule "${id}".`);
      return;
    }
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${id}.md` });
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #content(uri: vscode.Uri): Promise<string> {
    const id = uri.path.slice(1).replace(/\.md$/, '');
    return (await this.#pages(id)) ?? `Parapet has no rule "${id}".`;
  }

  #ask(): Thenable<string | undefined> {
    const uri = vscode.window.activeTextEditor?.document.uri;
    const here = uri === undefined ? [] : vscode.languages.getDiagnostics(uri);
    const found = here.filter(({ source }) => source === 'parapet').map(({ code }) => code);
    const ids = new Set(found.map((code) => String(typeof code === 'object' ? code.value : code)));
    if (ids.size > 0) return vscode.window.showQuickPick([...ids], { placeHolder: 'Rule' });
    return vscode.window.showInputBox({ prompt: 'Id of a rule, for example torch-load-unsafe' });
  }
}
