/** Which gateway processes there are, as they tell each other. */
export class Members {
  readonly #heardAtMs = new Map<string, number>();
  #names: string[] = [];
  /** changes whenever somebody comes or goes */
  epoch = 0;

  constructor(
    readonly self: string,
    private readonly now: () => number,
    private readonly silentMs: number,
  ) {
    this.hear(self);
  }

  get count(): number {
    return this.#names.length;
  }

  hear(name: string): void {
    const isNew = !this.#heardAtMs.has(name);
    this.#heardAtMs.set(name, this.now());
    if (isNew) this.#changed();
  }

  /** Forgets who has been silent; nobody where we do not hear ourselves: then it is the line that is down. */
  forgetSilent(): void {
    const atMs = this.now();
    if (atMs - this.#heardAtMs.get(this.self)! > this.silentMs) return;
    const before = this.#heardAtMs.size;
    for (const [name, heardAtMs] of this.#heardAtMs)
      if (name !== this.self && atMs - heardAtMs > this.silentMs) this.#heardAtMs.delete(name);
    if (this.#heardAtMs.size !== before) this.#changed();
  }

  /** The one process that keeps a key's account: the same for all, and few keys move when somebody comes or goes. */
  ownerOf(key: string): string {
    if (this.#names.length === 1) return this.self;
    let best = this.self;
    let most = -1;
    for (const name of this.#names) {
      const weight = hash(`${name} ${key}`);
      if (weight > most) [best, most] = [name, weight];
    }
    return best;
  }

  #changed(): void {
    this.#names = [...this.#heardAtMs.keys()].sort();
    this.epoch += 1;
  }
}

/** FNV-1a, mixed once more: neighbouring names must not win together. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  return (value ^ (value >>> 13)) >>> 0;
}
