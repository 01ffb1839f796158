// The board by every way: mouse, keys, menu; and what others do meanwhile.
import { expect, type Page } from '@playwright/test';
import type { Lead, Pipeline } from '../src/api/types';
import { column, leadAndTarget, listen, listIsThere, Outside, signIn, test } from './support';

const card = (page: Page, lead: Lead) => page.locator(`[data-lead="${lead.id}"]`);
const inStage = (page: Page, pipeline: Pipeline, stageId: number, lead: Lead) => column(page, pipeline, stageId).locator(`[data-lead="${lead.id}"]`);
const countOf = async (page: Page, pipeline: Pipeline, stageId: number) => Number(await column(page, pipeline, stageId).getByTestId('count').textContent());

test('a card is dragged by mouse; counts follow; undo brings it back', async ({ page, request }) => {
  const { pipeline, lead, target } = await leadAndTarget(new Outside(request));
  await signIn(page);
  const [before, there] = [await countOf(page, pipeline, lead.stage_id), await countOf(page, pipeline, target.id)];
  await drag(page, card(page, lead), column(page, pipeline, target.id));
  await expect(inStage(page, pipeline, target.id, lead)).toBeVisible();
  expect(await countOf(page, pipeline, target.id)).toBe(there + 1);
  expect(await countOf(page, pipeline, lead.stage_id)).toBe(before - 1);
  await expect(page.getByTestId('toast')).toContainText(`moved to ${target.name}`);
  await page.getByTestId('toast').getByRole('button', { name: 'Undo' }).click();
  await expect(inStage(page, pipeline, lead.stage_id, lead)).toBeVisible();
  await expect.poll(() => countOf(page, pipeline, lead.stage_id)).toBe(before);
});

test('Escape ends a drag and nothing moved', async ({ page, request }) => {
  const { pipeline, lead, target } = await leadAndTarget(new Outside(request));
  await signIn(page);
  let asked = 0;
  page.on('request', (one) => (asked += Number(one.method() === 'PATCH')));
  await drag(page, card(page, lead), column(page, pipeline, target.id), async () => page.keyboard.press('Escape'));
  await expect(page.locator('.pw-ghost')).toHaveCount(0);
  await expect(inStage(page, pipeline, lead.stage_id, lead)).toBeVisible();
  expect(asked).toBe(0);
});

test('a card dropped on the bar is won', async ({ page, request }) => {
  const outside = new Outside(request);
  const { pipeline, lead } = await leadAndTarget(outside);
  const won = pipeline.stages.find((stage) => stage.kind === 'won') as Pipeline['stages'][number];
  await signIn(page);
  const from = await card(page, lead).boundingBox();
  await page.mouse.move((from?.x ?? 0) + 40, (from?.y ?? 0) + 20);
  await page.mouse.down();
  await page.mouse.move((from?.x ?? 0) + 60, (from?.y ?? 0) + 60, { steps: 4 });
  const bar = await page.locator(`.target[data-drop="${pipeline.id}:${won.id}"]`).boundingBox();
  await page.mouse.move((bar?.x ?? 0) + 80, (bar?.y ?? 0) + 30, { steps: 6 });
  await page.waitForTimeout(200);
  await page.mouse.up();
  await expect(card(page, lead)).toHaveCount(0);
  await page.getByTestId('toast').getByRole('button', { name: 'Undo' }).click();
  await expect(inStage(page, pipeline, lead.stage_id, lead)).toBeVisible();
});

test('keys move a card and keep the focus on it', async ({ page, request }) => {
  const { pipeline, lead } = await leadAndTarget(new Outside(request));
  await signIn(page);
  const heard = await listen(page);
  const open = pipeline.stages.filter((stage) => stage.kind === 'open');
  const next = open[open.findIndex((stage) => stage.id === lead.stage_id) + 1] as Pipeline['stages'][number];
  await page.locator(`[data-card="${lead.id}"]`).focus();
  await page.keyboard.press(']');
  await expect(inStage(page, pipeline, next.id, lead)).toBeVisible();
  await expect(page.locator(`[data-card="${lead.id}"]`)).toBeFocused();
  await expect.poll(heard).toContainEqual(expect.stringContaining(`moved to ${next.name}.`));
  await page.keyboard.press('[');
  await expect(inStage(page, pipeline, lead.stage_id, lead)).toBeVisible();
  await expect(page.locator(`[data-card="${lead.id}"]`)).toBeFocused();
});

test('the menu moves by name, with the keyboard alone', async ({ page, request }) => {
  const { pipeline, lead, target } = await leadAndTarget(new Outside(request));
  await signIn(page);
  await page.locator(`[data-card="${lead.id}"]`).focus();
  await page.keyboard.press('s');
  await expect(page.getByRole('combobox', { name: 'Type to filter' })).toBeFocused();
  await page.keyboard.type(target.name);
  await page.keyboard.press('Enter');
  await expect(inStage(page, pipeline, target.id, lead)).toBeVisible();
  await expect(page.locator(`[data-card="${lead.id}"]`)).toBeFocused();
  await page.keyboard.press('Control+z');
  await expect(inStage(page, pipeline, lead.stage_id, lead)).toBeVisible();
});

