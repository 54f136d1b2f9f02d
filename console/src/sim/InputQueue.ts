import type { InputSink } from "@/live/hands";

/** Where an input ends up; a rejected promise means that it was not taken. */
export type SendInput = (input: string) => Promise<unknown>;

const mostWaiting = 200;

/**
 * Sends input one after the other, as the phone must get it in order. A move that waits is replaced by the next one of
 * the same finger, so that a slow server is never behind by more than one move.
 */
export class InputQueue implements InputSink {
  private waiting: { input: string; move: string }[] = [];
  private sending = false;

  constructor(private readonly send: SendInput) {}

  control = (input: string) => this.put(input, "");

  moves = (input: string) => {
    const { finger } = JSON.parse(input);
    return this.put(input, `finger ${finger}`);
  };

  private put(input: string, move: string): boolean {
    const last = this.waiting.at(-1);
    if (move !== "" && last?.move === move) last.input = input;
    else if (this.waiting.length < mostWaiting) this.waiting.push({ input, move });
    else return false;
    void this.work();
    return true;
  }

  private async work() {
    if (this.sending) return;
    this.sending = true;
    for (let next = this.waiting.shift(); next; next = this.waiting.shift()) {
      // A refused input is gone: the phone has turned, or is off. The page shows both.
      await this.send(next.input).catch(() => {});
    }
    this.sending = false;
  }
}
