// The settings of a trigger: a form whose classes and nesting widgets rely on (docs/WIDGETS.md, "The form of a trigger").
// The host draws it once, hands it to the widget, and reads it back when it is saved. Nobody else touches its inside.
import { watchChip } from '../chip';
import { $ } from '../jquery';
import { page } from '../page';
import { enter, isOnSamePage, leave, started } from '../runtime';
import type { HostedField, HostedWidget } from '../types';
import { keepExact } from './exact';
import { Fields } from './fields';
import { Parkable } from './parking';

/** A widget that stopped the save to do something first has this long to press the button again. */
const SAVE_MS = 30_000;

/** What the automation screen gives. */
export interface TriggerOptions {
  /** Code of the widget. */
  widget: string;
  /** Id of the trigger; `null` for one that is not saved yet. */
  trigger: number | null;
  /** Stored values by field. */
  values: Record<string, string>;
  /** Whether the island shows its own Save and Cancel; otherwise the screen has them. */
  hasButtons?: boolean;
  /** The form is dirty from now on, or clean again. */
  ondirty?: (isDirty: boolean) => void;
  /** The values after Save in the island. */
  onsave?: (values: Record<string, string>) => void;
  /** Cancel in the island. */
  oncancel?: () => void;
}

/** Why values could not be collected. */
export class CollectError extends Error {
  /** Required fields without a value. */
  readonly fields: string[];

  constructor(message: string, fields: string[] = []) {
    super(message);
    this.fields = fields;
  }
}

/** A mounted form. */
export interface TriggerIsland {
  /** The widget's `dpSettings` has run. */
  ready: Promise<void>;
  /** The values, after the widget's own save handlers have run. Fails with a `CollectError`. */
  collect(): Promise<Record<string, string>>;
  readonly isDirty: boolean;
  destroy(): void;
}

interface Waiting {
  resolve: (values: Record<string, string>) => void;
  reject: (error: CollectError) => void;
  timer: ReturnType<typeof setTimeout>;
}

let nOpen = 0;

/** Draws the form into an element and lets the widget have it. */
export function mountTrigger(element: HTMLElement, options: TriggerOptions): TriggerIsland {
  const widget = page().data.widgets.find((one) => one.code === options.widget);
  if (widget === undefined) {
    throw new Error(`widget ${options.widget} is not installed`);
  }
  return new Island(element, widget, options);
}

class Island implements TriggerIsland {
  readonly ready: Promise<void>;
  isDirty = false;
  readonly #options: TriggerOptions;
  readonly #$root: JQuery;
  readonly #fields: Fields;
  readonly #parkable: Parkable;
  readonly #unwatch: () => void;
  #waiting: Waiting | undefined;
  #isOpen = true;

  constructor(element: HTMLElement, widget: HostedWidget, options: TriggerOptions) {
    this.#options = options;
    nOpen += 1;
    const { $root, $form, rows } = draw(widget, options);
    this.#$root = $root;
    $(element).addClass('compat-zone').append($root);
    this.#fields = new Fields($form[0] as HTMLElement, rows);
    this.#parkable = new Parkable($root[0] as HTMLElement);
    this.#parkable.use();
    this.#unwatch = watchChip(element, widget.code);
    this.#listen();
    enter('digital_pipeline');
    this.ready = this.#open(widget);
  }

  collect(): Promise<Record<string, string>> {
    this.#parkable.use();
    return new Promise((resolve, reject) => {
      this.#settle((waiting) => waiting.reject(new CollectError('saved again')));
      const timer = setTimeout(() => this.#settle((w) => w.reject(new CollectError(page().words.slowSave))), SAVE_MS);
      this.#waiting = { resolve, reject, timer };
      this.#$root.find('.js-trigger-save').trigger('click');
    });
  }

  destroy(): void {
    if (!this.#isOpen) {
      return;
    }
    this.#isOpen = false;
    nOpen -= 1;
    this.#settle((waiting) => waiting.reject(new CollectError('closed')));
    this.#unwatch();
    this.#parkable.close();
    const $zone = this.#$root.parent();
    this.#$root.remove();
    $zone.children('.pw-widget-failed').remove();
    // A form that closes is no reason to stop the widget; leaving the page is.
    if (nOpen === 0 && !isOnSamePage('digital_pipeline')) {
      leave('digital_pipeline');
    }
  }

  async #open(widget: HostedWidget): Promise<void> {
    const instance = await started('digital_pipeline', widget.code);
    if (!this.#isOpen || !widget.is_active) {
      return;
    }
    this.#parkable.use();
    const $wrapper = this.#$root.find('.js-fields-wrapper');
    const result = instance?.call('dpSettings', $wrapper);
    this.#fields.fill();
    // What an asynchronous widget draws later is filled when it has drawn.
    await result;
    if (this.#isOpen && result !== undefined) {
      this.#fields.fill();
    }
  }

