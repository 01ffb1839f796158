// How long to wait before the next try. Pure: chance is handed in.

// The first wait is short on purpose: most first failures are a server restarting.
const WAITS_MS = [500, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000] as const;
const WAIT_MS_LAST = 30_000;

/** `attempt` counts from 1; `chance` in [0, 1) spreads the browsers that lost the same server. */
export function waitMs(attempt: number, chance: number): number {
  const wait = WAITS_MS[attempt - 1] ?? WAIT_MS_LAST;
  return Math.round(wait * (0.75 + chance * 0.5));
}
