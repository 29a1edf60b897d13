/** What the user asked for cannot be done. The message is a sentence for the user; the run ends with exit code 2. */
export class Unusable extends Error {}
