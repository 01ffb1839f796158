// What narrows the board and the list, as it stands in the address. Pure.
import type { Route } from '../shell/router';

export interface LeadFilter {
  text: string;
  owner: number | null;
  from: number | null;
  to: number | null;
}

export const NO_FILTER: LeadFilter = { text: '', owner: null, from: null, to: null };

/** Broken numbers are no filter: an address may be typed by hand. */
export function filterOf(route: Route): LeadFilter {
  return {
    text: (route.query.get('q') ?? '').trim(),
    owner: whole(route.query.get('owner')),
    from: whole(route.query.get('from')),
    to: whole(route.query.get('to')),
  };
}

export function wordsOf(filter: LeadFilter): Record<'q' | 'owner' | 'from' | 'to', string | number | null> {
  return { q: filter.text, owner: filter.owner, from: filter.from, to: filter.to };
}

/** In the words of the API. */
export function queryOf(filter: LeadFilter) {
  return {
    ...(filter.text !== '' && { query: filter.text }),
    ...(filter.owner !== null && { responsible_user_id: filter.owner }),
    ...(filter.from !== null && { price_from: filter.from }),
    ...(filter.to !== null && { price_to: filter.to }),
  };
}

export function countOf(filter: LeadFilter): number {
  return Object.keys(queryOf(filter)).length;
}

function whole(text: string | null): number | null {
  return text !== null && /^-?\d{1,15}$/.test(text) ? Number(text) : null;
}
