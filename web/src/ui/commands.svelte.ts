// What can be done right now, with its keys: the command menu, the `?` sheet and the keyboard all read it from here.
import type { IconName } from './icons';
import { hear, stroke, worksWhileTyping } from './keys';

export type CommandGroup = 'create' | 'here' | 'go' | 'look' | 'help';

export interface Command {
  id: string;
  /** A function, so that it follows the language. */
  label: () => string;
  group: CommandGroup;
  icon?: IconName;
  /** `c`, `g b` (one after the other), `mod+k`, `?`. */
  keys?: string;
  /** Neither heard nor shown while false. */
  when?: () => boolean;
  /** Heard, and shown in the sheet, but not in the menu. */
  quiet?: boolean;
  run: () => void;
}

const SEQUENCE_MS = 1_200;

class Commands {
  // Plain, with a counter that says it changed: the end of an effect would read state as it was before.
  #sets: readonly (readonly Command[])[] = [];
  #changes = 0;
  #seen = $state(0);
  #so = '';
  #soAt = 0;

  get all(): Command[] {
    void this.#seen;
    return this.#sets.flat().filter((command) => command.when?.() ?? true);
  }

  /** For an effect: `$effect(() => commands.add([...]))` keeps them for as long as the component lives. */
  add(commands: readonly Command[]): () => void {
    this.#become([...this.#sets, commands]);
    return () => this.#become(this.#sets.filter((set) => set !== commands));
  }

  #become(sets: readonly (readonly Command[])[]): void {
    this.#sets = sets;
    this.#changes += 1;
    this.#seen = this.#changes;
  }

  /** The window's keydown. Later commands win: a screen may take a key from the shell. */
  readonly heard = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || event.repeat || ['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) {
      return;
    }
    const isTyping = takesKeys(event.target);
    const known = this.all.filter((command) => command.keys !== undefined && (!isTyping || worksWhileTyping(command.keys)));
    const so = Date.now() - this.#soAt < SEQUENCE_MS ? this.#so : '';
    const what = hear(so, stroke(event), known.map((command) => command.keys ?? ''));
    this.#so = what.kind === 'waiting' ? what.so : '';
    this.#soAt = Date.now();
    if (what.kind === 'run') {
      event.preventDefault();
      known.findLast((command) => command.keys === what.keys)?.run();
    }
  };
}

/** Someone types there, or a dialog or menu has the floor. */
function takesKeys(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) {
    return false;
  }
  const isText = target.matches('input:not([type=checkbox], [type=radio], [type=button]), textarea, select') || target.isContentEditable;
  return isText || target.closest('dialog, [popover]') !== null;
}

export const commands = new Commands();