test('arrows walk, Space opens, Escape closes and the focus comes back', async ({ page, request }) => {
  const { lead } = await leadAndTarget(new Outside(request));
  await signIn(page);
  const first = page.locator(`[data-card="${lead.id}"]`);
  await first.focus();
  await page.keyboard.press('ArrowDown');
  await expect(first).not.toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(first).toBeFocused();
  await page.keyboard.press(' ');
  await expect(page.getByRole('dialog', { name: lead.name })).toBeVisible();
  expect(new URL(page.url()).searchParams.get('lead')).toBe(String(lead.id));
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(first).toBeFocused();
});

test('several are selected and moved at once', async ({ page, request }) => {
  const { pipeline, lead, target } = await leadAndTarget(new Outside(request));
  await signIn(page);
  const cards = column(page, pipeline, lead.stage_id).locator('[data-card]');
  const there = await countOf(page, pipeline, target.id);
  await cards.nth(0).focus();
  await page.keyboard.press('x');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('x');
  const bar = page.getByRole('region', { name: '2 selected' });
  await bar.getByRole('button', { name: 'Move to' }).click();
  await page.keyboard.type(target.name);
  await page.keyboard.press('Enter');
  await expect.poll(() => countOf(page, pipeline, target.id)).toBe(there + 2);
  await expect(bar).toHaveCount(0);
  await page.getByTestId('toast').getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => countOf(page, pipeline, target.id)).toBe(there);
});

test('quick add makes a lead where it is to stand, and stays open for the next', async ({ page, request }) => {
  const { pipeline, target } = await leadAndTarget(new Outside(request));
  await signIn(page);
  const place = column(page, pipeline, target.id);
  const before = await countOf(page, pipeline, target.id);
  await place.getByRole('button', { name: `Add a lead to ${target.name}` }).click();
  await page.keyboard.type('Made by the keyboard');
  await page.keyboard.press('Tab');
  await page.keyboard.type('1,250');
  await page.keyboard.press('Enter');
  await expect(place.locator('[data-lead]').filter({ hasText: 'Made by the keyboard' }).first()).toContainText('$1,250');
  await expect.poll(() => countOf(page, pipeline, target.id)).toBe(before + 1);
  await expect(place.getByRole('textbox', { name: 'Name' })).toBeFocused();
});

test('a filter narrows cards and counts, stands in the address, and is cleared in one go', async ({ page, request }) => {
  const { lead } = await leadAndTarget(new Outside(request));
  await signIn(page);
  await page.keyboard.press('f');
  await page.keyboard.type(lead.name);
  await expect.poll(() => new URL(page.url()).searchParams.get('q')).toBe(lead.name);
  await expect(page.locator('[data-lead]').filter({ hasNotText: lead.name })).toHaveCount(0);
  await page.reload();
  await expect(card(page, lead)).toBeVisible();
  await page.getByRole('searchbox').fill('surely nobody is called this');
  await page.getByRole('button', { name: 'Clear the filter' }).click();
  await listIsThere(page);
  expect(new URL(page.url()).search).toBe('');
});

test('the list shows the same leads, and a refused move explains itself and comes back', async ({ page, request }) => {
  const { pipeline, lead, target } = await leadAndTarget(new Outside(request));
  await signIn(page);
  await page.route('**/api/v4/leads', (route) =>
    route.request().method() === 'PATCH' ? route.fulfill({ status: 500, json: { title: 'x', status: 500, detail: 'The disk is full.' } }) : route.continue(),
  );
  await drag(page, card(page, lead), column(page, pipeline, target.id));
  await expect(page.getByTestId('toast')).toContainText('The disk is full.');
  await expect(inStage(page, pipeline, lead.stage_id, lead)).toBeVisible();
  await page.getByRole('button', { name: 'Show as a list' }).click();
  await expect(page.getByRole('row', { name: lead.name, exact: true }).first()).toBeVisible();
  await page.getByRole('row', { name: lead.name, exact: true }).first().press('Enter');
  await expect(page.getByRole('dialog', { name: lead.name })).toBeVisible();
});

async function drag(page: Page, from: ReturnType<Page['locator']>, onto: ReturnType<Page['locator']>, meanwhile?: () => Promise<void>) {
  const [a, b] = [await from.boundingBox(), await onto.boundingBox()];
  await page.mouse.move((a?.x ?? 0) + 40, (a?.y ?? 0) + 20);
  await page.mouse.down();
  await page.mouse.move((a?.x ?? 0) + 60, (a?.y ?? 0) + 40, { steps: 3 });
  await page.mouse.move((b?.x ?? 0) + 100, (b?.y ?? 0) + 160, { steps: 6 });
  await expect(page.locator('.pw-ghost')).toBeVisible();
  await page.waitForTimeout(100); // A frame, so that the place under the pointer is known.
  await meanwhile?.();
  await page.mouse.up();
}
