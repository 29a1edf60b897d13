/**
 * When what is analysed. There is no debounce: a change is analysed as soon as no further change is waiting to be
 * read, so of a burst of changes only the last version is analysed. Knows neither documents nor the protocol.
 */

/** How long nothing must have been requested before the work for `later` begins, in milliseconds. */
const QUIET_MS = 300;

export class Scheduler {
  readonly #run: (key: string) => void;
  readonly #now = new Set<string>();
  readonly #later = new Set<string>();
  #requests = 0;
  #armed = false;
  #timer: NodeJS.Timeout | undefined;

  /** `run` is called for one key at a time and must not throw. */
  constructor(run: (key: string) => void) {
    this.#run = run;
  }

  /** Runs `key` as soon as nothing newer is waiting. */
  request(key: string): void {
    this.#requests++;
    this.#later.delete(key);
    this.#now.add(key);
    this.#arm();
  }

  /** Runs `keys` when the user pauses. */
  requestLater(keys: Iterable<string>): void {
    for (const key of keys) if (!this.#now.has(key)) this.#later.add(key);
    if (this.#later.size > 0) this.#wait();
  }

  waiting(key: string): boolean {
    return this.#now.has(key) || this.#later.has(key);
  }

  /** Runs `key` at once if it is waiting. */
  flush(key: string): void {
    const waited = this.#now.delete(key);
    if (this.#later.delete(key) || waited) this.#run(key);
  }

  forget(key: string): void {
    this.#now.delete(key);
    this.#later.delete(key);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#now.clear();
    this.#later.clear();
  }

  #arm(): void {
    if (this.#armed) return;
    this.#armed = true;
    // The connection handles one message per turn of the event loop. Two turns: the first lets the message behind this
    // one be read, the second lets new input be read from the pipe.
    setImmediate(() => setImmediate(() => this.#turn(this.#requests)));
  }

  #turn(seen: number): void {
    setImmediate(() => {
      if (seen === this.#requests) this.#next();
      else this.#again();
    });
  }

  #next(): void {
    this.#armed = false;
    const [key] = this.#now;
    if (key !== undefined) this.flush(key);
    if (this.#now.size > 0) this.#arm();
    else if (this.#later.size > 0) this.#wait();
  }

  #again(): void {
    setImmediate(() => this.#turn(this.#requests));
  }

  #wait(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#rest(), QUIET_MS);
  }

  /** One of the waiting keys per turn, so that a keystroke gets in between. */
  #rest(): void {
    if (this.#now.size > 0) return;
    const [key] = this.#later;
    if (key === undefined) return;
    this.flush(key);
    if (this.#later.size > 0) this.#timer = setTimeout(() => this.#rest(), 0);
  }
}
