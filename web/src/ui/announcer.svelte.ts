// One polite live region for the whole page; several would talk over each other.
import { untrack } from 'svelte';

const KEPT_MS = 6_000; // Long enough to be spoken, gone before someone finds it by browsing.

class Announcer {
  text = $state('');
  #timer: ReturnType<typeof setTimeout> | undefined;

  say(text: string): void {
    // The same sentence twice is no change to a screen reader; an unseen space makes it one.
    // Not tracked: an effect that speaks must not run again because it spoke.
    this.text = untrack(() => this.text) === text ? `${text}\u00A0` : text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.text = ''), KEPT_MS);
  }
}

export const announcer = new Announcer();
