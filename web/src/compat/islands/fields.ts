// The values of a form that a widget has rearranged: fields by name, and nameless controls that stand for a field.
//
// A control without a name stands for the field of its row when nothing else visible there carries the field's name. It is
// copied into the original input until the widget itself writes that input: from then on the widget knows better.
import type { HostedField } from '../types';

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** What cannot hold a value of the user. */
const NO_VALUES = new Set(['hidden', 'button', 'submit', 'reset', 'file', 'image']);

interface Tracked {
  field: HostedField;
  row: HTMLElement;
  /** The input that the host drew. A widget may hide, empty or remove it; it keeps the value all the same. */
  original: HTMLInputElement;
  /** What the host last saw or wrote in the original. */
  seen: string;
  isOwned: boolean;
}

/** The fields of one form. */
export class Fields {
  readonly #form: HTMLElement;
  readonly #tracked: Tracked[];

  constructor(form: HTMLElement, rows: { field: HostedField; row: HTMLElement; original: HTMLInputElement }[]) {
    this.#form = form;
    this.#tracked = rows.map((one) => ({
      ...one,
      seen: one.original.value,
      isOwned: isStructured(one.original.value),
    }));
  }

  /** After the widget has drawn: stored values go into nameless controls that stand for a field. */
  fill(): void {
    for (const one of this.#tracked) {
      if (one.original.value !== one.seen) {
        one.isOwned = true;
      }
      const stand = this.#standIn(one);
      if (stand !== undefined && one.seen !== '') {
        write(stand, one.seen);
      }
    }
  }

  /** Copies nameless controls into the inputs they stand for. */
  mirror(): void {
    for (const one of this.#tracked) {
      const stand = this.#standIn(one);
      if (stand !== undefined) {
        one.original.value = read(stand);
        one.seen = one.original.value;
      }
    }
  }

  /** All declared fields by name, byte for byte. */
  values(): Record<string, string> {
    this.mirror();
    const values: Record<string, string> = {};
    for (const one of this.#tracked) {
      values[one.field.code] = this.#valueOf(one);
    }
    return values;
  }

  /** Required fields without a value, and where they are. */
  missing(values: Record<string, string>): { code: string; row: HTMLElement }[] {
    const isEmpty = (one: Tracked) => one.field.required && (values[one.field.code] ?? '').trim() === '';
    return this.#tracked.filter(isEmpty).map((one) => ({ code: one.field.code, row: one.row }));
  }

  #valueOf(one: Tracked): string {
    const named = this.#named(one.field.code);
    if (named.length === 0) {
      return one.original.value;
    }
    const group = named.filter(
      (control): control is HTMLInputElement => control instanceof HTMLInputElement && control.type === 'radio',
    );
    if (group.length > 0) {
      return group.find((control) => control.checked)?.value ?? '';
    }
    return read(named.at(-1) as Control, true);
  }

  #named(code: string): Control[] {
    return controls(this.#form).filter((control) => control.name === code);
  }

  #standIn(one: Tracked): Control | undefined {
    if (one.original.value !== one.seen) {
      one.isOwned = true;
    }
    if (one.isOwned || !one.row.isConnected) {
      return undefined;
    }
    const shown = controls(one.row).filter((control) => !NO_VALUES.has(control.type) && isShown(control, one.row));
    if (shown.some((control) => control.name === one.field.code)) {
      return undefined;
    }
    return shown.find((control) => control.name === '');
  }
}

function controls(inside: HTMLElement): Control[] {
  return [...inside.querySelectorAll<Control>('input, textarea, select')];
}

/** Whether nothing between the control and its row hides it. What hides the row itself does not matter. */
function isShown(control: Element, row: Element): boolean {
  for (let one: Element | null = control; one !== null && one !== row; one = one.parentElement) {
    const style = getComputedStyle(one);
    if (style.display === 'none' || style.visibility === 'hidden') {
      return false;
    }
  }
  return true;
}

function read(control: Control, isNamed = false): string {
  if (control instanceof HTMLInputElement && (control.type === 'checkbox' || control.type === 'radio')) {
    // A named box sends its own value, as in any form.
    return control.checked ? (isNamed ? control.value : '1') : '';
  }
  if (control instanceof HTMLSelectElement && control.multiple) {
    return [...control.selectedOptions].map((option) => option.value).join(',');
  }
  return control.value;
}

function write(control: Control, value: string): void {
  if (control instanceof HTMLInputElement && (control.type === 'checkbox' || control.type === 'radio')) {
    control.checked = value !== '' && value !== '0';
    control.closest('.control-checkbox')?.classList.toggle('is-checked', control.checked);
  } else if (control.value === '') {
    control.value = value;
  }
}

/** A list or object was not typed into a plain control: the widget keeps its own state there. */
function isStructured(value: string): boolean {
  if (!/^\s*[[{]/.test(value)) {
    return false;
  }
  try {
    return typeof JSON.parse(value) === 'object';
  } catch {
    return false;
  }
}
