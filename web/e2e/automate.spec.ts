// Triggers: add, save, stretch by keys, switch off, simulate, delete and bring back.
import { expect } from '@playwright/test';
import { expectAccessible, signIn, test } from './support';

test('a trigger is added, stretched, simulated, switched off, deleted and brought back', async ({ page }) => {
  const name = `Ping ${Date.now()}`;
  await signIn(page, '/automate');
  await page.getByRole('button', { name: /^Add a trigger to / }).nth(1).click();
  await expectAccessible(page);
  await page.getByRole('button', { name: /^Send a webhook/ }).click();
  const editor = page.getByRole('dialog', { name: /^Trigger: / });
  await editor.getByRole('button', { name: 'Save' }).click();
  await expect(editor.getByRole('alert')).toContainText('1 thing to mend');
  await expect(editor.getByLabel('Address', { exact: true })).toBeFocused();
  await expectAccessible(page);
  await editor.getByLabel('Address', { exact: true }).fill('http://127.0.0.1:9/hook?lead=');
  await editor.getByRole('button', { name: 'Placeholder: Address' }).click();
  await page.keyboard.type('lead.id');
  await page.keyboard.press('Enter');
  await expect(editor.getByLabel('Address', { exact: true })).toHaveValue('http://127.0.0.1:9/hook?lead={{lead.id}}');
  await editor.getByLabel('Name', { exact: true }).fill(name);
  await editor.getByRole('combobox', { name: 'Runs' }).selectOption({ label: 'After 10 minutes' });
  await page.keyboard.press('Control+Enter');
  await expect(editor).toBeHidden();

  const card = page.getByRole('button', { name: new RegExp(`^${name}, `) });
  await expect(card).toHaveAccessibleName(/Moved or created, \+10 minutes, On$/);
  await card.focus();
  await page.keyboard.press('Shift+ArrowRight');
  await expect(card).toHaveAccessibleName(/, from .+ to .+, /);
  await page.keyboard.press('Space');
  await expect(card).toHaveAccessibleName(/, Off$/);
  await page.keyboard.press('Space');
  await expect(card).toHaveAccessibleName(/, On$/);

  await page.getByRole('button', { name: 'Simulate' }).click();
  const tile = page.locator('article', { has: card });
  await expect(tile.getByText(/^Will (not )?run/)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'End the simulation' }).click();

  await card.focus();
  await page.keyboard.press('Delete');
  await expect(card).toBeHidden();
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect(card).toBeVisible();
  await card.focus();
  await page.keyboard.press('Delete');
  await expect(card).toBeHidden();
});
