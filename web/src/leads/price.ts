// Budgets as people type them. Pure.

/** Whole units; spaces and grouping are skipped, a fraction is rounded. Empty is none; null is no number. */
export function priceOf(text: string): number | null {
  const plain = text.replace(/[\s\u00A0\u202F'’]/g, '').replace(/[^\d.,-]/g, '');
  if (plain === '' || plain === '-') {
    return text.trim() === '' ? 0 : null;
  }
  // The last separator is a decimal one when other than three digits follow it.
  const [, whole = '', fraction = ''] = /^(-?[\d.,]*?)(?:[.,](\d{1,2}|\d{4,}))?$/.exec(plain) ?? [];
  const value = Math.round(Number(`${whole.replace(/[.,]/g, '') || '0'}.${fraction || '0'}`));
  return Number.isSafeInteger(value) && /^-?[\d.,]*$/.test(plain) ? value : null;
}
