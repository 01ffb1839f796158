// Server-sent events out of pieces of text, after the HTML standard's "event stream interpretation".
// Values in, values out: no socket and no clock, so that every split of the bytes can be tested.

export interface ServerEvent {
  name: string;
  data: string;
  /** The cursor after this event; empty when the server has not named one yet. */
  id: string;
}

const BUFFER_CHARS_MAX = 1024 * 1024; // One event is a few hundred bytes; more is not our stream.

export class SseParser {
  #rest = '';
  #name = '';
  #data: string[] = [];
  #id: string;
  #cursor: string;
  #first = true;

  constructor(lastEventId = '') {
    this.#id = lastEventId;
    this.#cursor = lastEventId;
  }

  /** The cursor after all that was pushed; the server may name one without an event. */
  get cursor(): string {
    return this.#cursor;
  }

  /** Takes the next piece, gives the events it completes. */
  push(piece: string): ServerEvent[] {
    this.#rest += piece;
    if (this.#first && this.#rest.length > 0) {
      this.#first = false;
      this.#rest = this.#rest.replace(/^\uFEFF/, '');
    }
    const events: ServerEvent[] = [];
    for (let line = this.#nextLine(); line !== null; line = this.#nextLine()) {
      const event = this.#take(line);
      if (event !== null) {
        events.push(event);
      }
    }
    if (this.#rest.length > BUFFER_CHARS_MAX) {
      throw new Error('a line of the event stream is too long');
    }
    return events;
  }

  #nextLine(): string | null {
    const end = this.#rest.search(/[\r\n]/);
    if (end < 0) {
      return null;
    }
    const isReturn = this.#rest[end] === '\r';
    if (isReturn && end === this.#rest.length - 1) {
      return null; // Whether a line feed belongs to it is in the next piece.
    }
    const line = this.#rest.slice(0, end);
    this.#rest = this.#rest.slice(end + (isReturn && this.#rest[end + 1] === '\n' ? 2 : 1));
    return line;
  }

  #take(line: string): ServerEvent | null {
    if (line === '') {
      return this.#dispatch();
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') {
      this.#name = value;
    } else if (field === 'data') {
      this.#data.push(value);
    } else if (field === 'id' && !value.includes('\0')) {
      this.#id = value;
    }
    return null; // A comment (empty field), `retry` (we keep our own waits) or a field of the future.
  }

  #dispatch(): ServerEvent | null {
    const event = { name: this.#name || 'message', data: this.#data.join('\n'), id: this.#id };
    const empty = this.#data.length === 0 && this.#name === '';
    this.#cursor = this.#id;
    this.#name = '';
    this.#data = [];
    // Unlike the standard, a named event without data counts: `resync` has nothing to say but its name.
    return empty ? null : event;
  }
}
