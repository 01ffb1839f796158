// Which cards of a long column are drawn. Pure: a card's height follows from what it shows, so nothing is measured.
import type { Lead } from '../api/types';

export const GAP = 8;
const BARE = 68; // Name and foot.
const LINE = 20; // And the line of the contact.

export function heightOf(lead: Lead): number {
  return lead.contact === null || lead.contact === undefined ? BARE : BARE + LINE;
}

/** Where each card begins, and at last where all end. */
export function offsetsOf(leads: readonly Lead[]): number[] {
  const offsets = [0];
  for (const lead of leads) {
    offsets.push((offsets.at(-1) ?? 0) + heightOf(lead) + GAP);
  }
  return offsets;
}

/** The first card that reaches below `top`, and one after the last that begins above `bottom`. */
export function window(offsets: readonly number[], top: number, bottom: number): { first: number; end: number } {
  const count = offsets.length - 1;
  const first = Math.max(0, after(offsets, top) - 1);
  return { first, end: Math.max(first, Math.min(count, after(offsets, bottom))) };
}

// How many offsets are at or before the value.
function after(offsets: readonly number[], value: number): number {
  let [low, high] = [0, offsets.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((offsets[middle] ?? 0) <= value) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
