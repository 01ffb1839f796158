// Addresses as values: what a path and a query say. Pure; `location.svelte.ts` holds the current one.

export interface Route {
  /** `/leads/1001` is `['leads', '1001']`. */
  path: readonly string[];
  /** Filters, what is open, which view: everything that a copied address must show again. */
  query: URLSearchParams;
}

export function parse(href: string): Route {
  const url = new URL(href, 'http://x');
  return { path: url.pathname.split('/').filter(Boolean).map(decode), query: url.searchParams };
}

/** An address like this one with some of the query changed; `null` and the empty text take a word away. */
export function withQuery(route: Route, changes: Readonly<Record<string, string | number | null>>): string {
  const query = new URLSearchParams(route.query);
  for (const [key, value] of Object.entries(changes)) {
    if (value === null || value === '') {
      query.delete(key);
    } else {
      query.set(key, String(value));
    }
  }
  const text = query.toString();
  return `/${route.path.map(encodeURIComponent).join('/')}${text === '' ? '' : `?${text}`}`;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
