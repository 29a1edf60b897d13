// The language of the scenarios: what a person does in the editor and sees there, one step after the other. Data only;
// how a step is carried out on a page stands in scripts/vscode/page.ts.

/** One thing that is done or seen. `on` is a text that stands once in the open file and ends inside the finding. */
export type Step =
  /** Opens a file through quick open. */
  | { do: 'open'; file: string }
  /** Waits until there is a squiggle at the end of `on`. */
  | { do: 'squiggle'; on: string }
  /** Waits until there is no squiggle at the end of `on`. */
  | { do: 'clean'; on: string }
  /** Puts the cursor on `on`, opens the quick-fix menu, and takes the entry whose title contains `action`. */
  | { do: 'choose'; on: string; action: string }
  /** Opens the quick-fix menu on `on`, waits for the entry `action`, takes a picture, and closes the menu. */
  | { do: 'show-menu'; on: string; action: string; picture: string }
  /** Moves the pointer onto the end of `on`, waits for a hover that contains `says`, and takes a picture. */
  | { do: 'hover'; on: string; says: string; picture: string }
  /** Puts the cursor behind the line of `after` and types `text` as a new line, key by key. */
  | { do: 'type'; after: string; text: string }
  /** Runs the command `title` from the command palette. */
  | { do: 'command'; title: string }
  /** Waits until the open file contains `text`. */
  | { do: 'see'; text: string }
  /** Waits until the open file does not contain `text`. */
  | { do: 'not-see'; text: string }
  /** Takes a picture of the window. */
  | { do: 'picture'; name: string };

/** A named test: its steps, each of which must succeed. The editors are reverted and closed behind it. */
export interface Scenario {
  name: string;
  steps: Step[];
}

/** What one run drives: a workspace folder that is copied first, and the scenarios in it. */
export interface Drive {
  workspace: string;
  scenarios: Scenario[];
}
