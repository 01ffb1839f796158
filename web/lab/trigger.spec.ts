// The form of a trigger, as the automation screen uses it: open, type, save, reopen.
import { expect, type Page } from '@playwright/test';
import { field, openLab, test, type Made } from './support';

/** Mounts a trigger's form in an element of its own and keeps what happens to it. */
async function mount(page: Page, name: string, widget: string, values: Record<string, string> = {}): Promise<void> {
  await page.evaluate(
    async ({ name, widget, values }) => {
      const element = document.createElement('section');
      element.id = `place-${name}`;
      document.getElementById('lab')?.append(element);
      const saved: Record<string, string>[] = [];
      const island = window.host.mountTrigger(element, {
        widget,
        trigger: 1,
        values,
        onsave: (one) => saved.push(one),
      });
      window.islands = { ...window.islands, [name]: { island, saved } };
      await island.ready;
    },
    { name, widget, values },
  );
}

interface Kept {
  island: import('../src/compat/islands/trigger').TriggerIsland;
  saved: Record<string, string>[];
}

const kept = { of: (name: string) => `place-${name}` };
const collect = (page: Page, name: string) =>
  page.evaluate(
    (n) => (window.islands[n] as Kept).island.collect().catch((e: { fields?: string[] }) => ({ missing: e.fields })),
    name,
  );
const saved = (page: Page, name: string) => page.evaluate((n) => (window.islands[n] as Kept).saved, name);
const isDirty = (page: Page, name: string) => page.evaluate((n) => (window.islands[n] as Kept).island.isDirty, name);
async function reopen(page: Page, name: string, widget: string, values: Record<string, string>): Promise<void> {
  await page.evaluate((n) => {
    (window.islands[n] as Kept).island.destroy();
    document.getElementById(`place-${n}`)?.remove();
  }, name);
  await mount(page, name, widget, values);
}

test('a nameless textarea behind a hidden input is saved and shown again', async ({ page, lab }) => {
  await openLab(page, lab, ['quick_text']);
  await mount(page, 'a', 'quick_text');
  const place = page.locator(`#${kept.of('a')}`);
  const textarea = place.locator('textarea#quick_text');
  await expect(textarea).toBeVisible();
  await expect(textarea).not.toHaveAttribute('name');
  await expect(textarea).toHaveCSS('width', '300px');
  await expect(place.locator('input[name=text]')).toBeHidden();
  await expect(place.locator('.widget_settings_block__title_field')).toBeHidden();
  expect(await isDirty(page, 'a')).toBe(false);
  expect(await collect(page, 'a')).toEqual({ missing: ['text'] });
  await expect(place.getByRole('alert')).toHaveText('Fill in this field.');

  const text = 'Hello {{contact.name}},\n"quoted" <b>&amp;</b> привет\n';
  await textarea.fill(text);
  expect(await isDirty(page, 'a')).toBe(true);
  await expect(place.locator('.js-trigger-save')).toHaveClass(/button-input_blue/);
  await place.locator('.js-trigger-save').click();
  await expect.poll(() => saved(page, 'a')).toEqual([{ text }]);
  expect(await isDirty(page, 'a')).toBe(false);

  await reopen(page, 'a', 'quick_text', { text });
  await expect(textarea).toHaveValue(text);
  expect(await collect(page, 'a')).toEqual({ text });
});

test('a replaced field, one left alone, and a checkbox with neither name nor id', async ({ page, lab }) => {
  await openLab(page, lab, ['letter']);
  await mount(page, 'a', 'letter');
  const place = page.locator(`#${kept.of('a')}`);
  const box = place.getByRole('checkbox');
  await expect(box).not.toHaveAttribute('name');
  await expect(box).not.toBeChecked();
  await place.locator('textarea[name=letter]').fill('Dear all');
  await place.locator('input[name=subject]').fill('News');
  expect(await collect(page, 'a')).toEqual({ letter: 'Dear all', subject: 'News', main_contact: '' });

  await box.check();
  await expect(place.locator('.control-checkbox')).toHaveClass(/is-checked/);
  const values = { letter: 'Dear all', subject: 'News', main_contact: '1' };
  expect(await collect(page, 'a')).toEqual(values);

  await reopen(page, 'a', 'letter', values);
  await expect(box).toBeChecked();
  await expect(place.locator('textarea[name=letter]')).toHaveValue('Dear all');
  expect(await collect(page, 'a')).toEqual(values);
  await box.uncheck();
  expect(await collect(page, 'a')).toEqual({ ...values, main_contact: '' });
});