  #listen(): void {
    const $root = this.#$root;
    $root.on('input change controls:change', '.digital-pipeline__edit-forms', () => {
      this.#fields.mirror();
      this.#setDirty(true);
    });
    // Bound to the root, since widgets take handlers off the button; run a moment later, since a handler on the document may
    // still stop the save.
    $root.on('click', '.js-trigger-save', (event) => {
      setTimeout(() => {
        if (!event.isDefaultPrevented() && this.#isOpen) {
          this.#save();
        }
      });
    });
    $root.on('click', '.js-trigger-cancel', () => this.#options.oncancel?.());
    $root.on('submit', 'form', (event) => {
      event.preventDefault();
      $root.find('.js-trigger-save').trigger('click');
    });
  }

  #save(): void {
    const values = this.#fields.values();
    const missing = this.#fields.missing(values);
    this.#$root.find('.validation-not-valid').removeClass('validation-not-valid').find('.pw-field-error').remove();
    for (const { row } of missing) {
      $(row)
        .addClass('validation-not-valid')
        .append($('<p class="pw-field-error" role="alert">').text(page().words.required));
    }
    if (missing.length > 0) {
      $(missing[0]?.row as Element)
        .find<HTMLElement>('input:visible, textarea:visible')[0]
        ?.focus();
      this.#settle((waiting) =>
        waiting.reject(
          new CollectError(
            page().words.required,
            missing.map((one) => one.code),
          ),
        ),
      );
      return;
    }
    this.#setDirty(false);
    if (this.#waiting === undefined) {
      this.#options.onsave?.(values);
    }
    this.#settle((waiting) => waiting.resolve(values));
  }

  #settle(how: (waiting: Waiting) => void): void {
    if (this.#waiting !== undefined) {
      clearTimeout(this.#waiting.timer);
      how(this.#waiting);
      this.#waiting = undefined;
    }
  }

  #setDirty(isDirty: boolean): void {
    this.#$root.find('.js-trigger-save').trigger(isDirty ? 'button:save:enable' : 'button:save:disable');
    if (this.isDirty !== isDirty) {
      this.isDirty = isDirty;
      this.#options.ondirty?.(isDirty);
    }
  }
}

function draw(widget: HostedWidget, options: TriggerOptions) {
  const words = page().words;
  const $root = $('<div class="digital-pipeline__item">').attr('data-process-id', options.trigger ?? 'new');
  const $inner = $('<div class="digital-pipeline__item-inner">').appendTo($root);
  // Two levels below what also holds the form: widgets climb from here and look down again.
  const $marker = $('<div class="digital-pipeline__short-task_widget pw-trigger-tile">').addClass(
    `digital-pipeline__short-task_widget-style_${widget.code}`,
  );
  $marker.append(
    $('<img class="digital-pipeline__short-task-logo" alt="">').attr('src', `${widget.path}/images/logo_dp.png`),
  );
  $marker.append($('<span class="digital-pipeline__short-task-title">').text(widget.dp?.title ?? widget.name));
  $('<div class="digital-pipeline__short-task">').append($marker).appendTo($inner);
  const $edit = $('<div class="digital-pipeline__edit" data-action="send_widget_hook">').appendTo($inner);
  const $form = $('<form class="digital-pipeline__edit-forms" novalidate autocomplete="off">').appendTo($edit);
  const $body = $('<div class="task-edit__body__form">').appendTo($form);
  const $wrapper = $(
    '<div id="widget_settings__fields_wrapper" class="widget_settings_block__fields js-fields-wrapper">',
  ).appendTo($body);
  const rows = (widget.dp?.fields ?? []).map((field) => drawRow(field, options.values[field.code] ?? '', $wrapper));
  const $footer = $('<div class="digital-pipeline__edit-footer trigger_settings__process__footer pw-footer">').appendTo(
    $form,
  );
  const button = (className: string, text: string) =>
    $('<button type="button" class="button-input">')
      .addClass(className)
      .append($('<span class="button-input-inner">').append($('<span class="button-input-inner__text">').text(text)));
  $footer.append(
    button('js-trigger-save button-input-disabled', words.save),
    button('js-trigger-cancel button-cancel', words.cancel),
  );
  $footer.toggleClass('pw-not-shown', options.hasButtons === false);
  return { $root, $form, rows };
}

function drawRow(field: HostedField, value: string, $wrapper: JQuery) {
  const $row = $('<div class="widget_settings_block__item_field form-group pw-row">').appendTo($wrapper);
  const $title = $('<div class="widget_settings_block__title_field form-group__title h-text-overflow pw-row-title">')
    .attr('title', field.name)
    .text(field.name);
  const $input = $('<input type="text" class="text-input widget_settings_block__controls__" autocomplete="off">');
  // The value as an attribute too: widgets copy markup.
  $input.attr({ name: field.code, id: field.code, 'aria-label': field.name, value });
  keepExact($input[0] as HTMLInputElement, value);
  $row.append($title, $('<div class="widget_settings_block__input_field">').append($input));
  return { field, row: $row[0] as HTMLElement, original: $input[0] as HTMLInputElement };
}
