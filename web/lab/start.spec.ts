// How widgets are loaded and started, and what they find as `self` and `APP`.
import { expect } from '@playwright/test';
import { openLab, test, type Made } from './support';
import { inPage, logOf, script } from './widgets';

const card = `const lead = { entity: 'leads', id: 5, values: { name: 'Roof' }, contacts: [{ id: 9, name: 'Ana', first_name: 'Ana', last_name: '', phones: ['+1'], emails: [] }] };
  const place = document.getElementById('lab'); window.card = window.host.mountCard(place, 'lcard', lead);`;

test('render, then bind_actions and init; destroy on leaving', async ({ page, lab }) => {
  const noted = `render: function () { log('render ' + self.system().area); return true; }, init: function () { log('init'); return true; },
    bind_actions: function () { log('bind_actions'); return true; }, destroy: function () { log('destroy'); }`;
  await openLab(page, lab, [{ code: 'order', script: script(noted) }]);
  await inPage(page, card);
  await expect.poll(() => logOf(page)).toEqual(['render lcard', 'bind_actions', 'init']);
  await inPage(page, 'window.card.destroy();');
  expect(await logOf(page)).toEqual(['render lcard', 'bind_actions', 'init', 'destroy']);
  await inPage(page, card);
  await expect.poll(() => logOf(page)).toHaveLength(7);
});

test('a render that does not say yes ends the start; promises count', async ({ page, lab }) => {
  const rest = `init: function () { log(self.params.widget_code + ' init'); return true; }`;
  await openLab(page, lab, [
    { code: 'no', script: script(`render: function () { return false; }, ${rest}`) },
    { code: 'nothing', script: script(`render: function () {}, ${rest}`) },
    {
      code: 'later',
      script: script(
        `render: function () { return new Promise(function (done) { setTimeout(done, 30, true); }); }, ${rest}`,
      ),
    },
    { code: 'asynchronous', script: script(`render: async function () { return true; }, ${rest}`) },
    { code: 'never', script: script(`render: function () { return new Promise(function () {}); }, ${rest}`) },
    { code: 'plain', script: script(rest) },
  ]);
  await inPage(page, card);
  await expect
    .poll(async () => (await logOf(page)).toSorted())
    .toEqual(['asynchronous init', 'later init', 'plain init']);
});

test('init_once: render in each area, init and bind_actions once, no destroy', async ({ page, lab }) => {
  const noted = `render: function () { log('render'); return true; }, init: function () { log('init'); return true; }, destroy: function () { log('destroy'); }`;
  const before = `$(document).on('page:changed', function () { log('changed'); });`;
  await openLab(page, lab, [
    { code: 'once', script: script(noted, before), describe: { init_once: true, locations: [] } },
  ]);
  await inPage(page, card);
  await expect.poll(() => logOf(page)).toEqual(['render', 'init']);
  await inPage(page, `window.card.destroy(); window.host.enter('llist');`);
  await expect.poll(() => logOf(page)).toEqual(['render', 'init', 'changed', 'render']);
});

