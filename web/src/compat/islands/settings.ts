// The settings of a widget: description, fields, and the buttons that install, save and switch off. The widget sees it
// before the user does, may rearrange it, and has the last word on what is saved.
import { watchChip } from '../chip';
import { isPromise, record } from '../faults';
import { $ } from '../jquery';
import { Modal } from '../modal';
import { page } from '../page';
import { saveSettings } from '../requests';
import { enter, instanceOf } from '../runtime';
import type { HostedField, HostedWidget } from '../types';
import { settingsBody } from './settingsBody';

/** What the integrations page gives. */
export interface SettingsOptions {
  widget: string;
  /** Why the dialog was opened; a lead source has `{source_id, external_id}`. */
  context?: Record<string, unknown>;
  /** Saves the values; the server's documented call by default. */
  save?: (widget: HostedWidget, isActive: boolean, fields: Record<string, unknown>) => Promise<void>;
  /** The installation changed. */
  onsaved?: (isActive: boolean, fields: Record<string, unknown>) => void;
  onclose?: () => void;
}

/** An open dialog. */
export interface SettingsIsland {
  ready: Promise<void>;
  destroy(): void;
}

/** Opens the dialog. */
export function openSettings(options: SettingsOptions): SettingsIsland {
  const widget = page().data.widgets.find((one) => one.code === options.widget);
  if (widget === undefined) {
    throw new Error(`widget ${options.widget} is not installed`);
  }
  return new Settings(widget, options);
}

class Settings implements SettingsIsland {
  readonly ready: Promise<void>;
  readonly #widget: HostedWidget;
  readonly #options: SettingsOptions;
  readonly #modal: Modal;
  readonly #unwatch: () => void;
  #$body: JQuery = $();
  #isSaving = false;

