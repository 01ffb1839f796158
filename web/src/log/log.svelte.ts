// Pages of the log, newest first, and its live tail: read again after events, and while something shown is under way.
import { automation } from '../api/automation';
import type { Failure, Outcome } from '../api/client';
import { deliveries } from '../api/deliveries';
import type { Delivery, RunRecord } from '../api/types';
import { queryOf, type LogFilter } from './filter';

const PAGE = 100;
/** Attempts and waits make no event of their own. */
const UNDER_WAY_MS = 2_000;
const SOON_MS = 500;

export type Row = ({ what: 'delivery' } & Delivery) | ({ what: 'run' } & RunRecord);

export class Log {
  rows: readonly Row[] | null = $state.raw(null);
  failure: Failure | null = $state.raw(null);
  /** Follows what happens; off while somebody reads further down. */
  isLive = $state(true);
  /** Rows that came while it did not follow. */
  nNew = $state(0);
  #filter: LogFilter | null = null;
  #next: number | null = null;
  #turn = 0;
  #busy = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  async show(filter: LogFilter): Promise<void> {
    if (this.#filter?.view !== filter.view) {
      this.rows = null;
    }
    this.#filter = filter;
    this.nNew = 0;
    await this.#read(true);
  }

  /** After an event. */
  heard(): void {
    this.#later(SOON_MS);
  }

  async again(): Promise<void> {
    this.nNew = 0;
    await this.#read(true);
  }

  async more(): Promise<void> {
    if (this.#next === null || this.#busy || this.#filter === null) {
      return;
    }
    this.#busy = true;
    const turn = this.#turn;
    const page = await ask(this.#filter, this.#next);
    this.#busy = false;
    if (page.ok && turn === this.#turn) {
      const known = new Set((this.rows ?? []).map((row) => row.id));
      this.rows = [...(this.rows ?? []), ...page.value.rows.filter((row) => !known.has(row.id))];
      this.#next = page.value.next;
    }
  }

  stop(): void {
    this.#turn += 1;
    clearTimeout(this.#timer);
  }

  async #read(replaces: boolean): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#filter === null) {
      return;
    }
    const turn = ++this.#turn;
    const page = await ask(this.#filter, null);
    if (turn !== this.#turn) {
      return;
    }
    this.failure = page.ok ? null : page.failure;
    if (!page.ok) {
      return;
    }
    const fresh = new Map(page.value.rows.map((row) => [row.id, row]));
    const before = this.rows ?? [];
    const isNew = page.value.rows.filter((row) => !before.some((one) => one.id === row.id));
    if (replaces || this.isLive || this.rows === null) {
      // Older pages stay below the new first one.
      const last = page.value.rows.at(-1)?.id ?? 0;
      const older = replaces ? [] : before.filter((row) => row.id < last && !fresh.has(row.id));
      this.rows = [...page.value.rows, ...older];
      this.#next = older.length > 0 ? this.#next : page.value.next;
      this.nNew = 0;
    } else {
      this.rows = before.map((row) => fresh.get(row.id) ?? row);
      this.nNew = isNew.length;
    }
    if (this.rows.some(isUnderWay)) {
      this.#later(UNDER_WAY_MS);
    }
  }

  #later(ms: number): void {
    this.#timer ??= setTimeout(() => void this.#read(false), ms);
  }
}

function isUnderWay(row: Row): boolean {
  return row.what === 'run' ? row.state === 'waiting' : row.state === 'pending' || row.state === 'leased';
}

async function ask(filter: LogFilter, before: number | null): Promise<Outcome<{ rows: Row[]; next: number | null }>> {
  const query = { ...queryOf(filter), limit: PAGE, ...(before !== null && { before }) };
  if (filter.view === 'runs') {
    const page = await automation.runs(query as Parameters<typeof automation.runs>[0]);
    return page.ok ? { ok: true, value: { rows: page.value.runs.map((run) => ({ what: 'run' as const, ...(run as RunRecord) })), next: Number(page.value.next) || null } } : page;
  }
  const page = await deliveries.list(query);
  return page.ok ? { ok: true, value: { rows: page.value.deliveries.map((one) => ({ what: 'delivery' as const, ...one })), next: Number(page.value.next) || null } } : page;
}
