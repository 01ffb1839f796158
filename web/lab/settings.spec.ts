// The settings of a widget: fields, the widget's say in saving, installing and switching off.
import { expect, type Page } from '@playwright/test';
import { field, openLab, test, type Made } from './support';
import { inPage, logOf, script } from './widgets';

const FIELDS = [
  field('login', 'Login', true),
  field('secret', 'Secret', false, 'pass'),
  field('ext', 'Extension', false, 'users'),
  field('sip', 'SIP', false, 'users_lp'),
  field('more', 'More', false, 'custom'),
];
const describe = (more: object = {}): NonNullable<Made['describe']> => ({
  fields: FIELDS,
  locations: ['settings'],
  description: 'All <b>about</b> it<script>window.ran = 1</script><img src="/x" onerror="window.ran = 1">',
  ...more,
});

async function open(page: Page, more = ''): Promise<void> {
  await inPage(
    page,
    `window.saved = []; window.settings = window.host.openSettings({ widget: 'set', save: async (widget, isActive, fields) => { ${more} window.saved.push([isActive, fields]); } }); await window.settings.ready;`,
  );
}
const saved = (page: Page) => inPage<[boolean, Record<string, unknown>][]>(page, 'return window.saved;');

test('where everything stands, and what is saved', async ({ page, lab }) => {
  const noted = `settings: function ($body, context) { log([$body.find('.widget_settings_block').length, typeof context]); window.where = {
    modal: $('.modal.set .modal-body').length, dialog: $('.widget-settings__modal.set').length,
    space: $('.widget-settings > .widget-settings__wrap-desc-space > .widget-settings__desc-space').is($body),
    descr: $('.widget_settings_block__descr').text(), fields: $('.widget_settings_block__fields #widget_settings__fields_wrapper .widget_settings_block__item_field').length,
    title: $('.widget_settings_block__title_field[title=Login]').length, input: $('.widget_settings_block__input_field > input.widget_settings_block__controls__.text-input[name=login]').val(),
    custom: $('#set_custom_content').length + $('#set_custom.widget_settings_block__controls__custom.text-input[type=hidden][name=more]').length,
    save: $('.widget_settings_block__controls button.js-widget-save#save_set .button-input-inner__text').text(), active: $('input[name=widget_active]').val() }; },
    onSave: function (evt) { log(evt.active); evt.fields.more = JSON.stringify({ changed: evt.fields.login }); return true; }`;
  lab.answers.set('GET /x', () => ({ status: 404 }));
  await openLab(page, lab, [
    { code: 'set', script: script(noted), describe: describe({ settings: { login: 'ana', ext: '{"8":"102"}' } }) },
  ]);
  await open(page);
  expect(await inPage(page, 'return window.where;')).toEqual({
    modal: 1,
    dialog: 1,
    space: true,
    descr: 'All about it',
    fields: 5,
    title: 1,
    input: 'ana',
    custom: 2,
    save: 'Save',
    active: 'Y',
  });
  expect(await logOf(page)).toEqual([[1, 'object']]);
  expect(await inPage(page, 'return window.ran ?? 0;')).toBe(0);
  await page.getByLabel('Secret').fill('s3');
  await page.getByLabel('Ana Ruiz: Extension').fill('101');
  await page.getByLabel('Ben Okafor: Login').fill('b');
  await page.getByLabel('Ben Okafor: Password').fill('p');
  const event = inPage(
    page,
    `return new Promise((done) => window.$(document).on('widget:set:installed', () => done('heard')));`,
  );
  await page.getByRole('button', { name: 'Save' }).click();
  expect(await event).toBe('heard');
  expect(await saved(page)).toEqual([
    [
      true,
      {
        login: 'ana',
        secret: 's3',
        ext: { 7: '101', 8: '102' },
        sip: { 7: { login: '', password: '' }, 8: { login: 'b', password: 'p' } },
        more: '{"changed":"ana"}',
      },
    ],
  ]);
  lab.faults.splice(0); // The picture that is not there.
});

