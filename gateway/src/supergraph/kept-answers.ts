/** Answers that anybody may share, for the seconds that they may. What was used longest ago goes first. */
export class KeptAnswers {
  readonly #answers = new Map<string, { text: string; untilMs: number }>();
  #characters = 0;

  constructor(
    private readonly mostCharacters: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  get(key: string): string | undefined {
    const found = this.#answers.get(key);
    if (!found) return undefined;
    this.#forget(key);
    if (found.untilMs <= this.now()) return undefined;
    this.#put(key, found);
    return found.text;
  }

  keep(key: string, text: string, seconds: number): void {
    this.#forget(key);
    if (key.length + text.length > this.mostCharacters / 8) return;
    this.#put(key, { text, untilMs: this.now() + seconds * 1_000 });
    while (this.#characters > this.mostCharacters) this.#forget(this.#answers.keys().next().value!);
  }

  #put(key: string, answer: { text: string; untilMs: number }): void {
    this.#answers.set(key, answer);
    this.#characters += key.length + answer.text.length;
  }

  #forget(key: string): void {
    const found = this.#answers.get(key);
    if (!found) return;
    this.#answers.delete(key);
    this.#characters -= key.length + found.text.length;
  }
}
