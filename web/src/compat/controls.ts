// What makes the system controls live: delegated handlers, so that a control works wherever a widget puts it, however
// often it is rendered, and without anybody being told.
import { $ } from './jquery';

const NS = '.pwcontrols';
const OPENED = 'control--select--list-opened';

/** Starts the controls of the whole page, once. */
export function installControls(): void {
  const $page = $(document);
  select($page);
  checkbox($page);
  checkboxesDropdown($page);
  suggest($page);
  button($page);
  // A click elsewhere closes what is open.
  $page.on(`click${NS}`, (event) => {
    const inside = $(event.target as unknown as Element).closest(
      '.control--select, .control--suggest, .checkboxes_dropdown, .button-input-wrapper',
    );
    $(`.${OPENED}`)
      .not(inside.find(`.${OPENED}`))
      .removeClass(OPENED);
    $('.control--suggest--list-opened')
      .not(inside.find('.control--suggest--list'))
      .removeClass('control--suggest--list-opened');
    $('.checkboxes_dropdown.expanded').not(inside).removeClass('expanded');
    $('.button-input__context-menu-opened')
      .not(inside.find('.button-input__context-menu'))
      .removeClass('button-input__context-menu-opened');
  });
}

function select($page: JQuery<Document>): void {
  $page.on(`click${NS}`, '.control--select--button', function (event) {
    event.preventDefault();
    const $button = $(this);
    if ($button.is('[disabled]')) {
      return;
    }
    $button.closest('.control--select').find('.control--select--list').toggleClass(OPENED);
  });
  $page.on(`click${NS}`, '.control--select--list--item', function () {
    const $item = $(this);
    if ($item.attr('data-disabled') === 'true') {
      return;
    }
    const $control = $item.closest('.control--select');
    $control.find('.control--select--list').removeClass(OPENED);
    const $input = $control.find('.control--select--input');
    const before = $input.val();
    $input.attr('data-prev-value', String(before ?? '')).val($item.attr('data-value') ?? '');
    show($control);
    if ($input.val() !== before) {
      $input.trigger('change').trigger('controls:change');
    }
    $control.find('.control--select--button').trigger('focus');
  });
  $page.on(`controls:change${NS} controls:change:visual${NS}`, '.control--select--input', function () {
    show($(this).closest('.control--select'));
  });
  $page.on(`keydown${NS}`, '.control--select', function (event) {
    const $items = $(this).find('.control--select--list--item').not('[data-disabled=true]');
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key ?? ''];
    if (event.key === 'Escape') {
      $(this).find('.control--select--list').removeClass(OPENED);
    } else if (step !== undefined) {
      event.preventDefault();
      const now = $items.index($items.filter('.control--select--list--item-selected'));
      $items.eq(Math.min(Math.max(now + step, 0), $items.length - 1)).trigger('click');
    }
  });
}

/** Draws the value that the hidden input has. */
function show($control: JQuery): void {
  const value = String($control.find('.control--select--input').val() ?? '');
  const $items = $control.find('.control--select--list--item').removeClass('control--select--list--item-selected');
  const $chosen = $items.filter((_, item) => (item.getAttribute('data-value') ?? '') === value).first();
  $chosen.addClass('control--select--list--item-selected');
  const $button = $control.find('.control--select--button').attr('data-value', value);
  const $inner = $button.find('.control--select--button-inner');
  if ($chosen.length > 0) {
    const [before, after] = [$button.attr('data-before') ?? '', $button.attr('data-after') ?? ''];
    $inner.text(before + $chosen.find('.control--select--list--item-inner').text() + after);
  }
  const color = $chosen.attr('data-bg-color') ?? '';
  $button.toggleClass('control--select--button-colored', color !== '').css('background-color', color);
}

function checkbox($page: JQuery<Document>): void {
  $page.on(`change${NS}`, '.control-checkbox input[type=checkbox]', function () {
    $(this)
      .closest('.control-checkbox')
      .toggleClass('is-checked', (this as HTMLInputElement).checked);
  });
  $page.on(`change${NS}`, 'input.switcher', function () {
    $(this).val((this as HTMLInputElement).checked ? '1' : '0');
  });
}

function checkboxesDropdown($page: JQuery<Document>): void {
  $page.on(`click${NS}`, '.checkboxes_dropdown__title_wrapper', function (event) {
    if ($(event.target).closest('.checkboxes_dropdown__checkbox_master').length === 0) {
      $(this).closest('.checkboxes_dropdown').toggleClass('expanded');
    }
  });
  $page.on(`change${NS}`, '.js-master-checkbox', function () {
    const $control = $(this).closest('.checkboxes_dropdown');
    const checked = (this as HTMLInputElement).checked;
    const $items = $control
      .find('.js-item-checkbox')
      .filter((_, item) => (item as HTMLInputElement).checked !== checked);
    $items.prop('checked', checked).closest('.control-checkbox').toggleClass('is-checked', checked);
    summary($control);
    $items.first().trigger('change');
    $control.trigger('controls:change');
  });
  $page.on(`change${NS}`, '.js-item-checkbox', function () {
    summary($(this).closest('.checkboxes_dropdown'));
    $(this).closest('.checkboxes_dropdown').trigger('controls:change');
  });
}

