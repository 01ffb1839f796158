// The typed client. This folder alone knows addresses, the header for unsafe methods and the shape of problems; each area
// of the API has its file here, made of `client` and `settle`.
import createClient from 'openapi-fetch';
import type { paths } from './schema';
import type { Credentials } from './types';

/** Also used by the stream, which reads its answer in pieces and so cannot use the client. */
export const STREAM_PATH = '/api/pipewright/v1/stream' satisfies keyof paths;

/** Why a request brought nothing. `unreachable` has no answer; every other kind is what the server said. */
export type Failure =
  | { kind: 'unreachable' }
  | { kind: 'signed-out' }
  | { kind: 'throttled'; retrySeconds: number | null }
  | { kind: 'problem'; status: number; detail: string | null; problems: readonly Problem[] };

/** What is wrong with one field, as the server says it. */
export interface Problem {
  path: string;
  code: string;
  detail: string;
}

export type Outcome<T> = { ok: true; value: T } | { ok: false; failure: Failure };

export const client = createClient<paths>({
  baseUrl: '',
  credentials: 'same-origin',
  // The server refuses unsafe methods by cookie without it: another site's form cannot send it.
  headers: { 'X-Requested-With': 'pipewright' },
});

export const api = {
  session: () => settle(client.GET('/api/pipewright/v1/session')),
  signIn: (body: Credentials) => settle(client.POST('/api/pipewright/v1/session', { body })),
  signOut: () => settle(client.DELETE('/api/pipewright/v1/session')),
};

export async function settle<T>(request: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<Outcome<T>> {
  try {
    const { data, error, response } = await request;
    if (response.ok) {
      return { ok: true, value: data as T };
    }
    return { ok: false, failure: failureOf(response.status, response.headers.get('retry-after'), error) };
  } catch {
    return { ok: false, failure: { kind: 'unreachable' } };
  }
}

export function failureOf(status: number, retryAfter: string | null, body: unknown): Failure {
  if (status === 401) {
    return { kind: 'signed-out' };
  }
  if (status === 429) {
    const seconds = Number.parseInt(retryAfter ?? '', 10);
    return { kind: 'throttled', retrySeconds: Number.isFinite(seconds) && seconds > 0 ? seconds : null };
  }
  // A proxy in between answers with HTML and no server behind it: the same to the reader as no answer.
  if ([502, 503, 504].includes(status) && typeof body !== 'object') {
    return { kind: 'unreachable' };
  }
  return { kind: 'problem', status, detail: detailOf(body), problems: problemsOf(body) };
}

function detailOf(body: unknown): string | null {
  if (typeof body === 'object' && body !== null && 'detail' in body && typeof body.detail === 'string') {
    return body.detail;
  }
  return null;
}

// Our own surface lists `problems`; the compatible one `validation-errors` with `errors` inside each item.
function problemsOf(body: unknown): Problem[] {
  const found: Problem[] = [];
  const walk = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null || depth > 4) {
      return;
    }
    if ('path' in value && 'detail' in value && typeof value.path === 'string') {
      found.push({ path: value.path, code: 'code' in value ? String(value.code) : '', detail: String(value.detail) });
      return;
    }
    Object.values(value).forEach((inner) => walk(inner, depth + 1));
  };
  walk(body, 0);
  return found;
}
