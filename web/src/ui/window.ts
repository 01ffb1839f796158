// Which rows of a long list are drawn. Pure: all rows have one height, so nothing is measured.
export interface Span {
  first: number;
  /** One after the last. */
  end: number;
}

/** Rows that are seen, and a few around them, so that scrolling finds them drawn already. */
export function span(scrollTop: number, viewHeight: number, rowHeight: number, count: number, around = 6): Span {
  const first = Math.max(0, Math.min(Math.floor(scrollTop / rowHeight) - around, count));
  const end = Math.min(count, Math.ceil((scrollTop + viewHeight) / rowHeight) + around);
  return { first, end: Math.max(first, end) };
}
