// The words of the log's filter, in the address and as tokens. Pure.
import type { Route } from '../shell/router';

export type View = 'deliveries' | 'runs';

export interface LogFilter {
  view: View;
  /** States of deliveries; for runs, only `waiting` can be asked for. */
  states: readonly string[];
  lead: number | null;
  trigger: number | null;
  /** A part of the receiver's address; looked for among the rows that are here. */
  host: string;
}

export const DELIVERY_STATES = ['pending', 'leased', 'delivered', 'dead', 'unknown'] as const;

export function filterOf(route: Route): LogFilter {
  const id = (word: string) => (/^\d{1,15}$/.test(route.query.get(word) ?? '') ? Number(route.query.get(word)) : null);
  const view = route.query.get('view') === 'runs' ? 'runs' : 'deliveries';
  const known: readonly string[] = view === 'runs' ? ['waiting'] : DELIVERY_STATES;
  const states = (route.query.get('status') ?? '').split(',').filter((state) => known.includes(state));
  return { view, states: [...new Set(states)], lead: id('lead'), trigger: id('trigger'), host: route.query.get('host') ?? '' };
}

/** What changes in the address; words that say nothing are taken away. */
export function wordsOf(filter: LogFilter): Record<string, string | number | null> {
  return {
    view: filter.view === 'runs' ? 'runs' : null,
    status: filter.states.join(',') || null,
    lead: filter.lead,
    trigger: filter.trigger,
    host: filter.host || null,
  };
}

/** `status:dead lead:42 host:example.com`; what is no token is a part of the host. Unknown words are told, not ignored. */
export function typed(text: string, filter: LogFilter): { filter: LogFilter; unknown: string[] } {
  const unknown: string[] = [];
  let next = filter;
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const [, key, value = ''] = /^(\w+):(.+)$/.exec(word) ?? [];
    const number = /^\d{1,15}$/.test(value) ? Number(value) : null;
    const states = value.split(',').map((state) => (state === 'failed' ? 'dead' : state));
    if (key === undefined) {
      next = { ...next, host: word };
    } else if (key === 'host') {
      next = { ...next, host: value };
    } else if ((key === 'lead' || key === 'trigger') && number !== null) {
      next = { ...next, [key]: number };
    } else if (key === 'status' && states.every((state) => (next.view === 'runs' ? state === 'waiting' : (DELIVERY_STATES as readonly string[]).includes(state)))) {
      next = { ...next, states };
    } else {
      unknown.push(word);
    }
  }
  return { filter: next, unknown };
}

/** What is asked of the server. */
export function queryOf(filter: LogFilter): { lead_id?: number; trigger_id?: number; state?: string } {
  return {
    ...(filter.lead !== null && { lead_id: filter.lead }),
    ...(filter.trigger !== null && { trigger_id: filter.trigger }),
    ...(filter.states.length > 0 && { state: filter.states.join(',') }),
  };
}
