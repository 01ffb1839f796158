// `?safe=1`: a page without the code of any widget, for the day one of them makes the page unusable.

/** Whether the page was asked to do without widgets. */
export function isSafeMode(): boolean {
  return new URLSearchParams(location.search).get('safe') === '1';
}
