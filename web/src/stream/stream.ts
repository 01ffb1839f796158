// The shell around the parser and the waits: holds the connection, and decides nothing about leads.
import { STREAM_PATH } from '../api/client';
import { waitMs } from './backoff';
import { SseParser, type ServerEvent } from './sse';

/** What the connection is doing; `attempt` is the number of tries that failed in a row. */
export type StreamState =
  | { kind: 'connecting'; attempt: number }
  | { kind: 'live' }
  | { kind: 'waiting'; attempt: number; retryAt: number };

export interface StreamHandlers {
  /** `resumed`: the server was given a cursor and sends what was missed. */
  state: (state: StreamState, resumed: boolean) => void;
  event: (event: ServerEvent) => void;
  signedOut: () => void;
}

// The server sends a comment at least every 15 s; three missed ones mean a dead line that nobody closed.
const SILENCE_MS_MAX = 45_000;

// A server that accepts and hangs up at once must not be asked twice a second for ever.
const STABLE_MS = 5_000;

export class Stream {
  #handlers: StreamHandlers;
  #cursor = '';
  #attempt = 0;
  #stopped = false;
  #abort: AbortController | null = null;
  #wake: (() => void) | null = null;

  constructor(handlers: StreamHandlers) {
    this.#handlers = handlers;
  }

  start(): void {
    window.addEventListener('online', this.retryNow);
    window.addEventListener('offline', this.#drop);
    void this.#run();
  }

  stop(): void {
    this.#stopped = true;
    window.removeEventListener('online', this.retryNow);
    window.removeEventListener('offline', this.#drop);
    this.#abort?.abort();
    this.#wake?.();
  }

  retryNow = (): void => {
    this.#wake?.();
  };

  // A read may hang for minutes after the network went; the browser already knows better.
  #drop = (): void => {
    this.#abort?.abort();
  };

  async #run(): Promise<void> {
    while (!this.#stopped) {
      this.#handlers.state({ kind: 'connecting', attempt: this.#attempt }, false);
      const begun = Date.now();
      const answered = await this.#connect();
      if (this.#stopped) {
        return;
      }
      this.#attempt = answered && Date.now() - begun > STABLE_MS ? 1 : this.#attempt + 1;
      const wait = waitMs(this.#attempt, Math.random());
      this.#handlers.state({ kind: 'waiting', attempt: this.#attempt, retryAt: Date.now() + wait }, false);
      await this.#sleep(wait);
    }
  }

  /** Returns when the connection is over, for whatever reason; true if there was one. */
  async #connect(): Promise<boolean> {
    const abort = new AbortController();
    this.#abort = abort;
    let answered = false;
    let watchdog = setTimeout(() => abort.abort(), SILENCE_MS_MAX);
    try {
      const headers: Record<string, string> = { Accept: 'text/event-stream' };
      if (this.#cursor !== '') {
        headers['Last-Event-ID'] = this.#cursor;
      }
      const response = await fetch(STREAM_PATH, { headers, cache: 'no-store', signal: abort.signal });
      if (response.status === 401) {
        this.stop();
        this.#handlers.signedOut();
        return false;
      }
      if (!response.ok || response.body === null) {
        return false;
      }
      answered = true;
      this.#handlers.state({ kind: 'live' }, this.#cursor !== '');
      const parser = new SseParser(this.#cursor);
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let read = await reader.read(); !read.done; read = await reader.read()) {
        clearTimeout(watchdog);
        watchdog = setTimeout(() => abort.abort(), SILENCE_MS_MAX);
        for (const event of parser.push(read.value)) {
          this.#cursor = event.id;
          this.#handlers.event(event);
        }
        this.#cursor = parser.cursor;
      }
    } catch {
      // Aborted, refused or cut: the same to us, try again.
    } finally {
      clearTimeout(watchdog);
      abort.abort(); // Also after a parser error: nothing may keep reading.
    }
    return answered;
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, ms);
      const wake = () => done();
      this.#wake = wake;
      function done() {
        clearTimeout(timer);
        resolve();
      }
    });
  }
}
