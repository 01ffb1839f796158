// A bare page with widgets: their files come from `fixtures/widgets` or from the test, and so does what the server says.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test as base, type Page } from '@playwright/test';
import type { HostData, HostedField, HostedWidget } from '../src/compat/types';

const ORIGIN = 'http://lab.test';
const BUILT = 'test-results/lab';
const SAMPLES = '../fixtures/widgets';
/** What the server sends with pages that host widgets: `crates/server/src/host/policy.rs`. */
const POLICY =
  "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline' https:; font-src 'self' data: https:; " +
  "img-src 'self' data: blob: https:; media-src 'self' data: blob: https:; connect-src 'self' https: wss:; frame-src 'self' https:; " +
  "worker-src 'self' blob:; base-uri 'none'; form-action 'self'; object-src 'none'; frame-ancestors 'none'";
const TYPES: Record<string, string> = {
  html: 'text/html',
  js: 'text/javascript',
  css: 'text/css',
  json: 'application/json',
  png: 'image/png',
  twig: 'text/plain',
  woff2: 'font/woff2',
};

/** A widget made by a test: its script, and what differs from the plainest manifest. */
export interface Made {
  code: string;
  script: string;
  files?: Record<string, string>;
  describe?: Partial<HostedWidget>;
}

interface Lab {
  faults: string[];
  asked: { method: string; url: string; body: string | null }[];
  /** Addresses that the policy names, as the server finds them in files. */
  scripts: string[];
  answers: Map<string, (body: string | null) => { status?: number; json?: unknown; text?: string }>;
}

/** Every lab page: no script error, nothing refused by the content policy, unless the test expects it. */
export const test = base.extend<{ lab: Lab }>({
  lab: async ({ page }, use) => {
    const lab: Lab = { faults: [], asked: [], scripts: [], answers: new Map() };
    page.on('pageerror', (error) => lab.faults.push(`script error: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error' || (message.type() === 'warning' && message.text().startsWith('widget'))) {
        lab.faults.push(`console: ${message.text()}`);
      }
    });
    await use(lab);
    expect(lab.faults).toEqual([]);
  },
});

/** Opens the page with these widgets: names of samples, or made ones. */
export async function openLab(
  page: Page,
  lab: Lab,
  widgets: (string | Made)[],
  change: Partial<HostData> = {},
  query = '',
): Promise<void> {
  const made = new Map(widgets.filter((one): one is Made => typeof one !== 'string').map((one) => [one.code, one]));
  await page.route('**/*', async (route) => {
    const url = new URL(route.request().url());
    const body = route.request().postData();
    if (url.pathname === '/app/lab/') {
      return route.fulfill({
        path: join(BUILT, 'lab.html'),
        headers: {
          'Content-Type': 'text/html',
          'Content-Security-Policy': POLICY.replace("'unsafe-eval'", ["'unsafe-eval'", ...lab.scripts].join(' ')),
        },
      });
    }
    const [, first = '', code = '', , ...rest] = url.pathname.replaceAll('//', '/').split('/');
    const answer = lab.answers.get(
      `${route.request().method()} ${url.origin === ORIGIN ? '' : url.origin}${url.pathname}`,
    );
    if (answer !== undefined) {
      lab.asked.push({ method: route.request().method(), url: url.href, body });
      const { status = 200, json, text } = answer(body);
      return route.fulfill({
        status,
        ...(json !== undefined ? { json } : { body: text ?? '' }),
        headers: { 'Access-Control-Allow-Origin': '*' },
      });
    }
    if (url.pathname.startsWith('/app/lab/')) {
      return file(join(BUILT, url.pathname.slice('/app/lab/'.length)));
    }
    if (first === 'upl') {
      const own = made.get(code);
      const path = rest.join('/');
      const text = path === 'script.js' ? own?.script : own?.files?.[path];
      if (text !== undefined) {
        return route.fulfill({ body: text, contentType: TYPES[path.split('.').pop() ?? ''] ?? 'text/plain' });
      }
      const folder = own === undefined ? code : 'notify';
      return path.startsWith('images/') || own === undefined
        ? file(join(SAMPLES, folder, path))
        : route.fulfill({ status: 404 });
    }
    lab.faults.push(`nobody answers ${route.request().method()} ${url.href}`);
    return route.fulfill({ status: 404 });

    function file(path: string) {
      const type = TYPES[path.split('.').pop() ?? ''] ?? 'application/octet-stream';
      return existsSync(path) && statSync(path).isFile()
        ? route.fulfill({ path, contentType: type })
        : route.fulfill({ status: 404 });
    }
  });
  await page.goto(`${ORIGIN}/app/lab/${query}`);
  const data = hostData(
    widgets.map((one, n) => (typeof one === 'string' ? sample(one, n) : plain(one, n))),
    change,
  );
  await page.evaluate((given) => window.host.startHost('en', given), data);
}

/** What the server says about a sample widget. */
export function sample(code: string, n: number): HostedWidget {
  const manifest = JSON.parse(readFileSync(join(SAMPLES, code, 'manifest.json'), 'utf8'));
  const langs = JSON.parse(readFileSync(join(SAMPLES, code, 'i18n/en.json'), 'utf8'));
  const text = (path: string) => String(path.split('.').reduce((found, key) => found?.[key], langs) ?? path);
  const fields = (block: Record<string, { name: string; type: string; required: boolean }> = {}): HostedField[] =>
    Object.entries(block).map(([key, field]) => ({
      code: key,
      name: text(field.name),
      type: field.type,
      required: field.required,
    }));
  return {
    ...plain({ code, script: '' }, n),
    name: text(manifest.widget.name),
    version: manifest.widget.version,
    init_once: manifest.widget.init_once,
    locations: manifest.locations,
    fields: fields(manifest.settings),
    dp: manifest.dp && {
      title: text(manifest.dp.title),
      fields: fields(manifest.dp.settings),
      action_multiple: manifest.dp.action_multiple,
    },
    langs,
  };
}

function plain(made: Made, n: number): HostedWidget {
  return {
    id: 1_000 + n,
    code: made.code,
    name: made.code,
    description: '',
    version: '1.0.0',
    path: `/upl/${made.code}/k${n}`,
    is_active: true,
    has_script: true,
    init_once: false,
    locations: ['settings', 'digital_pipeline', 'lcard-1'],
    fields: [],
    dp: { title: made.code, fields: [], action_multiple: false },
    advanced_title: null,
    settings: {},
    status: 'installed',
    langs: {},
    client_uuid: null,
    support: { link: null, email: null },
    ...made.describe,
  };
}

function hostData(widgets: HostedWidget[], change: Partial<HostData>): HostData {
  const ana = { id: 7, name: 'Ana Ruiz', email: 'ana@example.com', is_admin: true };
  const ben = { id: 8, name: 'Ben Okafor', email: 'ben@example.com', is_admin: false };
  return {
    account: {
      id: 1,
      name: 'Acme',
      subdomain: 'acme',
      currency: 'USD',
      language: 'en',
      time_zone: 'UTC',
      country: 'US',
    },
    user: ana,
    users: [ana, ben],
    widgets,
    policy: 'widgets',
    ...change,
  };
}

/** A field of a trigger or of the settings. */
export function field(code: string, name: string, required = false, type = 'text'): HostedField {
  return { code, name, type, required };
}

declare global {
  interface Window {
    host: typeof import('../src/compat/host');
    door: typeof import('../src/compat');
    islands: Record<string, unknown>;
  }
}