test('several triggers of one widget keep their own texts', async ({ page, lab }) => {
  await openLab(page, lab, ['quick_text', 'letter']);
  await mount(page, 'a', 'quick_text', { text: 'one' });
  await mount(page, 'b', 'quick_text', { text: 'two' });
  await mount(page, 'c', 'letter', { letter: 'three' });
  const text = (name: string) => page.locator(`#${kept.of(name)} textarea`);
  await expect(text('a')).toHaveValue('one');
  await expect(text('b')).toHaveValue('two');
  await expect(text('c')).toHaveValue('three');
  await text('a').fill('first');
  await text('b').fill('second');
  expect(await collect(page, 'a')).toEqual({ text: 'first' });
  expect(await collect(page, 'b')).toEqual({ text: 'second' });
  expect(await collect(page, 'c')).toEqual({ letter: 'three', subject: '', main_contact: '' });
  await page
    .locator(`#${kept.of('a')}`)
    .getByRole('button', { name: 'Save' })
    .click();
  await expect.poll(() => saved(page, 'a')).toEqual([{ text: 'first' }]);
});

const dp = (...codes: string[]) => ({
  title: 'T',
  fields: codes.map((code) => field(code, `The ${code}`)),
  action_multiple: false,
});
const script = (body: string, rest = '') => `define(['jquery'], function ($) { return function () {
  var self = this, yes = function () { return true; };
  this.callbacks = { render: yes, init: yes, bind_actions: yes, ${rest} dpSettings: function ($body) { ${body} } };
}; });`;

test('what widgets find from their marker', async ({ page, lab }) => {
  const made: Made = {
    code: 'finder',
    script: script(`
      var marker = $('.digital-pipeline__short-task_widget-style_' + self.params.widget_code);
      var form = marker.parent().parent().find('[data-action=send_widget_hook]');
      window.found = {
        form: form.length,
        bySave: $('button.js-trigger-save').closest('[data-action=send_widget_hook]').is(form),
        byItem: marker.closest('.digital-pipeline__item-inner').find('form.digital-pipeline__edit-forms').length,
        body: form.find('.task-edit__body__form #widget_settings__fields_wrapper').length,
        rows: form.find('.widget_settings_block__item_field.form-group').length,
        captions: form.find('.widget_settings_block__title_field.form-group__title.h-text-overflow[title^=The]').length,
        inputs: form.find('.widget_settings_block__input_field > input#one.text-input').val(),
        footer: form.find('.digital-pipeline__edit-footer.trigger_settings__process__footer .js-trigger-cancel').length,
        id: marker.closest('.digital-pipeline__item').data('process-id'),
        same: $body.is('#widget_settings__fields_wrapper'),
        area: self.system().area, page: APP.getWidgetsArea(), entity: AMOCRM.data.current_entity,
        version: AMOCRM.constant('account').version >= 5,
      };`),
    describe: { dp: dp('one', 'two') },
  };
  await openLab(page, lab, [made]);
  await mount(page, 'a', 'finder', { one: '{"a": "é\\""}' });
  expect(await page.evaluate(() => (window as unknown as { found: unknown }).found)).toEqual({
    form: 1,
    bySave: true,
    byItem: 1,
    body: 1,
    rows: 2,
    captions: 2,
    inputs: '{"a": "é\\""}',
    footer: 1,
    id: 1,
    same: true,
    area: 'digital_pipeline',
    page: 'leads-dp',
    entity: 'leads-dp',
    version: true,
  });
});

test('a widget that stops the save, works, and presses the button again', async ({ page, lab }) => {
  const made: Made = {
    code: 'async_save',
    script: script(`
      var isReady = false;
      var $button = $('.js-trigger-save').off('click');
      $button.on('click', function () {
        if (isReady) { return true; }
        setTimeout(function () { isReady = true; $('input[name=one]').val('from the server'); $button.trigger('click'); }, 50);
        return false;
      });`),
    describe: { dp: dp('one') },
  };
  await openLab(page, lab, [made]);
  await mount(page, 'a', 'async_save');
  expect(await collect(page, 'a')).toEqual({ one: 'from the server' });
});

test('values written without a change, on the click, by new controls, in JSON', async ({ page, lab }) => {
  const made: Made = {
    code: 'writer',
    script: script(`
      $('.js-trigger-save').on('click', function () { $('input[name=on_click]').val('clicked'); });
      $('input[name=silent]').hide().val('silent').after('<input type="text" class="search" placeholder="search">');
      var stored = JSON.parse($('input[name=json]').val() || '{}');
      var $name = $('<input type="text" class="json-name">').val(stored.name || '');
      $('input[name=json]').hide().after($name);
      $name.on('change', function () { $('input[name=json]').val(JSON.stringify({ name: $name.val() })).trigger('change'); });
      $('input[name=replaced]').closest('.widget_settings_block__item_field').html(
        self.render({ ref: '/tmpl/controls/select.twig' }, { name: 'replaced', items: [{ id: 1, option: 'One' }, { id: 2, option: 'Two' }], selected: 2 }));`),
    describe: { dp: dp('on_click', 'silent', 'json', 'replaced') },
  };
  await openLab(page, lab, [made]);
  await mount(page, 'a', 'writer', { json: '{"name":"Ana"}', replaced: '1' });
  const place = page.locator(`#${kept.of('a')}`);
  await expect(place.locator('.json-name')).toHaveValue('Ana');
  await place.locator('.search').fill('not a value');
  expect(await collect(page, 'a')).toEqual({
    on_click: 'clicked',
    silent: 'silent',
    json: '{"name":"Ana"}',
    replaced: '2',
  });
  await place.locator('.json-name').fill('Ben "B"');
  await place.locator('.json-name').blur();
  await place.locator('.control--select--button').click();
  await place.getByText('One', { exact: true }).click();
  expect(await collect(page, 'a')).toEqual({
    on_click: 'clicked',
    silent: 'silent',
    json: '{"name":"Ben \\"B\\""}',
    replaced: '1',
  });
});

