// What the journeys share: who signs in, how the API is called from outside, and what every page must keep to.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test as base, type APIRequestContext, type Cookie, type Page } from '@playwright/test';
import type { Lead, LeadPage, Pipeline, Trigger } from '../src/api/types';

export const EMAIL = process.env['PIPEWRIGHT_EMAIL'] ?? '';
export const PASSWORD = process.env['PIPEWRIGHT_PASSWORD'] ?? '';
const TOKEN = process.env['PIPEWRIGHT_TOKEN'] ?? '';
export const SHOTS = process.env['PIPEWRIGHT_SHOTS'] ?? 'test-results/shots';

/** Every page of every journey: no script error, nothing refused by the content policy, no request to another host. */
export const test = base.extend({
  page: async ({ page, baseURL }, use) => {
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(`script error: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
        faults.push(`console: ${message.text()}`);
      }
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(new URL('/', baseURL).href) && !request.url().startsWith('data:')) {
        faults.push(`request to another host: ${request.url()}`);
      }
    });
    await use(page);
    expect(faults).toEqual([]);
  },
});

test.beforeAll(() => {
  expect(EMAIL && PASSWORD && TOKEN, 'set PIPEWRIGHT_EMAIL, PIPEWRIGHT_PASSWORD and PIPEWRIGHT_TOKEN').toBeTruthy();
});

// Signing in is throttled by the server, and rightly: one session does for all journeys that are not about sessions.
let cookies: Cookie[] = [];

export async function signIn(page: Page, path = '/'): Promise<void> {
  await page.context().addCookies(cookies);
  if (cookies.length > 0) {
    await page.goto(path);
    await (path === '/' ? listIsThere(page) : isLive(page));
    return;
  }
  await page.goto('/');
  await page.locator('[name=email]').fill(EMAIL);
  await page.locator('[name=password]').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await listIsThere(page);
  cookies = await page.context().cookies();
  if (path !== '/') {
    await page.goto(path);
    await isLive(page);
  }
}

export async function listIsThere(page: Page): Promise<void> {
  await expect(page.locator('[data-stage]').first()).toBeVisible();
  await isLive(page);
}

async function isLive(page: Page): Promise<void> {
  await expect(page.locator('main [aria-busy=true]')).toHaveCount(0);
  await expect(page.getByTestId('live')).toHaveAttribute('data-state', 'on');
}

/** A stage of the board. */
export function column(page: Page, pipeline: Pipeline, stageId: number) {
  return page.locator(`[data-stage="${pipeline.id}:${stageId}"]`);
}

type Stage = Pipeline['stages'][number];

/** A lead on top of an open stage, and another open stage to its right. */
export async function leadAndTarget(outside: Outside): Promise<{ pipeline: Pipeline; lead: Lead; target: Stage }> {
  const pipelines = await outside.pipelines();
  const pipeline = (pipelines.find((one) => one.is_main) ?? pipelines[0]) as Pipeline;
  expect(pipeline, 'an account with a pipeline').toBeDefined();
  const [first, , third] = pipeline.stages.filter((one) => one.kind === 'open').sort((a, b) => a.sort - b.sort);
  expect(third, 'a pipeline with three open stages').toBeDefined();
  const lead = await outside.someLead(pipeline, first as Stage);
  return { pipeline, lead, target: third as Stage };
}

/** Everything a screen reader was told from now on. */
export async function listen(page: Page): Promise<() => Promise<string[]>> {
  await page.getByTestId('announcer').evaluate((region) => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    const note = () => region.textContent && heard.push(region.textContent);
    new MutationObserver(note).observe(region, { childList: true, characterData: true, subtree: true });
  });
  return () => page.evaluate(() => (window as unknown as { heard: string[] }).heard);
}

/** A program outside the browser, with its own token. */
export class Outside {
  readonly #request: APIRequestContext;

  constructor(request: APIRequestContext) {
    this.#request = request;
  }

  async pipelines(): Promise<Pipeline[]> {
    const body: { pipelines: Pipeline[] } = await this.#get('/api/pipewright/v1/pipelines');
    return body.pipelines;
  }

  async triggers(): Promise<readonly Trigger[]> {
    const body: { triggers: Trigger[] } = await this.#get('/api/pipewright/v1/triggers');
    return body.triggers;
  }

  /** The lead on top of a stage, made now if there is none. */
  async someLead(pipeline: Pipeline, stage: Stage): Promise<Lead> {
    const path = `/api/pipewright/v1/leads?limit=1&order=changed&pipeline_id=${pipeline.id}&stage_id=${stage.id}`;
    const known = ((await this.#get(path)) as LeadPage).leads[0];
    if (known !== undefined) {
      return known;
    }
    await this.#send('post', '/api/v4/leads', [{ name: 'Website redesign', price: 900, pipeline_id: pipeline.id, status_id: stage.id }]);
    const made = ((await this.#get(path)) as LeadPage).leads[0];
    expect(made).toBeDefined();
    return made as Lead;
  }

  /** Any call, as the administrator whose token it is. */
  async send<T>(method: 'post' | 'patch' | 'delete', path: string, data: unknown): Promise<T> {
    return this.#send(method, path, data) as Promise<T>;
  }

  async move(lead: Lead, stageId: number): Promise<void> {
    await this.#send('patch', `/api/v4/leads/${lead.id}`, { pipeline_id: lead.pipeline_id, status_id: stageId });
  }

  async price(lead: Lead, price: number): Promise<void> {
    await this.#send('patch', `/api/v4/leads/${lead.id}`, { price });
  }

  /** Makes a trigger; gives its id. */
  async trigger(draft: unknown): Promise<number> {
    const response = await this.#request.post('/api/pipewright/v1/triggers', { data: draft, headers: { Authorization: `Bearer ${TOKEN}` } });
    expect(response.status(), await response.text()).toBe(201);
    return ((await response.json()) as { id: number }).id;
  }

  async removeTrigger(id: number): Promise<void> {
    await this.#request.delete(`/api/pipewright/v1/triggers/${id}`, { headers: { Authorization: `Bearer ${TOKEN}` } });
  }

  async #get<T>(path: string): Promise<T> {
    const response = await this.#request.get(path, { headers: { Authorization: `Bearer ${TOKEN}` } });
    expect(response.status(), path).toBe(200);
    return response.json();
  }

  async #send(method: 'post' | 'patch' | 'delete', path: string, data: unknown): Promise<unknown> {
    const response = await this.#request[method](path, { data, headers: { Authorization: `Bearer ${TOKEN}` } });
    const text = await response.text();
    expect(response.ok(), `${method} ${path}: ${response.status()} ${text}`).toBe(true);
    return text === '' ? undefined : JSON.parse(text);
  }
}

export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations.filter((one) => one.impact === 'serious' || one.impact === 'critical');
  expect(grave.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
}
