// Where widgets draw: cards, lists, pages of their own; dialogs, messages and requests.
import { expect } from '@playwright/test';
import { openLab, test, type Made } from './support';
import { inPage, logOf, script } from './widgets';

const self = `render: function () { window.self_ = self; return true; }`;

test('template files, with a slash or without, by load and by promise', async ({ page, lab }) => {
  await openLab(page, lab, [
    {
      code: 'filed',
      script: script(`render: function () { window.self_ = self; return true; }`),
      files: { 'templates/t.twig': 'Hi {{ name }}' },
    },
  ]);
  await inPage(page, `window.host.enter('lcard');`);
  await page.waitForFunction(() => 'self_' in window);
  const load = (href: string) =>
    inPage(
      page,
      `const self = window.self_; return new Promise((done) => self.render({ href: '${href}', base_path: self.params.path, v: '1.0', load: (t) => done(t.render({ name: 'Ana' })) }));`,
    );
  expect(await load('/templates/t.twig')).toBe('Hi Ana');
  expect(await load('templates/t.twig')).toBe('Hi Ana');
  expect(
    await inPage(
      page,
      `const self = window.self_; const t = await self.render({ href: '/templates/t.twig', base_path: self.params.path + '/', promised: true }); return t.render({ name: 'Ben' });`,
    ),
  ).toBe('Hi Ben');
});

test('a block in the panel of a card: drawn by its own template and style, opened and closed, drawn once', async ({
  page,
  lab,
}) => {
  await openLab(page, lab, ['card_panel']);
  const open = `window.card = window.host.mountCard(document.getElementById('lab'), 'lcard', { entity: 'leads', id: 5, values: {} });`;
  await inPage(page, open);
  const block = page.locator(
    '.card-widgets__elements > .card-widgets__widget.card-widgets__widget-card_panel[data-code=card_panel]',
  );
  const body = block.locator('> .card-widgets__widget__body.js-body-hide');
  await expect(body).toBeVisible();
  await expect(body).not.toBeEmpty();
  const caption = block.locator('> .card-widgets__widget__caption.js-widget-caption-block.card-panel__caption');
  await expect(caption.locator('.card-widgets__widget__caption__logo img')).toHaveAttribute('src', /logo_medium/);
  await caption.click();
  await expect(body).toBeHidden();
  await caption.focus();
  await page.keyboard.press('Enter');
  await expect(body).toBeVisible();
  await inPage(page, `window.card.destroy(); ${open}`);
  await expect(block).toHaveCount(1);
});

test('render_template with a body and a template', async ({ page, lab }) => {
  const made: Made = {
    code: 'drawn',
    script: script(`render: function () {
      self.render_template({ caption: { class_name: 'x', html: '<i class="own"></i>' }, body: '<p>fixed</p>', render: '<b>{{ a }}</b>' }, { a: 'one' });
      self.render_template({ body: '', render: '<b>{{ a }}</b>' }, { a: 'two' });
      return true; }`),
  };
  await openLab(page, lab, [made]);
  await inPage(
    page,
    `window.host.mountCard(document.getElementById('lab'), 'ccard', { entity: 'contacts', id: 1, values: {} });`,
  );
  await expect(page.locator('.card-widgets__widget')).toHaveCount(0);
  await inPage(
    page,
    `window.host.mountCard(document.getElementById('lab'), 'lcard', { entity: 'leads', id: 1, values: {} });`,
  );
  await expect(page.locator('.card-widgets__widget__body')).toHaveText('two');
});

test('contacts and companies have panels of their own', async ({ page, lab }) => {
  const draws = script(
    `render: function () { self.render_template({ body: self.system().area + ' ' + APP.getWidgetsArea() + ' ' + APP.getBaseEntity(), render: '' }); return true; }`,
  );
  await openLab(page, lab, [{ code: 'both', script: draws, describe: { locations: ['ccard-1', 'comcard-1'] } }]);
  for (const [area, entity] of [
    ['ccard', 'contacts'],
    ['comcard', 'companies'],
    ['lcard', 'leads'],
  ]) {
    await inPage(
      page,
      `window.card?.destroy(); window.card = window.host.mountCard(document.getElementById('lab'), '${area}', { entity: '${entity}', id: 1, values: {} });`,
    );
    if (area === 'lcard') {
      await expect(page.locator('.card-widgets__widget')).toHaveCount(0);
    } else {
      await expect(page.locator('.card-widgets__widget__body')).toHaveText(`${area} ${entity}_card ${entity}`);
    }
  }
});