function summary($control: JQuery): void {
  const $items = $control.find('.js-item-checkbox');
  const $checked = $items.filter(':checked');
  const isAll = $items.length > 0 && $checked.length === $items.length;
  const $masters = $control.find('.js-master-checkbox');
  $masters.each((_, master) => {
    const $label = $(master).closest('.control-checkbox');
    const isOn = $label.hasClass('checkboxes_dropdown__checkbox_master') ? $checked.length > 0 : isAll;
    $(master).prop('checked', isOn);
    $label.toggleClass('is-checked', isOn);
    $label.find('.control-checkbox__helper').toggleClass('control-checkbox__helper_minus', isOn && !isAll);
  });
  const $title = $control.find('.checkboxes_dropdown__title').empty();
  const names = $checked
    .map((_, item) => $(item).closest('.control-checkbox').find('.checkboxes_dropdown__label_title').text().trim())
    .get();
  for (const name of names.length > 0 ? names : [$title.attr('data-title-empty') ?? '']) {
    $('<div class="checkboxes_dropdown__title-item">').text(name).appendTo($title);
  }
}

function suggest($page: JQuery<Document>): void {
  const list = (input: Element) => $(input).closest('.control--suggest').find('.control--suggest--list');
  $page.on(`focusin${NS} click${NS}`, '.control--suggest--input-inline', function () {
    narrow(list(this), '');
    list(this).addClass('control--suggest--list-opened');
  });
  $page.on(`click${NS}`, '.control--suggest--down-btn', function () {
    $(this).closest('.control--suggest').find('.control--suggest--input').trigger('focus');
  });
  $page.on(`input${NS} keyup${NS}`, '.control--suggest--input-inline', function () {
    narrow(list(this), String($(this).val() ?? ''));
    $(this).attr('data-value-id', '');
  });
  $page.on(`input${NS}`, '.js-control--suggest--input-ajax', function () {
    void ask(this as HTMLInputElement, list(this));
  });
  $page.on(`click${NS}`, '.control--suggest--list--item', function () {
    const $item = $(this);
    const $input = $item.closest('.control--suggest').find('.control--suggest--input');
    $input
      .val($item.find('.control--suggest--list--item-inner').text())
      .attr('data-value-id', $item.attr('data-value-id') ?? '');
    $item.closest('.control--suggest--list').removeClass('control--suggest--list-opened');
    $input
      .trigger('change')
      .trigger('controls:change')
      .trigger('suggest:changed', [$item.attr('data-value-id')]);
  });
  $page.on(`click${NS}`, '.control--suggest .date_field--clear', function () {
    $(this)
      .closest('.control--suggest')
      .find('.control--suggest--input')
      .val('')
      .attr('data-value-id', '')
      .trigger('change')
      .trigger('controls:change');
  });
}

function narrow($list: JQuery, words: string): void {
  const wanted = words.trim().toLowerCase();
  $list.children().each((_, item) => {
    $(item).toggle(wanted === '' || $(item).text().toLowerCase().includes(wanted));
  });
}

async function ask(input: HTMLInputElement, $list: JQuery): Promise<void> {
  const url = input.dataset['url'] ?? '';
  const query = new URLSearchParams(input.dataset['params'] ?? '');
  query.set('q', input.value);
  const answer: unknown = await $.getJSON(`${url}${url.includes('?') ? '&' : '?'}${query}`).catch(() => []);
  const items = Array.isArray(answer) ? (answer as { id: string | number; value: string }[]) : [];
  $list.empty().toggleClass('control--suggest--list-opened', items.length > 0);
  for (const item of items) {
    const $inner = $('<span class="control--suggest--list--item-inner">').text(item.value);
    $('<li class="control--suggest--list--item">').attr('data-value-id', item.id).append($inner).appendTo($list);
  }
}

function button($page: JQuery<Document>): void {
  const on = (name: string, fn: ($button: JQuery) => void) =>
    $page.on(
      `${name
        .split(' ')
        .map((one) => one + NS)
        .join(' ')}`,
      '.button-input',
      function () {
        fn($(this));
      },
    );
  on('button:load:start', ($b) => $b.addClass('button-input-loading').attr('aria-busy', 'true'));
  on('button:load:stop', ($b) => $b.removeClass('button-input-loading').removeAttr('aria-busy'));
  on('button:save:enable button:enable', ($b) => $b.removeClass('button-input-disabled').addClass('button-input_blue'));
  on('button:save:disable button:disable', ($b) =>
    $b.addClass('button-input-disabled').removeClass('button-input_blue'),
  );
  on('button:save:error', ($b) =>
    $b.removeClass('button-input-loading').addClass('button-input-error').removeAttr('aria-busy'),
  );
  on('button:saved', ($b) => $b.removeClass('button-input-loading button-input-error').removeAttr('aria-busy'));
  $page.on(`click${NS}`, '.button-input-with-menu', function () {
    $(this).siblings('.button-input__context-menu').toggleClass('button-input__context-menu-opened');
  });
}
