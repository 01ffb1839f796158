// A widget's whole way on the real server: installed, its form filled in by a person, a lead moved, the hook received with
// what was typed. The form stands on the lab page, served under the policy that the server gives to pages with widgets.
import { createServer, type Server } from 'node:http';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { Outside, signIn, test } from './support';

const SAMPLES = '../fixtures/widgets';
const BUILT = 'test-results/lab';
const TYPES: Record<string, string> = {
  js: 'text/javascript',
  css: 'text/css',
  woff2: 'font/woff2',
  html: 'text/html',
};

interface Hook {
  action: { settings: { widget: { settings: Record<string, string> } } };
  event: { data: { id: number } };
}

let receiver: Server;
let hooks: Hook[] = [];
let base = '';

test.beforeAll(async () => {
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => (body += part));
    request.on('end', () => {
      hooks.push(JSON.parse(body));
      response.end('ok');
    });
  });
  await new Promise<void>((ready) => receiver.listen(0, '127.0.0.1', ready));
  const address = receiver.address();
  base = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
});

test.afterAll(() => receiver.close());

/** The lab page on the server's own origin, under the policy of its pages. */
async function openLab(page: Page): Promise<void> {
  await page.route('**/app/lab/**', async (route) => {
    const path = new URL(route.request().url()).pathname.slice('/app/lab/'.length) || 'lab.html';
    const file = join(BUILT, path);
    if (!existsSync(file)) {
      return route.fulfill({ status: 404 });
    }
    const served = await route.fetch({ url: new URL('/', route.request().url()).href });
    const policy = served.headers()['content-security-policy'] ?? '';
    return route.fulfill({
      path: file,
      headers: { 'Content-Type': TYPES[path.split('.').pop() ?? ''] ?? '', 'Content-Security-Policy': policy },
    });
  });
  await page.goto('/app/lab/');
  await page.evaluate(() => window.host.startHost('en'));
}

async function mount(page: Page, widget: string, values: Record<string, string>): Promise<void> {
  await page.evaluate(
    async ({ widget, values }) => {
      document.getElementById('lab')?.replaceChildren(document.createElement('section'));
      const section = document.querySelector<HTMLElement>('#lab section');
      const island = section && window.host.mountTrigger(section, { widget, trigger: null, values });
      window.islands = { island };
      await island?.ready;
    },
    { widget, values },
  );
}

const collect = (page: Page) =>
  page.evaluate(() => (window.islands['island'] as { collect(): Promise<Record<string, string>> }).collect());

for (const [widget, fill, expected] of [
  [
    'quick_text',
    async (page: Page) => page.locator('textarea').fill('Hello {{contact.name}},\n"all" & привет'),
    { text: 'Hello {{contact.name}},\n"all" & привет' },
  ],
  [
    'letter',
    async (page: Page) => {
      await page.locator('textarea[name=letter]').fill('Dear all');
      await page.getByRole('checkbox').check();
    },
    { letter: 'Dear all', subject: '', main_contact: '1' },
  ],
] as const) {
  test(`what was typed into ${widget} arrives in its hook`, async ({ page, request }) => {
    const outside = new Outside(request);
    const pipeline = (await outside.pipelines()).find((one) => one.is_main);
    expect(pipeline).toBeDefined();
    const first = pipeline?.stages.find((one) => one.kind === 'open');
    const lead = await outside.someLead(pipeline as NonNullable<typeof pipeline>, first as NonNullable<typeof first>);
    const target = pipeline?.stages.find((one) => one.kind === 'open' && one.id !== lead.stage_id);
    const code = `e2e_${widget}`;
    const address = encodeURIComponent(`${base}/hook`);
    await outside.send('post', `/api/pipewright/v1/widgets?code=${code}&replace=true&webhook_url=${address}`, {
      files: filesOf(widget),
    });
    await signIn(page);
    await openLab(page);
    await mount(page, code, {});
    await fill(page);
    const values = await collect(page);
    expect(values).toEqual(expected);

    const trigger = {
      stages: [{ pipeline_id: pipeline?.id, stage_id: target?.id }],
      when: { on: 'moved_or_created' },
      action: { kind: 'widget_hook', widget: code, settings: values },
      enabled: true,
    };
    const made = await outside.send<{ id: number; action: { settings: Record<string, string> } }>(
      'post',
      '/api/pipewright/v1/triggers',
      trigger,
    );
    await mount(page, code, made.action.settings);
    expect(await collect(page)).toEqual(expected);

    hooks = [];
    await outside.move(lead, target?.id ?? 0);
    await expect.poll(() => hooks.filter((hook) => hook.event.data.id === lead.id).length).toBe(1);
    expect(hooks[0]?.action.settings.widget.settings).toEqual(expected);
    await outside.move(lead, lead.stage_id);
    await outside.send('delete', `/api/pipewright/v1/triggers/${made.id}`, undefined);
    await outside.send('delete', `/api/pipewright/v1/widgets/${code}`, undefined);
  });
}

function filesOf(widget: string): { path: string; base64: string }[] {
  const root = join(SAMPLES, widget);
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8', withFileTypes: true }).filter((one) =>
    one.isFile(),
  );
  return paths.map((one) => {
    const path = join(one.parentPath, one.name);
    return { path: path.slice(root.length + 1), base64: readFileSync(path).toString('base64') };
  });
}