test('lists: ticked rows, and the widget that is chosen for them', async ({ page, lab }) => {
  const noted = `leads: { selected: function () { log(self.list_selected()); self.render_template({ body: 'chosen', render: '' }); } },
    contacts: { selected: function () { log('contacts'); } }, tasks: { selected: function () { log('tasks'); } }, init: function () { log('init ' + self.system().area); return true; }`;
  await openLab(page, lab, [
    { code: 'lister', script: script(noted), describe: { locations: ['llist-1', 'clist-0', 'tlist-0'] } },
    {
      code: 'modern',
      script: script(
        `todo: { selected: function () { log('todo'); } }, tasks: { selected: function () { log('old name'); } }`,
      ),
      describe: { locations: ['tlist-1'] },
    },
  ]);
  await inPage(page, `window.list = window.host.mountList(document.getElementById('lab'), 'llist');`);
  await expect.poll(() => logOf(page)).toEqual(['init llist']);
  await inPage(
    page,
    `window.host.selectRows([{ id: 1, type: 'lead', emails: ['a@x.example'], phones: [] }, { id: 2, type: 'lead', emails: [], phones: ['1', '2'] }]); window.host.chooseForList('lister');`,
  );
  await expect(page.locator('.card-widgets__widget__body')).toHaveText('chosen');
  expect((await logOf(page)).at(-1)).toMatchObject({
    selected: [{ id: 1 }, { id: 2 }],
    summary: { items: 2, emails: 1, phones: 2 },
    count_selected: { items: 2 },
  });
  await inPage(
    page,
    `window.list.destroy(); window.tasks = window.host.mountList(document.getElementById('lab'), 'tlist'); window.host.chooseForList('lister');`,
  );
  await expect.poll(() => logOf(page)).toContain('init tlist');
  await inPage(page, `window.host.chooseForList('lister'); window.host.chooseForList('modern');`);
  await expect.poll(async () => (await logOf(page)).slice(-2)).toEqual(['tasks', 'todo']);
  await inPage(page, `window.host.leave('tlist'); window.host.mountList(document.getElementById('lab'), 'clist');`);
  await expect.poll(() => logOf(page)).toContain('init clist');
  await inPage(page, `window.host.chooseForList('lister');`);
  expect((await logOf(page)).at(-1)).toBe('contacts');
});

test('pages of a widget: settings and left menu', async ({ page, lab }) => {
  const draws = `advancedSettings: function () { $('#work-area-pager').html('mine ' + APP.getWidgetsArea() + ' ' + $('#list_page_holder').length); $('.list__body-right__top .content__top__preset').append('<b>button</b>'); },
    initMenuPage: function (place) { $('#work-area-' + self.params.widget_code).text(JSON.stringify(place)); }, destroy: function () { log('destroy'); }`;
  const describe = { locations: ['advanced_settings', 'widget_page'], advanced_title: 'Mine' };
  await openLab(page, lab, [
    { code: 'pager', script: script(draws), describe },
    { code: 'other', script: script(`render: function () { log('other'); return true; }`), describe },
  ]);
  await inPage(
    page,
    `window.p = window.host.mountAdvanced(document.getElementById('lab'), 'pager'); await window.p.ready;`,
  );
  await expect(page.locator('#work-area-pager')).toHaveText('mine advanced-settings:pager 1');
  await expect(page.getByRole('heading', { name: 'Mine' })).toBeVisible();
  await expect(page.locator('.content__top__preset b')).toBeVisible();
  await inPage(
    page,
    `window.p.destroy(); window.p = window.host.mountMenuPage(document.getElementById('lab'), 'pager', { location: 'widget_page', item_code: 'a' }); await window.p.ready;`,
  );
  await expect(page.locator('#work-area-pager')).toHaveText('{"location":"widget_page","item_code":"a"}');
  expect(await logOf(page)).toEqual(['destroy']);
});

test('everywhere', async ({ page, lab }) => {
  await openLab(page, lab, [
    {
      code: 'all',
      script: script(`init: function () { log(self.system().area); return true; }`),
      describe: { locations: ['everywhere'] },
    },
  ]);
  await inPage(page, `window.host.enter('everywhere');`);
  await expect.poll(() => logOf(page)).toEqual(['everywhere']);
  await inPage(
    page,
    `window.host.leave('everywhere'); window.host.enter('llist'); window.host.leave('llist'); window.host.enter('tlist');`,
  );
  await expect.poll(() => logOf(page)).toEqual(['everywhere', 'tlist']);
});

