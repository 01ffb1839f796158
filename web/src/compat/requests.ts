// Requests that the host makes for widgets: to the account's own server, which goes further where it may.
import type { HostData, HostedWidget } from './types';

const HOST = '/api/pipewright/v1/host';
/** The contract lets a widget post through the platform once per second; more wait in line. */
const POST_EVERY_MS = 1_000;
const HEADERS = { 'X-Requested-With': 'pipewright', 'Content-Type': 'application/json' };

/** A post to a foreign server, through ours. */
export interface ProxiedPost {
  widget: string;
  url: string;
  data: object;
  type: string;
}

/** The account and its widgets. */
export async function fetchHost(language: string): Promise<HostData> {
  const response = await fetch(`${HOST}?language=${encodeURIComponent(language)}`, { credentials: 'same-origin' });
  return (await read(response)) as HostData;
}

let nextPost = 0;

/** Sends a post in its turn. `failed` is called without an answer, or with one the type does not fit. */
export function postThroughServer(post: ProxiedPost, done: (answer: unknown) => void, failed: () => void): void {
  const now = Date.now();
  const due = Math.max(now, nextPost);
  nextPost = due + POST_EVERY_MS;
  setTimeout(() => {
    send(post).then(done, failed);
  }, due - now);
}

async function send(post: ProxiedPost): Promise<unknown> {
  const body = JSON.stringify({ widget: post.widget, url: post.url, data: post.data });
  const response = await fetch(`${HOST}/post`, { method: 'POST', credentials: 'same-origin', headers: HEADERS, body });
  const answer = (await read(response)) as { status: number; body: string };
  const asText = post.type === 'text' || post.type === 'html';
  if (!asText && (answer.status < 200 || answer.status > 299)) {
    throw new Error(`${post.url}: ${answer.status}`);
  }
  switch (post.type) {
    case 'json':
    case 'jsonp':
      return JSON.parse(answer.body);
    case 'xml':
      return new DOMParser().parseFromString(answer.body, 'text/xml');
    default:
      return answer.body;
  }
}

/** A token for one request to the widget's own server. */
export async function disposableToken(widget: HostedWidget): Promise<string> {
  if (widget.client_uuid === null) {
    throw new Error(`widget ${widget.code} is not bound to an integration`);
  }
  const url = `/ajax/v2/integrations/${widget.client_uuid}/disposable_token`;
  const response = await fetch(url, { credentials: 'same-origin', headers: { 'X-Requested-With': 'XMLHttpRequest' } });
  const answer = (await read(response)) as { token?: string };
  if (typeof answer.token !== 'string') {
    throw new Error('the server gave no token');
  }
  return answer.token;
}

/** Saves an installation's values, or switches it off. */
export async function saveSettings(
  widget: HostedWidget,
  isActive: boolean,
  fields: Record<string, unknown>,
): Promise<void> {
  const body = JSON.stringify({ is_active: isActive, settings: fields });
  await read(
    await fetch(`${HOST}/settings/${encodeURIComponent(widget.code)}`, {
      method: 'PUT',
      credentials: 'same-origin',
      headers: HEADERS,
      body,
    }),
  );
}

async function read(response: Response): Promise<unknown> {
  const text = await response.text();
  const body: unknown = text === '' ? null : parse(text);
  if (!response.ok) {
    const detail = typeof body === 'object' && body !== null && 'detail' in body ? String(body.detail) : '';
    throw new Error(detail === '' ? `the server answered ${response.status}` : detail);
  }
  return body;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
