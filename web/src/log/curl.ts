// A request as a line for a shell. Pure.
export interface Sent {
  method: string;
  url: string;
  headers: unknown;
  body: string;
}

export function curlOf(request: Sent): string {
  const headers = Object.entries((request.headers ?? {}) as Record<string, string>).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`);
  return [`curl -X ${request.method} ${quoted(request.url)}`, ...headers, `--data-binary ${quoted(request.body)}`].join(' \\\n  ');
}

/** Between single quotes a shell reads everything as it is, but for the quote itself. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** A body for the eyes: JSON with line breaks, a form decoded, a pair per line; anything else as it is. */
export function readable(body: string, encoding: string): string {
  if (encoding === 'form') {
    return [...new URLSearchParams(body)].map(([key, value]) => `${key} = ${value}`).join('\n');
  }
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