test('Modal', async ({ page, lab }) => {
  const opens = `define(['jquery', 'lib/components/base/modal'], function ($, Modal) { return function () { this.callbacks = { render: function () {
    window.open_ = function (more) { window.modal = new Modal($.extend({ class_name: 'mine', init: function ($body) {
      $body.find('.modal-body__inner').append('<h2 class="modal-body__caption">Sure?</h2><button class="button-input js-modal-accept">Yes</button><button class="button-input button-cancel">No</button><span class="modal-body__close"><span class="icon icon-modal-close"></span></span>');
      $body.trigger('modal:loaded').trigger('modal:centrify'); }, destroy: function () { window.closed = (window.closed || 0) + 1; return window.mayClose !== false; } }, more)); };
    window.message = function (name) { new Modal()[name]('Saved', function () { window.told = 1; }, 20); };
    return true; } }; }; });`;
  await openLab(page, lab, [{ code: 'modal', script: opens }]);
  await inPage(page, `window.host.enter('lcard');`);
  await page.waitForFunction(() => 'open_' in window);
  await inPage(page, 'window.open_();');
  const modal = page.locator('.modal.modal-list.mine');
  await expect(
    modal.locator(
      '> .modal-scroller.custom-scroll > .modal-body.modal-body-relative > .modal-body__inner > .modal-body__caption',
    ),
  ).toBeVisible();
  await expect(page.getByRole('button', { name: 'Yes' })).toBeFocused();
  await inPage(page, 'window.mayClose = false;');
  await page.keyboard.press('Escape');
  await expect(modal).toBeVisible();
  await inPage(page, 'window.mayClose = true;');
  await page.keyboard.press('Escape');
  await expect(modal).toHaveCount(0);
  for (const way of ['.button-cancel', '.modal-body__close']) {
    await inPage(page, 'window.open_();');
    await modal.locator(way).click();
    await expect(modal).toHaveCount(0);
  }
  await inPage(page, 'window.open_({ disable_escape_keydown: true, disable_cancel_click: true });');
  await page.keyboard.press('Escape');
  await modal.locator('.button-cancel').click();
  await expect(modal).toBeVisible();
  await inPage(page, 'window.modal.destroy(); window.message("showSuccess");');
  await expect.poll(() => inPage(page, 'return window.told;')).toBe(1);
  await inPage(page, 'window.message("showError");');
  await expect(page.locator('.modal .modal-body__error')).toHaveText('Saved');
});

test('notifications, and those that come live', async ({ page, lab }) => {
  await openLab(page, lab, [{ code: 'teller', script: script(self), describe: { init_once: true } }]);
  await inPage(page, `window.host.enter('lcard');`);
  await page.waitForFunction(() => 'self_' in window);
  for (const name of ['show_message', 'show_message_error', 'add_error', 'add_call']) {
    await inPage(page, `APP.notifications.${name}({ header: 'H ${name}', text: '<b>${name}</b>' });`);
    await expect(page.locator('.notification__item', { hasText: `H ${name}` })).toContainText(`<b>${name}</b>`);
  }
  await inPage(
    page,
    `APP.notifications.show_notification({ text: { header: 'Called', text: 'by Ana' }, type: 'call' });`,
  );
  await expect(page.getByText('by Ana')).toBeVisible();
  expect(
    await inPage(
      page,
      `return new Promise((done) => APP.notifications.add_error({ text: 'x' }, { done: () => done('done') }));`,
    ),
  ).toBe('done');
  expect(
    await inPage(
      page,
      `window.heard = []; APP.addNotificationCallback('teller', (one) => window.heard.push(one.id)); window.host.notify({ id: 4 });
    const stop = window.self_.listenSocketChannel('leads:card:5', ['a'], (one) => window.heard.push(one.a));
    window.host.publish('leads:card:5', { a: 1 }); window.host.publish('leads:card:5', { b: 1 }); window.host.publish('leads:card:6', { a: 2 }); stop(); window.host.publish('leads:card:5', { a: 3 });
    return window.heard;`,
    ),
  ).toEqual([4, 1]);
});

