import { expect } from '@playwright/test';
import { EMAIL, listIsThere, PASSWORD, test } from './support';

test('wrong, then right, then out, by keyboard alone', async ({ page }) => {
  await page.goto('/');
  await expect(page).toHaveTitle('Sign in – Pipewright');
  const email = page.getByRole('textbox', { name: 'Email' });
  const password = page.getByLabel('Password', { exact: true });
  await expect(email).toBeFocused();
  await expect(email).toHaveAttribute('autocomplete', 'username');
  await expect(password).toHaveAttribute('autocomplete', 'current-password');

  await page.keyboard.type(EMAIL);
  await page.keyboard.press('Tab');
  await expect(password).toBeFocused();
  await page.keyboard.type('surely not the password');
  const before = await page.getByRole('button', { name: 'Sign in' }).boundingBox();
  await page.keyboard.press('Enter');

  await expect(password).toHaveAccessibleDescription('Email or password is wrong.');
  await expect(password).toHaveAttribute('aria-invalid', 'true');
  await expect(password).toBeFocused();
  expect(await page.getByRole('button', { name: 'Sign in' }).boundingBox(), 'nothing moved').toEqual(before);

  await page.keyboard.type(PASSWORD); // What was there is selected: typing replaces it.
  await page.keyboard.press('Enter');
  await listIsThere(page);
  await expect(page.getByRole('heading', { level: 1, name: /^Leads/ })).toBeFocused();
  await expect(page).toHaveTitle(/^Leads · Sales – /);

  await page.reload();
  await listIsThere(page);

  await page.getByRole('button', { name: /^Account and settings/ }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Sign out' }).focus();
  await page.keyboard.press('Enter');
  await expect(email).toBeFocused();
  await expect(page.getByTestId('announcer')).toHaveText('You are signed out.');
  await page.reload();
  await expect(email).toBeVisible();
});

test('what is missing is said before the server is asked', async ({ page }) => {
  let asked = 0;
  page.on('request', (request) => (asked += Number(request.method() === 'POST')));
  await page.goto('/');
  const email = page.getByRole('textbox', { name: 'Email' });
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(email).toHaveAccessibleDescription('Enter your email address.');
  await expect(page.getByLabel('Password', { exact: true })).toHaveAccessibleDescription('Enter your password.');
  await expect(email).toBeFocused();
  await email.fill('ana');
  await page.keyboard.press('Enter');
  await expect(email).toHaveAccessibleDescription(/^This is not an email address/);
  expect(asked).toBe(0);
});

test('a server that does not answer is named, and the button says that it is busy', async ({ page }) => {
  await page.goto('/');
  await page.route('**/api/pipewright/v1/session', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 500));
    await route.abort();
  });
  await page.getByRole('textbox', { name: 'Email' }).fill(EMAIL);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  const button = page.locator('button[type=submit]');
  const before = await button.boundingBox();
  await button.click();
  await expect(button).toHaveAttribute('aria-disabled', 'true');
  await expect(button).toHaveAccessibleName(/Signing in…/);
  expect(await button.boundingBox(), 'nothing moved').toEqual(before);
  await expect(page.getByRole('alert')).toHaveText(/^The server did not answer/);
  await expect(button).toHaveAttribute('aria-disabled', 'false');
});

test('a link that was used leads to sign-in, and is explained once', async ({ page }) => {
  await page.goto('/sign-in/used-long-ago');
  await expect(page.getByRole('main')).toContainText('This sign-in link was used or has expired.');
  await expect(page.getByTestId('announcer')).toHaveText(/^This sign-in link/);
  expect(new URL(page.url()).search).toBe('');
  await page.reload();
  await expect(page.locator('[name=email]')).toBeFocused();
  await expect(page.getByRole('main')).not.toContainText('This sign-in link');
});

test('the password can be seen and hidden', async ({ page }) => {
  await page.goto('/');
  const password = page.getByLabel('Password', { exact: true });
  await password.fill('secret');
  await page.getByRole('button', { name: 'Show password' }).click();
  await expect(password).toHaveAttribute('type', 'text');
  await page.getByRole('button', { name: 'Hide password' }).click();
  await expect(password).toHaveAttribute('type', 'password');
  await expect(password).toHaveValue('secret');
});

test('the language and the theme are kept', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('combobox', { name: 'Language' }).selectOption('ru');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Вход');
  await page.getByRole('radio', { name: 'Тёмная' }).check({ force: true });
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Вход');
  await expect(page.locator('html')).toHaveAttribute('lang', 'ru');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page.locator('html')).toHaveCSS('background-color', 'rgb(17, 21, 27)');
});
