// The inside of the settings dialog: what stands where, under which names.
import { $ } from '../jquery';
import { safeHtml } from '../safeHtml';
import type { Words } from '../texts';
import type { HostedField, HostedUser, HostedWidget } from '../types';

/** Draws it with the saved values. */
export function settingsBody(widget: HostedWidget, users: HostedUser[], words: Words): JQuery {
  const $body = $('<div class="widget-settings__wrap">');
  const $space = $('<div class="widget-settings__desc-space">');
  $('<div class="widget-settings">')
    .append($('<div class="widget-settings__wrap-desc-space">').append($space))
    .appendTo($body);
  $('<h2 class="widget-settings__title">').text(widget.name).appendTo($space);
  $('<span class="widget-state__name">').text(widget.status).appendTo($space);
  const $block = $('<div class="widget_settings_block">')
    .attr('id', `widget_settings_block_${widget.id}`)
    .appendTo($space);
  $('<div class="widget_settings_block__descr">').append(safeHtml(widget.description)).appendTo($block);
  const $wrapper = $('<div id="widget_settings__fields_wrapper">').appendTo(
    $('<form class="widget_settings_block__fields" novalidate>').appendTo($block),
  );
  for (const field of widget.fields) {
    $wrapper.append(drawField(widget, field, users, words));
  }
  $('<input type="hidden" name="widget_active">')
    .val(widget.is_active ? 'Y' : 'N')
    .appendTo($wrapper);
  const $controls = $('<div class="widget_settings_block__controls pw-footer">').appendTo($block);
  const button = (className: string, text: string) =>
    $('<button type="button" class="button-input">')
      .addClass(className)
      .attr('data-id', widget.id)
      .append($('<span class="button-input-inner">').append($('<span class="button-input-inner__text">').text(text)));
  if (widget.status === 'install') {
    $controls.append(button('button-input_blue js-widget-install', words.install));
  } else {
    $controls.append(
      button('js-widget-save', words.save).attr('id', `save_${widget.code}`),
      button('button-cancel js-widget-uninstall', words.switchOff),
    );
  }
  $controls.append('<span class="modal-body__close"><span class="icon icon-modal-close"></span></span>');
  return $body;
}

function drawField(widget: HostedWidget, field: HostedField, users: HostedUser[], words: Words): JQuery {
  const saved = widget.settings[field.code];
  if (field.type === 'custom') {
    const $hidden = $('<input type="hidden" class="widget_settings_block__controls__custom text-input">');
    const text = typeof saved === 'object' && saved !== null ? JSON.stringify(saved) : String(saved ?? '');
    $hidden.attr({ name: field.code, id: `${widget.code}_custom` }).val(text);
    return row(field, $('<div>').attr('id', `${widget.code}_custom_content`), $hidden)
      .children('.widget_settings_block__title_field')
      .remove()
      .end();
  }
  if (field.type === 'users' || field.type === 'users_lp') {
    const values = asObject(saved);
    const rows = users.map((user) => ofUser(field, user, values[user.id], words));
    return row(field, ...rows);
  }
  const $input = $('<input class="widget_settings_block__controls__ text-input" autocomplete="off">');
  $input
    .attr({ name: field.code, type: field.type === 'pass' ? 'password' : 'text', 'aria-label': field.name })
    .val(String(saved ?? ''));
  return row(field, $input);
}

function row(field: HostedField, ...content: JQuery[]): JQuery {
  const $row = $('<div class="widget_settings_block__item_field pw-row">').attr('data-field', field.code);
  $('<div class="widget_settings_block__title_field pw-row-title">')
    .attr('title', field.name)
    .text(field.name)
    .appendTo($row);
  $('<div class="widget_settings_block__input_field">')
    .append(...content)
    .appendTo($row);
  return $row;
}

function ofUser(field: HostedField, user: HostedUser, saved: unknown, words: Words): JQuery {
  const $row = $('<div class="widget_settings_block_users__item">');
  $('<div class="widget_settings_block_users__title_field">').attr('title', user.name).text(user.name).appendTo($row);
  const values = typeof saved === 'object' && saved !== null ? (saved as Record<string, unknown>) : { login: saved };
  const input = (name: string, type: string, value: unknown, label: string) =>
    $('<input class="text-input" autocomplete="off">')
      .attr({ name, type, 'aria-label': `${user.name}: ${label}` })
      .val(String(value ?? ''));
  const isPair = field.type === 'users_lp';
  $row.append(input(`${field.code}[${user.id}]`, 'text', values['login'], isPair ? words.login : field.name));
  if (isPair) {
    $row.append(input(`${field.code}[${user.id}][password]`, 'password', values['password'], words.password));
  }
  return $row;
}

/** Values per user are kept as an object; old widgets leave them as a JSON text. */
function asObject(saved: unknown): Record<string, unknown> {
  if (typeof saved === 'string') {
    try {
      return asObject(JSON.parse(saved));
    } catch {
      return {};
    }
  }
  return typeof saved === 'object' && saved !== null ? (saved as Record<string, unknown>) : {};
}
