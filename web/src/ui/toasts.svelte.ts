// Short news at the bottom of the page, with a way back. What is said here is also announced.
import { announcer } from './announcer.svelte';

const SHOWN_MS = 8_000;
const TOASTS_MAX = 3;

export interface Toast {
  id: number;
  text: string;
  kind: 'plain' | 'success' | 'failure';
  action?: { label: string; run: () => void };
}

class Toasts {
  list: readonly Toast[] = $state.raw([]);
  #next = 1;
  #timers = new Map<number, ReturnType<typeof setTimeout>>();
  #held = false;

  show(text: string, options: { kind?: Toast['kind']; action?: Toast['action'] } = {}): number {
    const toast: Toast = { id: this.#next++, text, kind: options.kind ?? 'plain', ...(options.action && { action: options.action }) };
    for (const old of this.list.slice(0, Math.max(0, this.list.length + 1 - TOASTS_MAX))) {
      this.close(old.id);
    }
    this.list = [...this.list, toast];
    announcer.say(text);
    if (!this.#held) {
      this.#start(toast.id);
    }
    return toast.id;
  }

  failed(text: string): void {
    this.show(text, { kind: 'failure' });
  }

  close(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  /** Runs the action of the newest toast that has one: the key for undo. */
  undo(): boolean {
    const toast = this.list.findLast((one) => one.action !== undefined);
    if (toast === undefined) {
      return false;
    }
    this.close(toast.id);
    toast.action?.run();
    return true;
  }

  /** While someone reads or has the focus there, no time passes. */
  hold(held: boolean): void {
    this.#held = held;
    for (const toast of this.list) {
      clearTimeout(this.#timers.get(toast.id));
      if (!held) {
        this.#start(toast.id);
      }
    }
  }

  #start(id: number): void {
    this.#timers.set(id, setTimeout(() => this.close(id), SHOWN_MS));
  }
}

export const toasts = new Toasts();