test('crm_post goes through the server, one per second', async ({ page, lab }) => {
  lab.answers.set('POST /api/pipewright/v1/host/post', (body) => {
    const { url } = JSON.parse(body ?? '{}');
    return url.endsWith('/down')
      ? { status: 409, json: { detail: 'no answer' } }
      : { json: { status: url.endsWith('/500') ? 500 : 200, body: '{"a":1}' } };
  });
  await openLab(page, lab, [{ code: 'poster', script: script(self) }]);
  await inPage(page, `window.host.enter('lcard');`);
  await page.waitForFunction(() => 'self_' in window);
  const post = (path: string, type: string) =>
    inPage(
      page,
      `return new Promise((done) => window.self_.crm_post('https://x.example/${path}', { a: [1] }, (one) => done(one), '${type}', () => done('failed')));`,
    );
  const since = Date.now();
  expect(await post('ok', 'json')).toEqual({ a: 1 });
  expect(JSON.parse(lab.asked[0]?.body ?? '{}')).toEqual({
    widget: 'poster',
    url: 'https://x.example/ok',
    data: { a: [1] },
  });
  expect(await post('ok', 'text')).toBe('{"a":1}');
  expect(await post('500', 'text')).toBe('{"a":1}');
  expect(Date.now() - since).toBeGreaterThan(1_900);
  expect(await post('500', 'json')).toBe('failed');
  expect(await post('down', 'text')).toBe('failed');
  lab.faults.splice(0); // The browser names the refused request.
});