test('a required field blocks, with a message at the field', async ({ page, lab }) => {
  await openLab(page, lab, [
    {
      code: 'set',
      script: script(`onSave: function () { log('asked'); return true; }`),
      describe: describe({ description: '' }),
    },
  ]);
  await open(page);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('[data-field=login] .widget_settings_block__error')).toHaveText('Fill in this field.');
  expect([await saved(page), await logOf(page)]).toEqual([[], []]);
});

for (const [says, body, isSaved] of [
  ['true', 'return true;', true],
  ['nothing', '', true],
  ['false', 'return false;', false],
  ['a promise', 'return new Promise(function (done) { setTimeout(done, 20, true); });', true],
  ['a promise of false', 'return Promise.resolve(false);', false],
  ['a rejected promise', 'return Promise.reject();', false],
] as const) {
  test(`onSave says ${says}`, async ({ page, lab }) => {
    await openLab(page, lab, [
      {
        code: 'set',
        script: script(`onSave: function () { ${body} }`),
        describe: describe({ settings: { login: 'a' }, description: '' }),
      },
    ]);
    await open(page);
    await page.getByRole('button', { name: 'Save' }).click();
    await expect.poll(async () => (await saved(page)).length).toBe(isSaved ? 1 : 0);
    await expect(page.locator('.js-widget-save')).not.toHaveClass(/button-input-loading/);
  });
}

test('onSave that throws saves nothing and shows the chip', async ({ page, lab }) => {
  await openLab(page, lab, [
    {
      code: 'set',
      script: script(`onSave: function () { throw new Error('no'); }`),
      describe: describe({ settings: { login: 'a' }, description: '' }),
    },
  ]);
  await open(page);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('.widget-settings .pw-widget-failed')).toBeVisible();
  expect(await saved(page)).toEqual([]);
  lab.faults.splice(0);
});

test('a refused save tells why, and may be tried again', async ({ page, lab }) => {
  await openLab(page, lab, [
    { code: 'set', script: script(''), describe: describe({ settings: { login: 'a' }, description: '' }) },
  ]);
  await open(page, `if (!window.again) { window.again = 1; throw new Error('no room'); }`);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('alert')).toContainText('no room');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect.poll(async () => (await saved(page)).length).toBe(1);
});

test('a widget stops the click and presses Save itself', async ({ page, lab }) => {
  const holds = `settings: function () { var ready = false; $('.js-widget-save').on('click', function () { if (ready) { return; }
    setTimeout(function () { ready = true; $('.js-widget-save').trigger('click'); }, 20); return false; }); }`;
  await openLab(page, lab, [
    { code: 'set', script: script(holds), describe: describe({ settings: { login: 'a' }, description: '' }) },
  ]);
  await open(page);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect.poll(async () => (await saved(page)).length).toBe(1);
});

test('install, then switch off', async ({ page, lab }) => {
  const noted = `onInstall: function () { log('onInstall'); throw new Error('ignored'); }, onSave: function (evt) { log('onSave ' + evt.active); return true; }, destroy: function () { log('destroy'); }`;
  await openLab(page, lab, [
    {
      code: 'set',
      script: script(noted),
      describe: describe({
        status: 'install',
        is_active: false,
        fields: [field('consent', 'Consent', true, 'custom')],
        description: '',
      }),
    },
  ]);
  await open(page);
  await page.getByRole('button', { name: 'Install' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await inPage(page, `window.$('#set_custom').val('1').trigger('change');`);
  await page.getByRole('button', { name: 'Install' }).click();
  await expect.poll(() => logOf(page)).toEqual(['onSave Y', 'onInstall']);
  await inPage(page, 'window.settings.destroy();');
  await open(page);
  await page.getByRole('button', { name: 'Switch off' }).click();
  await expect.poll(() => logOf(page)).toEqual(['onSave Y', 'onInstall', 'onSave N', 'destroy']);
  expect((await saved(page)).map(([isActive]) => isActive)).toEqual([false]);
  await expect(page.locator('.modal')).toHaveCount(0);
  lab.faults.splice(0);
});