  constructor(widget: HostedWidget, options: SettingsOptions) {
    this.#widget = widget;
    this.#options = options;
    this.#modal = new Modal({
      class_name: `widget-settings__modal ${widget.code}`,
      disable_enter_keydown: true,
      init: ($modal) => {
        this.#$body = settingsBody(widget, page().data.users, page().words);
        $modal.find('.modal-body__inner').append(this.#$body);
        $modal.trigger('modal:loaded').trigger('modal:centrify');
      },
      destroy: () => this.#closed(),
    });
    this.#unwatch = watchChip(this.#$body.find('.widget-settings')[0] as Element, widget.code);
    this.#listen();
    enter('settings');
    this.ready = this.#open();
  }

  destroy(): void {
    this.#modal.destroy();
  }

  #closed(): void {
    this.#unwatch();
    this.#options.onclose?.();
  }

  async #open(): Promise<void> {
    const instance = instanceOf(this.#widget.code);
    await instance?.make();
    const result = instance?.call(
      'settings',
      this.#$body.find('.widget-settings__desc-space'),
      this.#options.context ?? {},
    );
    if (isPromise(result)) {
      await result;
    }
  }

  #listen(): void {
    // Bound above the buttons: widgets put their own handlers on them, and may stop a click.
    this.#modal.$modal.on('click', '.js-widget-save, .js-widget-install', (event) => this.#later(event, true));
    this.#modal.$modal.on('click', '.js-widget-uninstall', (event) => this.#later(event, false));
    this.#$body.on('change input', 'input, select, textarea', () => {
      this.#$body.find('.js-widget-save').trigger('button:save:enable');
    });
  }

  #later(event: JQuery.Event, isActive: boolean): void {
    setTimeout(() => {
      if (!event.isDefaultPrevented() && !this.#isSaving) {
        this.#isSaving = true;
        void this.#save(isActive).finally(() => (this.#isSaving = false));
      }
    });
  }

  async #save(isActive: boolean): Promise<void> {
    const { code } = this.#widget;
    const fields = this.#fields();
    if (isActive && this.#complain(this.#missing(fields))) {
      return;
    }
    const instance = instanceOf(code);
    // The widget may change the object: what is stored is what it has become.
    const evt = { active: isActive ? 'Y' : 'N', fields, widget_code: code, id: this.#widget.id };
    const $button = this.#$body.find('.js-widget-save').trigger('button:load:start');
    try {
      if (!(await this.#agrees(instance?.callback('onSave'), evt))) {
        $button.trigger('button:load:stop');
        return;
      }
      await (this.#options.save ?? saveSettings)(this.#widget, isActive, evt.fields);
    } catch (error) {
      $button.trigger('button:save:error');
      this.#complain([
        { code: '', message: `${page().words.notSaved} ${error instanceof Error ? error.message : ''}` },
      ]);
      return;
    }
    $button.trigger('button:saved').addClass('button-input-disabled');
    this.#saved(isActive, evt.fields);
  }

  #saved(isActive: boolean, fields: Record<string, unknown>): void {
    const wasInstalled = this.#widget.status === 'installed' || this.#widget.is_active;
    const instance = instanceOf(this.#widget.code);
    Object.assign(this.#widget, {
      settings: isActive ? fields : this.#widget.settings,
      is_active: isActive,
      status: isActive ? 'installed' : 'install',
    });
    Object.assign(instance?.self?.params ?? {}, isActive ? fields : {}, {
      active: isActive ? 'Y' : 'N',
      status: this.#widget.status,
    });
    if (isActive && !wasInstalled) {
      instance?.call('onInstall');
    }
    if (!isActive) {
      instance?.end();
    }
    $(document).trigger(`widget:${this.#widget.code}:installed`);
    this.#$body.find('.widget-state__name').text(this.#widget.status);
    this.#options.onsaved?.(isActive, fields);
    if (!isActive || this.#$body.find('.js-widget-save').is('[data-onsave-destroy-modal]')) {
      this.destroy();
    }
  }

  /** Without `onSave` the values are saved as they are; with one that fails they are not. */
  async #agrees(onSave: ((...args: unknown[]) => unknown) | undefined, evt: object): Promise<boolean> {
    if (onSave === undefined) {
      return true;
    }
    try {
      const answer = await onSave(evt);
      return answer !== false;
    } catch (error) {
      // A rejected promise is how a widget says no; a thrown error is a fault.
      if (error instanceof Error) {
        record(this.#widget.code, 'onSave', error);
      }
      return false;
    }
  }

  #fields(): Record<string, unknown> {
    const values: Record<string, unknown> = {};
    for (const field of this.#widget.fields) {
      values[field.code] =
        field.type === 'users' || field.type === 'users_lp' ? this.#ofUsers(field) : this.#text(field.code);
    }
    return values;
  }

  #text(code: string): string {
    const named = this.#$body
      .find('input, textarea, select')
      .filter((_, one) => (one as HTMLInputElement).name === code);
    const last = named.last();
    return last.is(':checkbox') ? (last.prop('checked') ? String(last.val()) : '') : String(last.val() ?? '');
  }

  #ofUsers(field: HostedField): Record<string, unknown> {
    const values: Record<string, unknown> = {};
    for (const user of page().data.users) {
      const login = this.#text(`${field.code}[${user.id}]`);
      values[user.id] =
        field.type === 'users' ? login : { login, password: this.#text(`${field.code}[${user.id}][password]`) };
    }
    return values;
  }

  #missing(fields: Record<string, unknown>): { code: string; message: string }[] {
    const isEmpty = (value: unknown) =>
      typeof value === 'object' && value !== null
        ? Object.values(value).every((one) => one === '')
        : String(value ?? '').trim() === '';
    const missing = this.#widget.fields.filter((field) => field.required && isEmpty(fields[field.code]));
    return missing.map((field) => ({ code: field.code, message: page().words.required }));
  }

  /** Shows what is wrong; tells whether anything is. */
  #complain(problems: { code: string; message: string }[]): boolean {
    this.#$body.find('.widget_settings_block__error').remove();
    for (const { code, message } of problems) {
      const $row = this.#$body
        .find('.widget_settings_block__item_field')
        .filter((_, one) => one.getAttribute('data-field') === code);
      const $at = $row.length > 0 ? $row : this.#$body.find('.widget_settings_block__controls');
      $at.append($('<p class="widget_settings_block__error pw-field-error" role="alert">').text(message));
    }
    return problems.length > 0;
  }
}
