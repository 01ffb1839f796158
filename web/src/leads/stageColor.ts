/** Colours come from the account's data and go into a style: only a plain hex colour passes. */
export function stageColor(color: string): string {
  return /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i.test(color) ? color : 'var(--pw-control-border)';
}

/** The colours that the server takes for stages. */
export const STAGE_COLORS = [
  'ffeab2', 'fffeb2', 'fffd7f', 'fff000', 'ffdc7f', 'ffce5a', 'ffcc66', 'ffdbdb', 'ffc8c8', 'ff8f92', 'f9deff', 'f3beff', 'eb93ff', 'ccc8f9', 'd6eaff', 'c1e0ff', '99ccff', '98cbff', 'ebffb1', 'deff81', '87f2c0', 'f2f3f4', 'e6e8ea',
].map((hex) => `#${hex}`) as [string, ...string[]];
