// The log: a hook is found, explained, copied and sent again; a waiting run is cancelled.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from '@playwright/test';
import { expectAccessible, leadAndTarget, Outside, signIn, test } from './support';

test('a hook is found in the log, looked at and sent again; a waiting run is cancelled', async ({ page, request }) => {
  const outside = new Outside(request);
  const { pipeline, lead, target } = await leadAndTarget(outside);
  const receiver = createServer((_, answer) => answer.end('ok')).listen(0, '127.0.0.1');
  await new Promise((ready) => receiver.once('listening', ready));
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/log-journey`;
  const stages = [{ pipeline_id: pipeline.id, stage_id: target.id }];
  const name = `Log journey ${Date.now()}`;
  const hook = { name, stages, when: { on: 'moved' }, action: { kind: 'send_webhook', url }, enabled: true };
  const made = await outside.trigger(hook);
  const waiting = await outside.trigger({ ...hook, name: `${name} later`, delay_seconds: 86_400 });
  await signIn(page, `/log?trigger=${made}`);
  await expect(page.getByRole('heading', { name: 'No deliveries yet' }).or(page.getByText('Nothing in the log fits'))).toBeVisible();

  await outside.move(lead, target.id);
  const first = page.getByRole('row', { name: new RegExp(name) }).first();
  await expect(first).toBeVisible();
  await expect(first).toHaveAccessibleName(/^200, /);
  await first.focus();
  await page.keyboard.press('Enter');
  const drawer = page.getByRole('dialog', { name: /^Delivery / });
  await expect(drawer.getByText(/answered 200/)).toBeVisible();
  await expectAccessible(page);
  await drawer.getByRole('tab', { name: 'Why' }).click();
  await expect(drawer.getByText('lead_status_changed')).toBeVisible();
  await drawer.getByRole('tab', { name: 'Request' }).click();
  await expect(drawer.getByText('webhook-id:')).toBeVisible();
  await drawer.getByRole('tab', { name: 'curl' }).click();
  await expect(drawer.getByText(/^curl -X POST/)).toBeVisible();
  await drawer.getByRole('button', { name: 'Send again' }).click();
  await expect(page.getByText('It is sent again').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('row', { name: new RegExp(name) })).toHaveCount(2);

  await page.goto(`/log?view=runs&trigger=${waiting}`);
  await page.getByRole('button', { name: 'Waiting for its time' }).click();
  await expect(page).toHaveURL(/status=waiting/);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Cancel it' }).first().click();
  await expect(page.getByRole('row', { name: new RegExp(`${name} later`) })).toHaveCount(0);
  await page.goto(`/log?view=runs&trigger=${waiting}`);
  await page.getByRole('row', { name: /Did not run/ }).first().click();
  await expect(page.getByText('Somebody cancelled it.')).toBeVisible();
  await outside.removeTrigger(made);
  await outside.removeTrigger(waiting);
  receiver.close();
});
