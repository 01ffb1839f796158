/** Colours come from the account's data and go into a style: only a plain hex colour passes. */
export function stageColor(color: string): string {
  return /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i.test(color) ? color : 'var(--pw-control-border)';
}
