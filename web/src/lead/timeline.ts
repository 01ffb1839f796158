// What happened to a lead as one list, oldest first: events, and what automation made of each. Pure.
import type { Delivery, EventEntry, Run } from '../api/types';

export type Kind = 'change' | 'automation' | 'note';

export type Entry =
  | { kind: 'change'; key: string; at: number; author: number; events: readonly EventEntry[] }
  | { kind: 'automation'; key: string; at: number; run: Run; deliveries: readonly Delivery[] };

/** Consecutive edits by one person within this time are told as one. */
const FOLD_MS = 5 * 60_000;

/** Waiting runs stand in their strip, not here. */
export function timeline(events: readonly EventEntry[], runs: readonly Run[], deliveries: readonly Delivery[]): Entry[] {
  const entries: Entry[] = [];
  const byRun = grouped(deliveries, (delivery) => delivery.run_id);
  const changes = [...events].sort((a, b) => a.id - b.id);
  for (const event of changes) {
    const last = entries.at(-1);
    if (last?.kind === 'change' && isEdit(event) && last.events.every(isEdit) && last.author === event.author && event.time_ms - last.at <= FOLD_MS) {
      entries[entries.length - 1] = { ...last, at: event.time_ms, events: [...last.events, event] };
    } else {
      entries.push({ kind: 'change', key: `event-${event.id}`, at: event.time_ms, author: event.author, events: [event] });
    }
  }
  for (const run of runs) {
    if (run.state !== 'waiting') {
      entries.push({ kind: 'automation', key: `run-${run.id}`, at: run.finished_ms ?? run.created_ms, run, deliveries: byRun.get(run.id) ?? [] });
    }
  }
  // A run is decided in the commit of its event and bears the same time: it comes after.
  return entries.sort((a, b) => a.at - b.at || Number(a.kind === 'automation') - Number(b.kind === 'automation') || a.key.localeCompare(b.key));
}

/** Days with their entries, in order; a day is the reader's. */
export function days(entries: readonly Entry[], dayOf: (ms: number) => string): { day: string; entries: Entry[] }[] {
  return [...grouped(entries, (entry) => dayOf(entry.at))].map(([day, of]) => ({ day, entries: of }));
}

export function isEdit(event: EventEntry): boolean {
  return event.code.endsWith('_changed') && event.code !== 'lead_status_changed' && event.code !== 'main_contact_changed';
}

/** The best word for how a run's deliveries went. */
export function outcome(deliveries: readonly Delivery[]): 'delivered' | 'failed' | 'pending' | null {
  if (deliveries.length === 0) {
    return null;
  }
  if (deliveries.some((one) => one.state === 'dead' || one.state === 'unknown')) {
    return 'failed';
  }
  return deliveries.every((one) => one.state === 'delivered') ? 'delivered' : 'pending';
}

function grouped<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, [item]);
    } else {
      group.push(item);
    }
  }
  return groups;
}