const FORMS: Made[] = [
  {
    code: 'bare',
    script: `define(function () { return function () { this.callbacks = { render: function () { window.bare = typeof $ + typeof _ + typeof twig; return true; } }; }; });`,
  },
  {
    code: 'listed',
    script: `define([], function () { return function () { return { callbacks: { render: function () { window.listed = 1; return true; } } }; }; });`,
  },
  {
    code: 'windowed',
    script: `window.define(['jquery', 'underscore', 'twigjs', 'moment', 'lib/components/base/modal'], function ($, _, twig, moment, Modal) {
      return function () { this.callbacks = { render: function () {
        window.windowed = [typeof $.ajax, typeof _.map, typeof twig, moment.utc(0).format('YYYY'), typeof Modal]; return true; } }; }; });`,
  },
  {
    code: 'relative',
    script: `define(['./lib/words.js', './lib/short', 'text!./words.txt', 'json!./words.json'], function (words, short, text, json) {
      return function () { this.callbacks = { render: function () { window.relative = [words, short, text, json.a]; return true; } }; }; });`,
    files: {
      'lib/words.js': `define(['./deep.js'], function (deep) { return 'words ' + deep; });`,
      'lib/deep.js': `define([], function () { return 'deep'; });`,
      'lib/short.js': `define([], function () { return 'short'; });`,
      'words.txt': 'a text',
      'words.json': '{"a": 1}',
    },
  },
  {
    code: 'outside',
    script: `define(['https://cdn.example.com/lib.js'], function (lib) { return function () { this.callbacks = { render: function () { window.outside = lib; return true; } }; }; });`,
  },
  {
    code: 'sync',
    script: `define(['jquery'], function () { return function () { this.callbacks = { render: function () { window.sync = typeof require('twigjs') + typeof require('jquery'); return true; } }; }; });`,
  },
  {
    code: 'modern',
    script: `define([], function () { return class { constructor() { const version = this.get_version(); this.callbacks = { render() { window.modern = version; return true; } }; } }; });`,
  },
];

test('modules in all their forms', async ({ page, lab }) => {
  lab.scripts = ['https://cdn.example.com'];
  lab.answers.set('GET https://cdn.example.com/lib.js', () => ({
    text: `define([], function () { return 'from outside'; });`,
  }));
  await openLab(page, lab, FORMS);
  await inPage(page, card);
  const found = (name: string) => () => page.evaluate((n) => (window as unknown as Record<string, unknown>)[n], name);
  await expect.poll(found('bare')).toBe('functionfunctionfunction');
  await expect.poll(found('listed')).toBe(1);
  await expect.poll(found('windowed')).toEqual(['function', 'function', 'function', '1970', 'function']);
  await expect.poll(found('relative')).toEqual(['words deep', 'short', 'a text', 1]);
  await expect.poll(found('outside')).toBe('from outside');
  await expect.poll(found('sync')).toBe('functionfunction');
  await expect.poll(found('modern')).toBe('1.0.0');
});

test('what self tells', async ({ page, lab }) => {
  const before = `window.early = [self.i18n('a.b'), self.get_settings().widget_code, self.system().subdomain];`;
  const langs = { a: { b: 'text', c: { d: 'deep' } } };
  const settings = { login: 'me', amount: '5' };
  await openLab(page, lab, [
    {
      code: 'teller',
      script: script(`render: function () { window.self_ = self; return true; }`, before),
      describe: { langs, settings },
    },
  ]);
  await inPage(page, card);
  await page.waitForFunction(() => 'self_' in window);
  expect(await inPage(page, 'return window.early;')).toEqual(['text', 'teller', 'acme']);
  const told = await inPage(
    page,
    `const self = window.self_; return {
    settings: [self.get_settings().login, self.params.amount, self.params === self.get_settings()],
    service: ['id', 'widget_code', 'path', 'cdn_path', 'images_path', 'version', 'active', 'widget_active', 'status', 'oauth_client_uuid', 'support', 'currency'].filter((key) => !(key in self.params)),
    path: self.params.path, version: self.get_version(), status: self.get_install_status(),
    langs: [self.langs.a.b, self.i18n('a.c'), self.i18n('nothing.here')],
    system: self.system(), account: self.get_accounts_current().account.id,
    contacts: await self.get_current_card_contacts_data(), selected: self.list_selected(),
    pipeline: await self.get_pipeline_id().catch(() => 'rejected'),
    set: (self.set_settings({ more: 1 }), self.get_settings().more),
    lang: (self.set_lang({ x: 'y' }), self.i18n('x')),
    state: (self.set_status('error'), self.get_install_status()), ns: self.ns,
  };`,
  );
  expect(told).toMatchObject({
    settings: ['me', '5', true],
    service: [],
    path: '/upl/teller/k0',
    version: '1.0.0',
    status: 'installed',
    langs: ['text', { d: 'deep' }, false],
    account: 1,
    contacts: [{ id: 9, phones: ['+1'] }],
    selected: false,
    system: { area: 'lcard', amouser_id: 7, amouser: 'ana@example.com', subdomain: 'acme' },
    pipeline: 'rejected',
    set: 1,
    lang: 'y',
    state: 'error',
    ns: '.widget_teller',
  });
});

