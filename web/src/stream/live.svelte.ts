// The one live connection of the page. Screens listen to it; nobody opens a second one.
import { createContext, untrack } from 'svelte';
import type { LeadEvent } from '../api/types';
import type { ServerEvent } from './sse';
import { Stream, type StreamState } from './stream';

export interface LiveListener {
  /** Something happened to a lead. */
  lead?: (event: LeadEvent) => void;
  /** Any event by its name on the wire; `lead` and `resync` come here too. */
  event?: (event: ServerEvent) => void;
  /** Events may have been missed: what is shown is to be read again. */
  resync?: () => void;
}

export class Live {
  connection: StreamState = $state.raw({ kind: 'connecting', attempt: 0 });
  #listeners = new Set<LiveListener>();
  #stream: Stream;
  #wasLive = false;
  #opened: () => void = () => {};
  /** Settles with the first connection. */
  readonly opened = new Promise<void>((resolve) => (this.#opened = resolve));

  constructor(handlers: { signedOut: () => void }) {
    this.#stream = new Stream({ state: this.#heardState, event: this.#heard, signedOut: handlers.signedOut });
  }

  start(): void {
    this.#stream.start();
  }

  stop(): void {
    this.#stream.stop();
  }

  reconnect(): void {
    this.#stream.retryNow();
  }

  /** For an effect: `$effect(() => live.listen({ lead: … }))`. */
  listen(listener: LiveListener): () => void {
    untrack(() => this.#listeners.add(listener));
    return () => this.#listeners.delete(listener);
  }

  #heardState = (state: StreamState, resumed: boolean): void => {
    this.connection = state;
    if (state.kind !== 'live') {
      return;
    }
    this.#opened();
    // Without a cursor the server cannot tell what we missed.
    if (this.#wasLive && !resumed) {
      this.#listeners.forEach((listener) => listener.resync?.());
    }
    this.#wasLive = true;
  };

  #heard = (event: ServerEvent): void => {
    this.#listeners.forEach((listener) => {
      listener.event?.(event);
      if (event.name === 'resync') {
        listener.resync?.();
      } else if (event.name === 'lead') {
        listener.lead?.(JSON.parse(event.data) as LeadEvent);
      }
    });
  };
}

/** The live connection, for everything below the shell. */
export const [useLive, provideLive] = createContext<Live>();
