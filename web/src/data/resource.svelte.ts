// One question to the server and its answer, as state. What is shown stays until its successor is here; an older answer
// never comes after a younger one.
import type { Failure, Outcome } from '../api/client';
import { session } from '../session/session.svelte';

export type Load<T> = { kind: 'loading' } | { kind: 'ready'; value: T } | { kind: 'failed'; failure: Failure };

export class Resource<T> {
  state: Load<T> = $state.raw({ kind: 'loading' });
  /** Asked again while something is shown. */
  refreshing = $state(false);
  #ask: () => Promise<Outcome<T>>;
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ask: () => Promise<Outcome<T>>) {
    this.#ask = ask;
  }

  /** What is known, or nothing. */
  get value(): T | undefined {
    return this.state.kind === 'ready' ? this.state.value : undefined;
  }

  /** Asks, and again. A refresh that fails keeps what is shown. */
  async load(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const turn = ++this.#turn;
    this.refreshing = true;
    if (this.state.kind === 'failed') {
      this.state = { kind: 'loading' };
    }
    const outcome = await this.#ask();
    if (turn !== this.#turn) {
      return;
    }
    this.refreshing = false;
    if (outcome.ok) {
      this.state = { kind: 'ready', value: outcome.value };
      return;
    }
    if (outcome.failure.kind === 'signed-out') {
      session.ended();
    }
    if (this.state.kind !== 'ready') {
      this.state = { kind: 'failed', failure: outcome.failure };
    }
  }

  /** Asks soon: a burst of events brings one question. */
  soon(ms = 300): void {
    this.#timer ??= setTimeout(() => void this.load(), ms);
  }

  /** Shows what we already know to be true now; an answer that is on its way was made before and is dropped. */
  put(value: T): void {
    this.#turn += 1;
    this.refreshing = false;
    this.state = { kind: 'ready', value };
  }

  /** Changes what is shown, if something is. */
  patch(change: (value: T) => T): void {
    if (this.state.kind === 'ready') {
      this.put(change(this.state.value));
    }
  }

  stop(): void {
    this.#turn += 1;
    clearTimeout(this.#timer);
  }
}