test('$authorizedAjax sends a token of its own', async ({ page, lab }) => {
  let n = 0;
  lab.answers.set('GET /ajax/v2/integrations/uuid-1/disposable_token', () => ({ json: { token: `t${(n += 1)}` } }));
  const tokens: (string | undefined)[] = [];
  await openLab(page, lab, [
    { code: 'bound', script: script(self), describe: { client_uuid: 'uuid-1' } },
    { code: 'loose', script: script(`render: function () { window.loose = self; return true; }`) },
  ]);
  await page.route('https://own.example/**', (route) => {
    tokens.push(route.request().headers()['x-auth-token']);
    return route.fulfill({
      json: { ok: 1 },
      headers: { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Headers': '*' },
    });
  });
  await inPage(page, `window.host.enter('lcard');`);
  await page.waitForFunction(() => 'self_' in window && 'loose' in window);
  const ask = `window.self_.$authorizedAjax({ url: 'https://own.example/a', method: 'GET', headers: { 'X-More': '1' } })`;
  expect(await inPage(page, `return await ${ask};`)).toEqual({ ok: 1 });
  expect(
    await inPage(page, `return new Promise((done) => ${ask}.done((data, status) => done([data, status])));`),
  ).toEqual([{ ok: 1 }, 'success']);
  expect(tokens.filter(Boolean)).toEqual(['t1', 't2']);
  expect(
    await inPage(
      page,
      `return new Promise((done) => window.loose.$authorizedAjax({ url: 'https://own.example/a' }).fail((xhr, status, text) => done(text)));`,
    ),
  ).toContain('not bound');
});

test('actions, sources, overlay, catalog', async ({ page, lab }) => {
  await openLab(page, lab, [{ code: 'offers', script: script(self) }]);
  await inPage(page, `window.host.enter('lcard');`);
  await page.waitForFunction(() => 'self_' in window);
  expect(
    await inPage(
      page,
      `const self = window.self_; self.add_action('phone', (data) => 'call ' + data.value); self.add_action('e-mail', () => 'mail');
    self.add_source('sms', (data) => Promise.resolve(data.phone)); self.setSdkCatalogId(12);
    const [instance] = window.host.allInstances(); const { actions, sources, catalog } = instance.offers;
    return [actions.get('phone')({ value: '+1' }), [...actions.keys()], await sources.get('sms').fn({ phone: '+2' }), catalog];`,
    ),
  ).toEqual(['call +1', ['phone', 'email'], '+2', 12]);
  expect(
    await inPage(
      page,
      `window.self_.widgetsOverlay(true); const on = document.body.className; window.self_.widgetsOverlay(false); return [on, document.body.className];`,
    ),
  ).toEqual(['widgets-overlay-shown', '']);
});

test('what old jQuery had', async ({ page, lab }) => {
  lab.answers.set('GET /api/v4/account', () => ({ json: { id: 1 } }));
  await openLab(page, lab, [{ code: 'old', script: script(self) }]);
  await inPage(page, `window.host.enter('lcard');`);
  await page.waitForFunction(() => 'self_' in window);
  expect(
    await inPage(
      page,
      `return [$('body').size(), $('#lab').find('x').andSelf().length,
    await new Promise((done) => $.ajax('/api/v4/account').success((one) => done(one.id))), await new Promise((done) => $('<img>').load(() => done('loaded')).trigger('load'))];`,
    ),
  ).toEqual([1, 1, 1, 'loaded']);
});

test('actions on phones and addresses, sources of messages and of leads', async ({ page, lab }) => {
  const offers = script(`init: function () {
      self.add_action('phone', function (data) { log('call ' + data.value); });
      self.add_source('sms', function (data) { return Promise.resolve('sent ' + data.phone); });
      self.add_source('custom', function ($el) { $el.text('drawn'); }, 'By owl');
      return true; },
    onSource: function (type) { log('onSource ' + type); }, onAddAsSource: function (pipeline) { log('pipeline ' + pipeline); }`);
  await openLab(page, lab, [
    { code: 'offers', script: offers, describe: { langs: { widget: { call_action: 'Ring' } } } },
  ]);
  await inPage(page, `window.host.enter('lcard');`);
  await expect
    .poll(() => inPage(page, `return window.host.actionsFor('phone').map((one) => one.label);`))
    .toEqual(['Ring']);
  expect(
    await inPage(
      page,
      `window.host.actionsFor('phone')[0].run({ value: '+1' }); return [window.host.actionsFor('email').length,
    await window.host.sourcesFor('sms')[0].run({ phone: '+2' }), window.host.sourcesFor('custom')[0].label, window.host.sourcesFor('chat').length];`,
    ),
  ).toEqual([0, 'sent +2', 'By owl', 0]);
  await inPage(
    page,
    `window.host.sourcesFor('custom')[0].run($('#lab')); await window.host.addAsSource('offers', 31);`,
  );
  await expect(page.locator('#lab')).toHaveText('drawn');
  expect(await logOf(page)).toEqual(['call +1', 'onSource sms', 'onSource custom', 'pipeline 31']);
});

test('a tab of a card: goods found, linked, counted and unlinked', async ({ page, lab }) => {
  const goods =
    script(`loadPreloadedData: function () { return Promise.resolve([{ id: 1, sku: 'a1', name: 'Tile', price: '10' }]); },
    loadElements: function (type, id) { log(['loadElements', type, id]); return Promise.resolve([{ id: 2, name: 'Beam', price: '20', quantity: 3 }]); },
    searchDataInCard: function (query, type, id) { log(['search', query, type, id]); return Promise.resolve([{ id: 5, name: 'Nail', price: '1' }]); },
    linkCard: function (links) { log(links); return Promise.resolve(); }`);
  const own =
    script(`loadPreloadedData: function () { $('#own').text('own tab'); return Promise.resolve({}); }, loadElements: function () { return Promise.resolve([]); },
    searchDataInCard: function () {}, linkCard: function () {}`);
  const describe = { locations: ['card_sdk', 'lcard-0'] };
  await openLab(page, lab, [
    { code: 'goods', script: goods, describe },
    { code: 'own', script: own, describe },
    { code: 'none', script: script(''), describe },
  ]);
  await inPage(
    page,
    `const place = document.getElementById('lab'); window.host.mountCard(place, 'lcard', { entity: 'leads', id: 5, values: {} });
    window.tab = window.host.mountTab(place, 'goods'); await window.tab.ready; await window.host.mountTab(place, 'own').ready;
    window.tabs = window.host.allInstances().filter(window.host.hasTab).map((one) => one.widget.code);`,
  );
  expect(await inPage(page, 'return window.tabs;')).toEqual(['goods', 'own']);
  await expect(page.locator('#own')).toHaveText('own tab');
  const tab = page.locator('#goods');
  await expect(tab.getByRole('spinbutton', { name: 'Beam' })).toHaveValue('3');
  await tab.getByRole('searchbox').fill('nail');
  await tab.getByRole('button', { name: 'Nail', exact: true }).click();
  await tab.getByRole('spinbutton', { name: 'Nail' }).fill('4');
  await tab.getByRole('spinbutton', { name: 'Nail' }).blur();
  await tab.getByRole('button', { name: '× Beam' }).click();
  await expect(tab.locator('.card-tab__linked li')).toHaveCount(1);
  const row = (id: number, quantity: number) => ({
    from: 'leads',
    from_id: 5,
    to_id: id,
    to_widget_id: 1000,
    quantity,
  });
  expect(await logOf(page)).toEqual([
    ['loadElements', { id: 2, type: 'leads' }, 5],
    ['search', 'nail', 2, 5],
    { link: [row(5, 1)], unlink: [] },
    { link: [row(5, 4)], unlink: [] },
    { link: [], unlink: [row(2, 0)] },
  ]);
});
