// Integrations: a widget is looked at, switched off and on; a broken archive is told; uninstalling names what stops.
import { expect } from '@playwright/test';
import { expectAccessible, signIn, test } from './support';

test('a widget is switched off and on, a broken archive is refused, uninstalling names its triggers', async ({ page }) => {
  await signIn(page, '/integrations');
  await expectAccessible(page);
  const tile = page.getByRole('button', { name: /notify · / });
  await tile.click();
  const drawer = page.getByRole('dialog', { name: 'Notify' });
  await expectAccessible(page);
  const acts = drawer.getByRole('switch', { name: 'Its triggers act' });
  await acts.click();
  await expect(tile).toHaveAccessibleName(/Off$/);
  await acts.click();
  await expect(tile).not.toHaveAccessibleName(/Off$/);
  await drawer.getByRole('button', { name: 'Uninstall' }).click();
  const ask = page.getByRole('dialog', { name: 'Uninstall Notify?' });
  await expect(ask.getByText(/^These triggers stop: /)).toBeVisible();
  await ask.getByRole('button', { name: 'Cancel' }).click();

  await page.goto('/integrations');
  await page.getByRole('button', { name: 'Upload a widget' }).click();
  await page.getByLabel('Choose a zip archive or drop it here').setInputFiles({ name: 'broken.zip', mimeType: 'application/zip', buffer: Buffer.from('no zip') });
  await expect(page.getByText('It cannot be installed.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Install', exact: true })).toBeDisabled();
  await expectAccessible(page);
});
