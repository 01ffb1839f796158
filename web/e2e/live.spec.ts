// What others do is seen without a reload.
import { expect } from '@playwright/test';
import { column, leadAndTarget, listen, listIsThere, Outside, signIn, test } from './support';

test('a lead moved by the API changes its place without a reload, and is announced once', async ({ page, request }) => {
  const outside = new Outside(request);
  const { pipeline, lead, target } = await leadAndTarget(outside);
  await signIn(page);
  const inStage = (stageId: number) => column(page, pipeline, stageId).locator(`[data-lead="${lead.id}"]`);
  await expect(inStage(lead.stage_id)).toBeVisible();
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  const heard = await listen(page);

  await outside.move(lead, target.id);

  await expect(inStage(target.id)).toBeVisible();
  await expect(page.locator(`[data-lead="${lead.id}"]`)).toHaveCount(1);
  expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true);
  await expect.poll(heard).toContainEqual(expect.stringContaining(`moved to ${target.name}.`));
  await page.waitForTimeout(1_500);
  expect((await heard()).filter((text) => text.includes('moved to'))).toHaveLength(1);

  await outside.move(lead, lead.stage_id);
  await expect(inStage(lead.stage_id)).toBeVisible();
});

test('a budget changed by the API changes the card and its sum', async ({ page, request }) => {
  const outside = new Outside(request);
  const { pipeline, lead } = await leadAndTarget(outside);
  const stage = pipeline.stages.find((one) => one.id === lead.stage_id);
  await signIn(page);

  await outside.price(lead, lead.price + 1_234_567);

  const inWords = (n: number) => n.toLocaleString('en-US');
  await expect(page.locator(`[data-lead="${lead.id}"]`)).toContainText(inWords(lead.price + 1_234_567));
  const head = column(page, pipeline, lead.stage_id).locator('header');
  await expect(head).toContainText(inWords((stage?.price_sum ?? 0) + 1_234_567));
  await outside.price(lead, lead.price);
  await expect(head).toContainText(inWords(stage?.price_sum ?? 0));
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
  await expect(column(page, pipeline, target.id).locator(`[data-lead="${lead.id}"]`)).toBeVisible();
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
