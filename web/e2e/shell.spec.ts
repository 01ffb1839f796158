// Rail, addresses, command menu, keys and settings.
import { expect } from '@playwright/test';
import { signIn, test } from './support';

test('the command menu finds actions, runs them, and gives the focus back', async ({ page }) => {
  await signIn(page);
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'Find an action or a page' })).toBeFocused();
  await page.keyboard.type('dark');
  await expect(page.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toContainText('To the next stage');
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await page.keyboard.press('s');
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeFocused();
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1, name: /Leads/ })).toBeVisible();
});

test('the window of a new lead: complaints at their fields, Escape, and the lead opens from its toast', async ({ page }) => {
  await signIn(page);
  await page.keyboard.press('c');
  await expect(page.getByRole('textbox', { name: 'Name' })).toBeFocused();
  await page.keyboard.type('From the window');
  await page.getByRole('textbox', { name: 'Budget' }).fill('much');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Budget' })).toHaveAccessibleDescription(/Enter a number/);
  await page.getByRole('textbox', { name: 'Budget' }).fill('500');
  await page.keyboard.press('Enter');
  await page.getByTestId('toast').getByRole('button', { name: 'Open' }).click();
  await expect(page.getByRole('dialog', { name: 'From the window' })).toContainText('$500');
});

test('an address that leads nowhere says so, and a part that fails leaves the rest', async ({ page }) => {
  await signIn(page, '/nowhere');
  await expect(page.getByRole('heading', { level: 2, name: 'There is no such page' })).toBeVisible();
  await page.getByRole('main').getByRole('link', { name: 'Go to leads' }).click();
  await expect(page.locator('[data-stage]').first()).toBeVisible();
});

test('a wrong current password is said at its field; the sessions name this browser', async ({ page }) => {
  await signIn(page, '/settings');
  await expect(page.getByText('This browser')).toBeVisible();
  await page.getByLabel('Current password').fill('not this one');
  await page.getByLabel('New password', { exact: true }).fill('a good long one');
  await page.getByLabel('New password again').fill('a good long on');
  await page.getByRole('button', { name: 'Change the password' }).click();
  await expect(page.getByLabel('New password again')).toHaveAccessibleDescription('This is not the same password.');
  await page.getByLabel('New password again').fill('a good long one');
  await page.getByRole('button', { name: 'Change the password' }).click();
  await expect(page.getByLabel('Current password')).toHaveAccessibleDescription('This is not your current password.');
  await expect(page.getByLabel('Current password')).toBeFocused();
});
