// Every page in both themes, two widths and two languages: audited, photographed, and no wider than the window.
import { expect, type Page } from '@playwright/test';
import type { Pipeline } from '../src/api/types';
import { expectAccessible, listIsThere, SHOTS, signIn, test } from './support';

const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];

for (const colorScheme of ['light', 'dark'] as const) {
  test(`sign-in, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto('/');
    await expect(page.locator('[name=email]')).toBeFocused();
    await expectAccessible(page);
    await page.locator('button[type=submit]').click();
    await expectAccessible(page);
    await photograph(page, `sign-in-errors-${colorScheme}`);
    await page.goto('/?link=expired');
    await expectAccessible(page);
    await photograph(page, `sign-in-link-expired-${colorScheme}`);
    await page.goto('/');
    await photograph(page, `sign-in-${colorScheme}`);
    await inRussian(page);
    await photograph(page, `sign-in-ru-${colorScheme}`);
  });

  test(`no leads yet, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.route('**/api/pipewright/v1/leads?*', (route) => route.fulfill({ json: { leads: [], next: null } }));
    await page.route('**/api/pipewright/v1/pipelines', async (route) => {
      const { pipelines }: { pipelines: Pipeline[] } = await (await route.fetch()).json();
      const bare = pipelines.map((one) => ({ ...one, stages: one.stages.map((stage) => ({ ...stage, n_leads: 0, price_sum: 0 })) }));
      await route.fulfill({ json: { pipelines: bare } });
    });
    await signIn(page);
    await expect(page.getByRole('heading', { name: 'No leads yet' })).toBeVisible();
    await expect(page.getByRole('group', { name: 'Command that creates a lead' })).toContainText(new URL(page.url()).origin);
    await expectAccessible(page);
    await photograph(page, `empty-${colorScheme}`);
    await page.getByRole('button', { name: 'Copy' }).click();
    await expect(page.getByTestId('announcer')).toHaveText('Copied');
  });

  test(`leads, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await signIn(page);
    await expectAccessible(page);
    await photograph(page, `leads-${colorScheme}`);
    await page.getByRole('button', { name: /^Account and settings/ }).click();
    await expectAccessible(page);
    await photograph(page, `account-${colorScheme}`);
    await inRussian(page);
    await listIsThere(page);
    await photograph(page, `leads-ru-${colorScheme}`);
  });
}

test('every text of the page is in the catalogue', async ({ page }) => {
  await page.addInitScript(() => localStorage.setItem('pipewright.language', 'en-XA'));
  await page.goto('/');
  await page.locator('button[type=submit]').click();
  await expect(page.locator('[name=email]')).toHaveAccessibleDescription(/^\[/);
  // Languages are written in themselves; everything else stands in the pseudo-locale's brackets.
  const bare = await page.locator('body').evaluate((body) => {
    const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const text = node.textContent?.trim() ?? '';
      if (text !== '' && !/^\[.*\]$/.test(text) && !node.parentElement?.matches('option, noscript, script')) {
        found.push(text);
      }
    }
    return found;
  });
  expect(bare).toEqual([]);
});

async function inRussian(page: Page): Promise<void> {
  await page.evaluate(() => localStorage.setItem('pipewright.language', 'ru'));
  await page.reload();
}

async function photograph(page: Page, name: string): Promise<void> {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    const sideways = await page.evaluate(() => (scrollTo(1_000, 0), scrollX));
    expect(sideways, `${name} at ${size.width} px is too wide`).toBe(0);
    await page.screenshot({ path: `${SHOTS}/${name}-${size.width}.png`, animations: 'disabled' });
  }
}
