// The system controls: drawn by their templates, alive wherever a widget puts them.
import { expect, type Page } from '@playwright/test';
import { openLab, test } from './support';
import { inPage, logOf, script } from './widgets';

/** Puts a control into the page the way a widget does. */
async function draw(page: Page, name: string, params: object): Promise<void> {
  await page.waitForFunction(() => 'self_' in window);
  await inPage(
    page,
    `const $ = window.$; window.log = [];
    $('#lab').addClass('compat-zone').html('<form>' + window.self_.render({ ref: '/tmpl/controls/${name}.twig' }, ${JSON.stringify(params)}) + '</form>');
    $('#lab form').on('change controls:change', function (event) { window.log.push(event.type + ' ' + event.target.name + '=' + event.target.value); });`,
  );
}

test.beforeEach(async ({ page, lab }) => {
  await openLab(page, lab, [
    { code: 'drawer', script: script(`render: function () { window.self_ = self; return true; }`) },
  ]);
  await inPage(page, `window.host.enter('lcard');`);
});

const html = (page: Page) => page.locator('#lab form').innerHTML();
const tidy = (text: string) => text.replace(/\s+/g, ' ').replace(/\s+([">])/g, '$1');

test('textarea, input, file', async ({ page }) => {
  await draw(page, 'textarea', {
    name: 'n',
    id: 'i',
    value: '<b>"x"</b>',
    class_name: 'mine',
    placeholder: 'p"',
    style: { width: '10px' },
    maxlength: 5,
  });
  const area = page.locator('textarea.text-input.text-input-textarea.mine#i');
  await expect(area).toHaveValue('<b>"x"</b>');
  await expect(area).toHaveAttribute('style', 'width:10px;');
  await expect(area).toHaveAttribute('placeholder', 'p"');
  await expect(area).toHaveAttribute('maxlength', '5');
  await draw(page, 'textarea', {});
  expect(await html(page)).not.toMatch(/name=|id=|undefined|null/);
  await draw(page, 'input', { name: 'n', value: null, max_length: 3, readonly: true, additional_data: 'data-x="1"' });
  const input = page.locator(
    'input.text-input[type=text][name=n][data-x="1"][readonly][maxlength="3"][autocomplete=off]',
  );
  await expect(input).toHaveValue('');
  await draw(page, 'input', { type: 'password', value: 0, styled_input: true });
  await expect(page.locator('input[type=password]:not(.text-input)')).toHaveValue('0');
  await draw(page, 'file', { name: 'f', class: 'c', text: 'Pick' });
  await expect(page.locator('input.c[type=file][name=f]')).toBeVisible();
});

test('buttons and their states', async ({ page }) => {
  await draw(page, 'button', {
    text: 'Go',
    id: 'b',
    class_name: 'js-go button-input_blue',
    disabled: true,
    additional_data: 'data-a="1"',
  });
  const button = page.locator('button.button-input.button-input-disabled.js-go#b[type=button][data-a="1"]');
  await expect(button.locator('span.button-input-inner > span.button-input-inner__text')).toHaveText('Go');
  const after = (event: string) => inPage(page, `return window.$('#b').trigger('${event}').attr('class');`);
  expect(await after('button:save:enable')).toContain('button-input_blue');
  expect(await after('button:save:enable')).not.toContain('button-input-disabled');
  expect(await after('button:load:start')).toContain('button-input-loading');
  expect(await after('button:load:stop')).not.toContain('button-input-loading');
  expect(await after('button:save:error')).toContain('button-input-error');
  expect(await after('button:save:disable')).toContain('button-input-disabled');
  await draw(page, 'button', {
    text: 'More',
    context_menu: [
      { id: 'one', text: 'One', href: '/x' },
      { id: 'two', text: 'Two' },
    ],
  });
  await expect(page.locator('#two')).toBeHidden();
  await page.getByRole('button', { name: 'More' }).click();
  await expect(page.locator('li#two.button-input__context-menu__item')).toBeVisible();
  await expect(page.locator('li#one > a.js-navigate-link[href="/x"]')).toHaveText('One');
  await draw(page, 'cancel_button', { class_name: 'c' });
  await expect(page.locator('button.button-input.button-cancel.c > span')).toHaveText('Cancel');
  await draw(page, 'delete_button', { id: 'd', text: 'Gone' });
  await expect(page.locator('span#d.button-delete > span.icon.icon-delete-trash')).toBeAttached();
});

test('checkbox, radio, switcher', async ({ page }) => {
  await draw(page, 'checkbox', {
    name: 'c',
    name_is_array: 'yes',
    value: '7',
    text: 'Seven',
    note_text: 'note',
    small: true,
    fieldId: 3,
  });
  const label = page.locator('label.control-checkbox.control-checkbox_small');
  await expect(
    label.locator(
      '> .control-checkbox__body > input[name="c[]"][value="7"][data-field-id="3"][data-value="7"] + span.control-checkbox__helper',
    ),
  ).toBeAttached();
  await expect(label.locator('> .control-checkbox__text.element__text > .control-checkbox__note-text')).toHaveText(
    'note',
  );
  await label.click();
  await expect(label).toHaveClass(/is-checked/);
  await label.click();
  await expect(label).not.toHaveClass(/is-checked/);
  await draw(page, 'checkbox', { checked: true });
  await expect(page.locator('label.control-checkbox.is-checked input:checked')).toBeAttached();
  expect(await html(page)).not.toMatch(/ name=| id=/);
  await draw(page, 'radio', { name: 'r', value: 'a', id: 'ra', label: 'A', selected: true });
  await expect(
    page.locator(
      'label.control-radio__label[for=ra] .control-radio > input#ra[type=radio][value=a]:checked + .control-radio__helper',
    ),
  ).toBeAttached();
  await draw(page, 'switcher', { id: 's', checked: true });
  expect(await inPage(page, `return window.$('#s').val();`)).toBe('1');
  await page.locator('#s').uncheck();
  expect(await inPage(page, `return window.$('#s').val();`)).toBe('0');
});

test('select', async ({ page }) => {
  const items = [
    { id: 1, option: 'One' },
    { id: '2', option: 'Two' },
    { option: 'Bare' },
    { id: 4, option: 'Off', disabled: true },
  ];
  await draw(page, 'select', { name: 's', id: 'sel', items, selected: '2', class_name: 'mine' });
  const control = page.locator('div.control--select.mine');
  const hidden = control.locator('> input[type=hidden].control--select--input#sel');
  const button = control.locator('> button[type=button].control--select--button');
  await expect(hidden).toHaveValue('2');
  await expect(button.locator('> .control--select--button-inner')).toHaveText('Two');
  await expect(control.locator('> ul.control--select--list > li.control--select--list--item-selected')).toHaveAttribute(
    'data-value',
    '2',
  );
  await button.click();
  await control.getByText('Off').click();
  await control.getByText('Bare').click();
  await expect(hidden).toHaveValue('Bare');
  await expect(button).toHaveText('Bare');
  expect(await logOf(page)).toEqual(['change s=Bare', 'controls:change s=Bare']);
  await inPage(page, `window.$('#sel').val('1').trigger('controls:change:visual');`);
  await expect(button).toHaveText('One');
  await button.focus();
  await page.keyboard.press('ArrowDown');
  await expect(hidden).toHaveValue('2');
  await draw(page, 'select', { name: 's', items, selected: 'absent' });
  await expect(page.locator('.control--select--input')).toHaveValue('1');
  await draw(page, 'select', {
    name: 's',
    items: [
      { id: 0, option: 'Zero' },
      { id: 1, option: 'One' },
    ],
    selected: 1,
  });
  await expect(page.locator('.control--select--input')).toHaveValue('1');
  await draw(page, 'multiselect', {
    name: 'm',
    values: [
      { id: 1, value: 'A' },
      { id: 2, value: 'B' },
    ],
    selected: [2],
  });
  await expect(page.locator('select[multiple]')).toHaveValues(['2']);
});

test('checkboxes in a list', async ({ page }) => {
  const items = [
    { id: 1, option: 'One', is_checked: true },
    { id: 2, option: 'Two' },
  ];
  await draw(page, 'checkboxes_dropdown', { name: 'd', name_is_array: 'yes', items, title_empty: 'None' });
  const control = page.locator('.checkboxes_dropdown.js-control-checkboxes_dropdown');
  const title = control.locator('.checkboxes_dropdown__title');
  await expect(title).toHaveText('One');
  await title.click();
  await control.getByText('Two').click();
  await expect(title.locator('.checkboxes_dropdown__title-item')).toHaveText(['One', 'Two']);
  await control.locator('.checkboxes_dropdown__list').getByText('Select all').click();
  await expect(title).toHaveText('None');
  await expect(control.locator('input.js-item-checkbox:checked')).toHaveCount(0);
  await control.locator('.js-item-checkbox').first().check();
  await expect(control.locator('input#cbx_drop_1.js-item-checkbox[name="d[]"][value="1"]')).toBeChecked();
  await expect(control.locator('.checkboxes_dropdown__checkbox_master .control-checkbox__helper_minus')).toBeAttached();
});

test('suggest and date', async ({ page, lab }) => {
  await draw(page, 'suggest', {
    name: 's',
    items: [
      { id: 1, value: 'Berlin' },
      { id: 2, value: 'Bern' },
      { id: 3, value: 'Rome' },
    ],
    placeholder: 'City',
  });
  const input = page.getByPlaceholder('City');
  await input.click();
  await input.pressSequentially('ber');
  await expect(page.locator('.control--suggest--list--item:visible')).toHaveText(['Berlin', 'Bern']);
  await page.getByText('Bern', { exact: true }).click();
  await expect(input).toHaveValue('Bern');
  await expect(input).toHaveAttribute('data-value-id', '2');
  expect(await logOf(page)).toContain('controls:change s=Bern');
  lab.answers.set('GET /cities', () => ({ json: [{ id: 5, value: 'Paris' }] }));
  await draw(page, 'suggest', { name: 's', ajax: { url: '/cities', params: 'a=1' }, placeholder: 'City' });
  await input.fill('pa');
  await page.getByText('Paris').click();
  await expect(input).toHaveValue('Paris');
  expect(lab.asked.at(-1)?.url).toContain('/cities?a=1&q=pa');
  await draw(page, 'date_field', { name: 'd', type: 'single', value: '01.02.2027', id: 'i' });
  await expect(
    page.locator('span.date_field_wrapper.js-control-date > input.date_field#i[maxlength="10"][name=d]'),
  ).toHaveValue('01.02.2027');
  await draw(page, 'date_field', { name: { from: 'f', to: 't' }, type: 'range' });
  await expect(page.locator('input.date_field__range_0[name=f] + input.date_field__range_1[name=t]')).toBeAttached();
});

test('templates of widgets: texts, files, controls inside', async ({ page }) => {
  await page.waitForFunction(() => 'self_' in window);
  const text = await inPage<string>(
    page,
    `return window.self_.render({ data: "{% for x in xs %}{{ x|capitalize }} {% endfor %}{{ include_control('input', { name: 'n' }) }}" }, { xs: ['a', 'b'] });`,
  );
  expect(tidy(text)).toMatch(/^A B <input name="n"/);
  expect(
    await inPage(
      page,
      `return window.twig({ id: 'own', data: '{{ a }}' }).render({ a: 1 }) + window.Twig.twig({ ref: 'own' }).render({ a: 2 }) + window.twig({ id: 'own', data: 'again' }).render();`,
    ),
  ).toBe('12again');
  expect(
    await inPage(page, `return window.twig({ ref: '/tmpl/controls/cancel_button.twig' }).render({ text: 'No' });`),
  ).toContain('<span>No</span>');
});

test('stages of pipelines', async ({ page }) => {
  const items = [
    {
      id: 1,
      name: 'Sales',
      statuses: [
        { id: 10, name: 'New' },
        { id: 11, name: 'Offer', selected: true },
      ],
    },
  ];
  await draw(page, 'pipeline_select/index', { id: 'p', has_pipelines: true, items, multiple: false });
  await expect(page.getByLabel('Offer')).toBeChecked();
  await page.getByLabel('New').check();
  await expect(page.getByLabel('Offer')).not.toBeChecked();
  await draw(page, 'pipeline_select/index', { items, multiple: true });
  await expect(page.locator('input[type=checkbox][data-pipeline-id="1"]')).toHaveCount(2);
});
