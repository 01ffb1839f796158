import { expect, type Page } from '@playwright/test';
import type { Lead, LeadPage, Pipeline } from '../src/api/types';
import { listIsThere, Outside, signIn, test } from './support';

test('a lead moved by the API changes its place without a reload, and is announced once', async ({ page, request }) => {
  const outside = new Outside(request);
  const { pipeline, lead, target } = await leadAndTarget(outside);
  await signIn(page);
  const row = page.locator(`[data-lead="${lead.id}"]`);
  const inStage = (stageId: number) => page.locator(`[data-stage="${pipeline.id}:${stageId}"] [data-lead="${lead.id}"]`);
  await expect(inStage(lead.stage_id)).toBeVisible();
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  const heard = await listen(page);

  await outside.move(lead, target.id);

  await expect(inStage(target.id)).toBeVisible();
  await expect(row).toHaveCount(1);
  expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true);
  await expect.poll(heard).toContainEqual(expect.stringContaining(`moved to ${target.name}.`));
  await page.waitForTimeout(1_500);
  expect((await heard()).filter((text) => text.includes('moved to'))).toHaveLength(1);

  await outside.move(lead, lead.stage_id);
  await expect(inStage(lead.stage_id)).toBeVisible();
});

test('counts and sums follow', async ({ page, request }) => {
  const outside = new Outside(request);
  const { pipeline, lead, target } = await leadAndTarget(outside);
  await signIn(page);
  const rows = (stageId: number) => page.locator(`[data-stage="${pipeline.id}:${stageId}"] [data-lead]`);
  const [before, there] = [await rows(lead.stage_id).count(), await rows(target.id).count()];
  const count = target.n_leads + 1;

  await outside.move(lead, target.id);

  await expect(rows(target.id)).toHaveCount(there + 1);
  await expect(rows(lead.stage_id)).toHaveCount(before - 1);
  const head = page.locator(`[data-stage="${pipeline.id}:${target.id}"] header`);
  await expect(head).toContainText(new RegExp(`\\b${count} leads?, .*${(target.price_sum + lead.price).toLocaleString('en-US')}`));
  await outside.move(lead, lead.stage_id);
  await expect(rows(lead.stage_id)).toHaveCount(before);
});

test('a budget changed by the API changes the row and its sum', async ({ page, request }) => {
  const outside = new Outside(request);
  const { pipeline, lead } = await leadAndTarget(outside);
  const stage = pipeline.stages.find((one) => one.id === lead.stage_id);
  await signIn(page);

  await outside.price(lead, lead.price + 1_234_567);

  const inWords = (n: number) => n.toLocaleString('en-US');
  await expect(page.locator(`[data-lead="${lead.id}"]`)).toContainText(inWords(lead.price + 1_234_567));
  const head = page.locator(`[data-stage="${pipeline.id}:${lead.stage_id}"] header`);
  await expect(head).toContainText(inWords((stage?.price_sum ?? 0) + 1_234_567));
  await outside.price(lead, lead.price);
  await expect(head).toContainText(inWords(stage?.price_sum ?? 0));
});

test('further pages are read on demand, and numbers are of all pages from the start', async ({ page, request }) => {
  const { pipeline, lead } = await leadAndTarget(new Outside(request));
  const pages: Record<string, LeadPage> = {
    first: { leads: [{ ...lead, name: 'Of the first page' }], next: 'key' },
    key: { leads: [{ ...lead, id: lead.id + 1_000_000, name: 'Of the second page' }], next: null },
  };
  await page.route(`**/api/pipewright/v1/leads?pipeline_id=${pipeline.id}&*`, (route) =>
    route.fulfill({ json: pages[new URL(route.request().url()).searchParams.get('after') ?? 'first'] }),
  );
  const n = pipeline.stages.reduce((sum, stage) => sum + stage.n_leads, 0);
  const all = `${n} ${n === 1 ? 'lead' : 'leads'}, `;
  await signIn(page);
  const section = page.getByRole('region', { name: pipeline.name, exact: true });
  await expect(section).toContainText(all);

  await section.getByRole('button', { name: 'Load more' }).focus();
  await page.keyboard.press('Enter');

  await expect(section).toContainText('Of the second page');
  await expect(section).toContainText(all);
  await expect(section.getByRole('button', { name: 'Load more' })).toHaveCount(0);
  await expect(section.getByRole('heading', { level: 2 })).toBeFocused();
  await expect(page.getByTestId('announcer')).toHaveText('1 more lead loaded.');
});

test('without a network the page says so, and catches up afterwards', async ({ page, context, request }) => {
  const outside = new Outside(request);
  const { pipeline, lead, target } = await leadAndTarget(outside);
  await signIn(page);

  await context.setOffline(true);
  await expect(page.getByTestId('strip')).toContainText('You are offline.');
  await expect(page.getByTestId('live')).toHaveAttribute('data-state', 'off');
  await outside.move(lead, target.id);
  await context.setOffline(false);

  await listIsThere(page);
  await expect(page.getByTestId('strip')).toHaveText('');
  await expect(page.locator(`[data-stage="${pipeline.id}:${target.id}"] [data-lead="${lead.id}"]`)).toBeVisible();
  await outside.move(lead, lead.stage_id);
});

test('a session that ended leads back to sign-in, and says why', async ({ page, context, request }) => {
  const outside = new Outside(request);
  const { lead, target } = await leadAndTarget(outside);
  await signIn(page);
  await context.clearCookies();
  await outside.move(lead, target.id); // Makes the page ask.
  await expect(page.locator('[name=email]')).toBeFocused();
  await expect(page.getByRole('main')).toContainText('Your session has ended.');
  await outside.move(lead, lead.stage_id);
});

async function leadAndTarget(outside: Outside): Promise<{ pipeline: Pipeline; lead: Lead; target: Pipeline['stages'][number] }> {
  const pipelines = await outside.pipelines();
  const pipeline = pipelines.find((one) => one.is_main) ?? pipelines[0];
  expect(pipeline, 'an account with a pipeline').toBeDefined();
  const lead = await outside.someLead(pipeline as Pipeline);
  const target = (pipeline as Pipeline).stages.find((one) => one.kind === 'open' && one.id !== lead.stage_id);
  expect(target, 'a pipeline with a second open stage').toBeDefined();
  return { pipeline: pipeline as Pipeline, lead, target: target as Pipeline['stages'][number] };
}

/** Everything a screen reader was told from now on. */
async function listen(page: Page): Promise<() => Promise<string[]>> {
  await page.getByTestId('announcer').evaluate((region) => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    const note = () => region.textContent && heard.push(region.textContent);
    new MutationObserver(note).observe(region, { childList: true, characterData: true, subtree: true });
  });
  return () => page.evaluate(() => (window as unknown as { heard: string[] }).heard);
}
