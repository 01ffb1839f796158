// The platform's dialog: `new Modal(options)`, module `lib/components/base/modal`.
import { $ } from './jquery';
import { record } from './faults';

export interface ModalOptions {
  class_name?: string;
  init?: ($body: JQuery) => void;
  destroy?: () => unknown;
  container?: string | Element | JQuery;
  disable_overlay_click?: boolean;
  disable_escape_keydown?: boolean;
  disable_enter_keydown?: boolean;
  disable_cancel_click?: boolean;
  default_overlay?: boolean;
  focus_element?: string;
}

/** How long a message of success stays when nobody says otherwise. */
const MESSAGE_MS = 3_000;
const open: Modal[] = [];

export class Modal {
  options: ModalOptions;
  $modal: JQuery;
  $modal_body: JQuery;
  #before: Element | null = document.activeElement;

  constructor(options: ModalOptions = {}) {
    this.options = options;
    this.$modal = $('<div class="modal modal-list compat-zone" role="dialog" aria-modal="true">').addClass(
      options.class_name ?? '',
    );
    this.$modal.toggleClass('modal_default-overlay', options.default_overlay === true);
    this.$modal.append(
      '<div class="modal-scroller custom-scroll"><div class="modal-body modal-body-relative"><div class="modal-body__inner"></div></div></div>',
    );
    this.$modal_body = this.$modal.find('.modal-body');
    this.$modal.appendTo(
      ($(options.container as JQuery).length > 0 ? $(options.container as JQuery) : $('body')) as JQuery,
    );
    open.push(this);
    this.#listen();
    if (options.init !== undefined) {
      try {
        options.init.call(this, this.$modal_body);
      } catch (error) {
        record('', 'init of a modal', error);
      }
    }
  }

  /** Closes it, unless the widget's own `destroy` says no. */
  destroy(): this {
    if (open.includes(this) && this.options.destroy?.call(this) !== false) {
      open.splice(open.indexOf(this), 1);
      this.$modal.remove();
      $(document).off(`.${this.#ns}`);
      (this.#before as HTMLElement | null)?.focus?.();
    }
    return this;
  }

  showSuccess(text: string, after?: unknown, timeout?: unknown): this {
    this.#message(text, 'modal-body__success', typeof timeout === 'number' ? timeout : MESSAGE_MS, after);
    return this;
  }

  showError(text: string, after?: unknown): this {
    this.#message(text, 'modal-body__error', 0, after);
    return this;
  }

  _showSuccess(text: string, after?: unknown, timeout?: unknown): this {
    return this.showSuccess(text, after, timeout);
  }

  _showError(text: string, after?: unknown): this {
    return this.showError(text, after);
  }

  #ns = `pwmodal${Math.random().toString(36).slice(2)}`;

  #message(text: string, class_name: string, timeout: number, after: unknown): void {
    const $inner = $('<div class="modal-body__inner">').addClass(class_name).attr('role', 'alert');
    $inner.append(
      $('<p class="modal-body__message">').text(text),
      '<span class="modal-body__close"><span class="icon icon-modal-close"></span></span>',
    );
    this.$modal_body.empty().append($inner).trigger('modal:loaded');
    const end = () => {
      this.destroy();
      if (typeof after === 'function') {
        (after as () => void)();
      }
    };
    if (timeout > 0) {
      setTimeout(end, timeout);
    }
  }

  #listen(): void {
    const { options } = this;
    this.$modal_body.on('modal:loaded', () => {
      this.$modal.addClass('modal_loaded');
      const focus = this.$modal_body.find(options.focus_element ?? '.js-modal-accept')[0];
      (focus ?? this.$modal_body.find<HTMLElement>('input, textarea, button, a[href]')[0])?.focus();
    });
    this.$modal_body.on('modal:centrify', () => void this.$modal.addClass('modal_centered'));
    this.$modal.on('click', (event) => {
      const $target = $(event.target as unknown as Element);
      const isOverlay = $target.is('.modal, .modal-scroller');
      const isCancel =
        $target.closest('.button-cancel, .js-modal-cancel').length > 0 && options.disable_cancel_click !== true;
      if (
        $target.closest('.modal-body__close').length > 0 ||
        isCancel ||
        (isOverlay && options.disable_overlay_click !== true)
      ) {
        this.destroy();
      }
    });
    $(document).on(`keydown.${this.#ns}`, (event) => {
      if (open.at(-1) !== this) {
        return;
      }
      if (event.key === 'Escape' && options.disable_escape_keydown !== true) {
        this.destroy();
      } else if (
        event.key === 'Enter' &&
        options.disable_enter_keydown !== true &&
        !$(event.target as unknown as Element).is('textarea, button, a')
      ) {
        this.$modal_body.find('.js-modal-accept').trigger('click');
      }
    });
  }
}
