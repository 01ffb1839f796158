// Every page in both themes, two widths and two languages: audited, photographed, and no wider than the window.
import { expect, type Page } from '@playwright/test';
import { expectAccessible, leadAndTarget, listIsThere, Outside, SHOTS, signIn, test } from './support';

const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];

// Many pages each, every one audited: a busy machine needs its time.
test.describe.configure({ timeout: 240_000 });

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

  test(`board, list and lead, ${colorScheme}`, async ({ page, request }) => {
    await page.emulateMedia({ colorScheme });
    const { lead } = await leadAndTarget(new Outside(request));
    await signIn(page);
    await expectAccessible(page);
    await photograph(page, `board-${colorScheme}`);
    await page.setViewportSize({ width: 1440, height: 900 });
    for (const [name, path] of [
      ['list', '/leads?view=list'],
      ['lead-drawer', `/leads?lead=${lead.id}`],
      ['lead', `/leads/${lead.id}`],
      ['settings', '/settings'],
      ['settings-account', '/settings/account'],
      ['nothing-fits', '/leads?q=surely+nobody'],
      ['nowhere', '/nowhere'],
    ] as const) {
      await page.goto(path);
      await settled(page);
      await expectAccessible(page);
      await photograph(page, `${name}-${colorScheme}`);
      await page.setViewportSize({ width: 1440, height: 900 });
    }
  });

  test(`overlays, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await signIn(page);
    for (const [name, open] of [
      ['commands', () => page.keyboard.press('Control+k')],
      ['shortcuts', () => page.keyboard.press('?')],
      ['new-lead', () => page.keyboard.press('c')],
      ['filter', () => page.getByRole('button', { name: 'Filter', exact: true }).click()],
      ['stage', () => page.getByRole('button', { name: /^Edit / }).first().click()],
      ['account', () => page.getByRole('button', { name: /^Account and settings/ }).click()],
    ] as const) {
      await page.setViewportSize({ width: 1440, height: 900 });
      await page.goto('/');
      await settled(page);
      await open();
      await page.waitForTimeout(250);
      await expectAccessible(page);
      await page.screenshot({ path: `${SHOTS}/${name}-${colorScheme}-1440.png`, animations: 'disabled' });
    }
    await page.goto('/');
    await settled(page);
    await inRussian(page);
    await settled(page);
    await photograph(page, `board-ru-${colorScheme}`);
  });

  test(`first run, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await signIn(page);
    await page.route('**/api/pipewright/v1/session', async (route) => {
      const answer = await (await route.fetch()).json();
      await route.fulfill({ json: { ...answer, user: { ...answer.user, has_password: false } } });
    });
    await page.route('**/api/pipewright/v1/session/password', (route) => route.fulfill({ status: 204 }));
    await page.goto('/');
    for (const step of ['Choose your password', 'Your account', 'Your first pipeline', 'You are set up']) {
      await page.setViewportSize({ width: 1440, height: 900 });
      await expect(page.getByRole('heading', { level: 1, name: step })).toBeFocused();
      await expect(page.locator('.panel .pw-skeleton')).toHaveCount(0);
      await expectAccessible(page);
      await photograph(page, `welcome-${step.split(' ').at(-1)}-${colorScheme}`);
      if (step.startsWith('Choose')) {
        await page.getByLabel('New password', { exact: true }).fill('a good long one');
        await page.getByLabel('New password again').fill('a good long one');
      }
      if (step !== 'You are set up') {
        await page.getByRole('button', { name: 'Continue' }).click();
      }
    }
    await page.getByRole('link', { name: /Add the first lead/ }).click();
    await listIsThere(page);
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

async function settled(page: Page): Promise<void> {
  await expect(page.locator('main [aria-busy=true]')).toHaveCount(0);
  await expect(page.getByTestId('live')).toHaveAttribute('data-state', 'on');
  await page.waitForTimeout(150);
}

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
