// An integration on a site of its own is allowed, or not, in the browser of an administrator. The page is the server's
// own and works without scripts.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type APIRequestContext, type Page } from '@playwright/test';
import { EMAIL, PASSWORD } from './support';

const TOKEN = process.env['PIPEWRIGHT_TOKEN'] ?? '';

interface Registered {
  client_id: string;
  client_secret: string;
}

let site: Server;
let origin = '';
let client: Registered;
let cookies: Awaited<ReturnType<ReturnType<Page['context']>['cookies']>> = [];

/** The integration's site: a page with the button, and the address that browsers come back to. */
function serve(server: string): Promise<void> {
  site = createServer((request, response) => {
    response.setHeader('content-type', 'text/html');
    const button =
      `<script>window.told = []; window.failed = (error) => window.told.push(error);</script>` +
      `<script class="kommo_oauth" data-client-id="${client.client_id}" data-title="Connect" data-state="s t"` +
      ` data-mode="popup" data-error-callback="failed" src="${server}/auth/button.min.js"></script>`;
    response.end(request.url?.startsWith('/back') ? '<title>back</title>' : `<title>site</title><main>${button}</main>`);
  });
  return new Promise((resolve) => {
    site.listen(0, '127.0.0.1', () => {
      origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
      resolve();
    });
  });
}

async function register(request: APIRequestContext): Promise<Registered> {
  const headers = { Authorization: `Bearer ${TOKEN}` };
  const data = { name: 'Phone <b>', description: 'Calls everybody', redirect_uris: [`${origin}/back`] };
  const made = await request.post('/api/pipewright/v1/integrations', { data, headers });
  expect(made.status(), await made.text()).toBe(201);
  return made.json();
}

test.beforeAll(async ({ request, baseURL }) => {
  await serve(new URL('/', baseURL).origin);
  client = await register(request);
});

test.afterAll(async ({ request }) => {
  const headers = { Authorization: `Bearer ${TOKEN}` };
  await request.delete(`/api/pipewright/v1/integrations/${client.client_id}`, { headers });
  site.close();
});

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
}

async function signedIn(page: Page): Promise<void> {
  await page.context().addCookies(cookies);
}

test('sign in, allow, exchange, by keyboard and without scripts', async ({ browser, baseURL, request }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, ...(baseURL ? { baseURL } : {}) });
  const page = await context.newPage();
  await page.goto(`/oauth/?client_id=${client.client_id}&state=a%26b`);
  await page.getByLabel('E-mail').fill(EMAIL);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading')).toContainText('Phone <b>');
  await page.getByRole('button', { name: 'Allow' }).focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveTitle('back');
  const back = new URL(page.url());
  expect(back.origin).toBe(origin);
  expect(back.searchParams.get('state')).toBe('a&b');
  expect(back.searchParams.get('client_id')).toBe(client.client_id);
  cookies = await context.cookies();
  const tokens = await request.post('/oauth2/access_token', {
    form: {
      ...client,
      grant_type: 'authorization_code',
      code: back.searchParams.get('code') ?? '',
      redirect_uri: `${origin}/back`,
    },
  });
  expect(tokens.status(), await tokens.text()).toBe(200);
  const { access_token: access } = await tokens.json();
  const account = await request.get('/api/v4/account', { headers: { Authorization: `Bearer ${access}` } });
  expect(account.status()).toBe(200);
  await context.close();
});

test('both pages are accessible', async ({ page }) => {
  await page.goto(`/oauth?client_id=${client.client_id}`);
  await expectAccessible(page);
  await signedIn(page);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Allow' })).toBeVisible();
  await expectAccessible(page);
});

test('the button of another site opens a window, which hands back', async ({ page }) => {
  await signedIn(page);
  await page.goto(origin);
  let opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Connect' }).click();
  await (await opened).getByRole('button', { name: 'Allow' }).click();
  await expect(page).toHaveTitle('back');
  expect(new URL(page.url()).searchParams.get('state')).toBe('s t');

  await page.goto(origin);
  opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Connect' }).click();
  const popup = await opened;
  const closed = popup.waitForEvent('close');
  await popup.getByRole('button', { name: 'Deny' }).click();
  await closed;
  const told = await page.evaluate(() => (window as unknown as { told: unknown[] }).told);
  expect(told).toEqual([{ client_id: client.client_id, error: 'access_denied' }]);
  await expect(page).toHaveTitle('site');
});

test('no other site can show the page inside its own', async ({ page, baseURL }) => {
  await signedIn(page);
  await page.goto(origin);
  const address = new URL(`/oauth?client_id=${client.client_id}`, baseURL).href;
  await page.evaluate((src) => {
    const frame = document.createElement('iframe');
    frame.src = src;
    document.body.append(frame);
  }, address);
  await expect.poll(() => page.frames().at(-1)?.url()).toBe('chrome-error://chromewebdata/');
});