test('what APP tells', async ({ page, lab }) => {
  await openLab(page, lab, [{ code: 'any', script: script('') }]);
  await inPage(page, card);
  expect(
    await inPage(
      page,
      `return {
    same: window.APP === window.AMOCRM, user: APP.constant('user').name, managers: APP.constant('managers')[8].title,
    account: APP.constant('account').id, groups: typeof APP.constant('groups'), rights: APP.constant('user_rights').is_admin,
    types: Object.keys(APP.constant('task_types')).length > 0, set: (APP.constant('mine', 3), APP.constant('mine')),
    card: [APP.data.current_card.id, APP.data.current_card.model.get('name'), APP.data.is_card, APP.isCard()],
    entity: [APP.getBaseEntity(), APP.data.current_entity], area: [APP.getWidgetsArea(), APP.widgets.system.area], lang: APP.lang_id,
    online: [APP.sdk.showUserStatus('online'), APP.sdk.showUserStatus(8), Object.keys(APP.sdk.showUserStatus()).length],
    calling: (APP.sdk.setCallingStatus(true), APP.sdk.getCallingStatus()), theme: document.documentElement.dataset.colorScheme,
  };`,
    ),
  ).toEqual({
    same: true,
    user: 'Ana Ruiz',
    managers: 'Ben Okafor',
    account: 1,
    groups: 'object',
    rights: true,
    types: true,
    set: 3,
    card: [5, 'Roof', true, true],
    entity: ['leads', 'leads'],
    area: ['leads_card', 'lcard'],
    lang: 'en',
    online: [[7], false, 2],
    calling: true,
    theme: 'light',
  });
  await inPage(page, 'window.card.destroy();');
  expect(await inPage(page, 'return [APP.data.current_card, APP.isCard()];')).toEqual([false, false]);
});

test('a widget that fails in every way leaves the others and the page alone', async ({ page, lab }) => {
  const fails = (name: string) => `${name}: function () { throw new Error('in ${name}'); }`;
  const made: Made[] = [
    { code: 'no_file', script: 'define([], function () {});', describe: { path: '/upl/absent/k9' } },
    { code: 'no_syntax', script: 'define([' },
    { code: 'no_module', script: `define(['./absent.js'], function () { return function () {}; });` },
    {
      code: 'constructor_',
      script: `define([], function () { return function () { throw new Error('in constructor'); }; });`,
    },
    ...['render', 'init', 'bind_actions', 'destroy'].map((name) => ({
      code: `in_${name}`,
      script: script(fails(name)),
    })),
    { code: 'rejects', script: script(`render: function () { return Promise.reject(new Error('in a promise')); }`) },
    {
      code: 'timer',
      script: script(`init: function () { setTimeout(function () { throw new Error('in a timer'); }); return true; }`),
    },
    { code: 'good', script: script(`init: function () { log('good'); return true; }`) },
  ];
  await openLab(page, lab, made);
  await inPage(page, card);
  await expect.poll(() => logOf(page)).toEqual(['good']);
  await expect(page.locator('.card-widgets .pw-widget-failed', { hasText: 'in_init: widget failed' })).toBeVisible();
  const chips = () =>
    page
      .locator('[data-widget-chip]')
      .evaluateAll((all) => [...new Set(all.map((one) => one.getAttribute('data-widget-chip')))].sort());
  await expect
    .poll(chips)
    .toEqual([
      'constructor_',
      'in_bind_actions',
      'in_init',
      'in_render',
      'no_file',
      'no_module',
      'no_syntax',
      'rejects',
      'timer',
    ]);
  await inPage(page, 'window.card.destroy();');
  await expect.poll(chips).toEqual(['in_destroy']);
  lab.faults.splice(0);
});