test('leaving the page destroys the widget, closing a form does not', async ({ page, lab }) => {
  const made: Made = {
    code: 'leaver',
    script: script('', `destroy: function () { window.destroyed = (window.destroyed || 0) + 1; },`),
  };
  await openLab(page, lab, [made]);
  await mount(page, 'a', 'leaver');
  const destroyed = () => page.evaluate(() => (window as unknown as { destroyed?: number }).destroyed ?? 0);
  await reopen(page, 'a', 'leaver', {});
  expect(await destroyed()).toBe(0);
  await page.evaluate(() => {
    history.pushState(null, '', '/app/lab/elsewhere');
    (window.islands['a'] as Kept).island.destroy();
  });
  expect(await destroyed()).toBe(1);
});

test('a widget that throws leaves a form that saves, and a chip', async ({ page, lab }) => {
  const made: Made = { code: 'broken', script: script(`throw new Error('no backend');`), describe: { dp: dp('one') } };
  await openLab(page, lab, [
    made,
    { code: 'empty', script: 'define([], function () {});', describe: { dp: dp('one') } },
  ]);
  await mount(page, 'a', 'broken', { one: 'kept' });
  const place = page.locator(`#${kept.of('a')}`);
  await expect(place.locator('.pw-widget-failed summary')).toHaveText('broken: widget failed');
  expect(await collect(page, 'a')).toEqual({ one: 'kept' });
  await mount(page, 'b', 'empty', { one: 'kept too' });
  expect(await collect(page, 'b')).toEqual({ one: 'kept too' });
  const told = lab.faults.splice(0);
  expect(told.filter((one) => one.includes('dpSettings Error: no backend'))).toHaveLength(1);
  expect(told.filter((one) => one.includes('script.js defines nothing'))).not.toHaveLength(0);
});

test('a form opens fast, also the first time, and a widget that hangs holds nobody up', async ({ page, lab }) => {
  const slow: Made = {
    code: 'slow',
    script: script('', `render: function () { return new Promise(function () {}); },`),
    describe: { dp: dp('one') },
  };
  await openLab(page, lab, ['quick_text', slow]);
  const took = await page.evaluate(async () => {
    const open = async (widget: string) => {
      const section = document.createElement('section');
      document.getElementById('lab')?.append(section);
      const since = performance.now();
      await window.host.mountTrigger(section, { widget, trigger: null, values: {} }).ready;
      return performance.now() - since;
    };
    return [await open('quick_text'), await open('quick_text')];
  });
  // The bar is 200 ms; a loaded machine gets four times that for loading the script.
  expect(took[0]).toBeLessThan(800);
  expect(took[1]).toBeLessThan(200);
});

test('safe mode draws the form and runs no widget', async ({ page, lab }) => {
  await openLab(page, lab, ['quick_text'], {}, '?safe=1');
  await mount(page, 'a', 'quick_text', { text: 'kept' });
  const place = page.locator(`#${kept.of('a')}`);
  await expect(place.locator('textarea')).toHaveCount(0);
  await place.locator('input[name=text]').fill('typed');
  expect(await collect(page, 'a')).toEqual({ text: 'typed' });
});

test('the door for the rest of the UI: there at once, closed at any time', async ({ page, lab }) => {
  await openLab(page, lab, ['quick_text']);
  const told = await page.evaluate(async () => {
    const place = document.getElementById('lab') as HTMLElement;
    const options = { widget: 'quick_text', trigger: null, values: { text: 'a' }, lang: 'en', hasButtons: false };
    const gone = window.door.mountTriggerIsland(place, options);
    gone.destroy();
    const isGone = await gone.ready.then(
      () => false,
      () => true,
    );
    const dirty: boolean[] = [];
    const island = window.door.mountTriggerIsland(place, { ...options, ondirty: (is) => dirty.push(is) });
    const values = await island.collect();
    await island.ready;
    const absent = window.door.mountTriggerIsland(place, { ...options, widget: 'absent' });
    const why = await absent.ready.catch((error: Error) => error.message);
    return { isGone, values, forms: document.querySelectorAll('form').length, isDirty: island.isDirty, dirty, why };
  });
  expect(told).toEqual({
    isGone: true,
    values: { text: 'a' },
    forms: 1,
    isDirty: false,
    dirty: [],
    why: 'widget absent is not installed',
  });
  await expect(page.locator('.js-trigger-save')).toBeHidden();
});
