// Widgets look their form up in the whole document and assume that only one is open. With several open, all but the one
// in use are parked: what they are found by is taken off them, and put back when they are used.
const FOUND_BY = [
  'digital-pipeline__edit-forms',
  'digital-pipeline__item',
  'digital-pipeline__item-inner',
  'digital-pipeline__edit-footer',
  'task-edit__body__form',
  'widget_settings_block__item_field',
  'widget_settings_block__input_field',
  'js-trigger-save',
  'js-trigger-cancel',
];
const MARKER = 'digital-pipeline__short-task_widget-style_';

const open: Parkable[] = [];

/** One open form. */
export class Parkable {
  readonly #root: HTMLElement;
  #undo: (() => void)[] = [];
  readonly #use = () => this.use();

  constructor(root: HTMLElement) {
    this.#root = root;
    open.push(this);
    // In the capture phase: before any handler of the widget.
    root.addEventListener('focusin', this.#use, true);
    root.addEventListener('pointerdown', this.#use, true);
  }

  /** This one is found from now on, and no other. */
  use(): void {
    for (const one of open) {
      if (one !== this) {
        one.#park();
      }
    }
    for (const undo of this.#undo.splice(0)) {
      undo();
    }
  }

  close(): void {
    open.splice(open.indexOf(this), 1);
    this.#root.removeEventListener('focusin', this.#use, true);
    this.#root.removeEventListener('pointerdown', this.#use, true);
  }

  #park(): void {
    if (this.#undo.length > 0) {
      return;
    }
    for (const element of [this.#root, ...this.#root.querySelectorAll<HTMLElement>('*')]) {
      for (const name of [...element.classList]) {
        if (FOUND_BY.includes(name) || name.startsWith(MARKER)) {
          element.classList.replace(name, `parked-${name}`);
          this.#undo.push(() => element.classList.replace(`parked-${name}`, name));
        }
      }
      for (const attribute of ['id', 'data-action', 'title']) {
        const value = element.getAttribute(attribute);
        if (value !== null) {
          element.removeAttribute(attribute);
          this.#undo.push(() => element.setAttribute(attribute, value));
        }
      }
    }
    if (this.#undo.length === 0) {
      this.#undo.push(() => {});
    }
  }
}
